import { STAGE_FOLDER, TREE_MARKER } from './media-layout';

/*
 * Run by find with folders of the live tree (relative to it, "." first), in that tree. Adds to the staged tree, as hard
 * links, what was born or replaced in them; prints one + each. A file the archive brought wins over the live one.
 * A whole folder that is missing is linked with all below it.
 */
const ADD_FOLDERS = `stage=$1; shift
has() { [ -e "$1" ] || [ -h "$1" ]; }
for folder do
  if ! has "$stage/new/$folder"; then
    has "$folder" || continue
    cp -al -- "$folder" "$stage/new/\${folder%/*}/" || exit 1
    echo +
    continue
  fi
  [ -d "$stage/new/$folder" ] && [ ! -h "$stage/new/$folder" ] || continue
  for file in "$folder"/* "$folder"/.[!.]* "$folder"/..?*; do
    has "$file" || continue
    case $file in ./${STAGE_FOLDER}|./${TREE_MARKER}|./lost+found) continue;; esac
    new=$stage/new/$file
    if ! has "$new"; then
      cp -al -- "$file" "$stage/new/$folder/" || { has "$file" && exit 1; continue; }
      echo +
      continue
    fi
    [ ! -d "$file" ] || [ -h "$file" ] || continue
    [ ! -d "$new" ] || [ -h "$new" ] || continue
    if [ -h "$file" ] || [ -h "$new" ]; then
      [ "$(readlink "$file")" != "$(readlink "$new")" ] || continue
      ! has "$stage/archive/$file" || continue
    else
      [ ! "$file" -ef "$new" ] || continue
      [ ! "$new" -ef "$stage/archive/$file" ] || continue
    fi
    rm -f -- "$new" && cp -al -- "$file" "$stage/new/$folder/" || { has "$file" && exit 1; continue; }
    echo +
  done
done`;

/*
 * catch_up: brings the staged tree of a merge up to what the live one has by now. Only folders changed since the last
 * pass are read (a folder's time changes when an entry is made, removed or renamed in it). The stamp is a second
 * older than the pass: what the pass did not see is newer than the stamp, however coarse the clock of the filesystem.
 * Sets caught to the number of entries added.
 */
export const CATCH_UP_FUNCTION = `add_folders='${ADD_FOLDERS.replaceAll("'", `'"'"'`)}'
caught=0
catch_up() {
  [ "$RC_MODE" = merge ] && [ -d "$live" ] || return 0
  rm -f "$stage/added" "$stage/stamp.next"
  : >"$stage/stamp.next" || return 1
  [ "$1" = quick ] || sleep 1
  live_list -type d -newer "$stage/stamp" || return 1
  (cd "$live" && with "$stage/list" sh -c "$add_folders" sh "$stage" >"$stage/added") || return 1
  caught=$(wc -l <"$stage/added")
  rm -f "$stage/added" "$stage/list"
  mv -f "$stage/stamp.next" "$stage/stamp"
}
`;
