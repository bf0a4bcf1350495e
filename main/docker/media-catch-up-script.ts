import { STAGE_FOLDER, TREE_MARKER } from './media-layout';

/**
 * link_whole FROM TO: a folder of the live tree with all below it, as hard links; prints one +. Whole at once: a part of one, left
 * by a kill, would be taken for a folder that is there already. The application goes on: what vanishes fails cp, so it
 * may try again; a folder that is gone is no failure.
 */
export const LINK_WHOLE = `link_whole() {
  for try in 1 2 3 4 5; do
    rm -rf "$stage/made" || return 1
    cp -al -- "$1" "$stage/made" && mv -- "$stage/made" "$2" && echo + && return 0
    has "$1" || return 0
  done
  return 1
}`;

/*
 * Run by find with folders of the live tree (relative to it, "." first), in that tree. Adds to the staged tree, as hard
 * links, what was born or replaced in them; prints one + each. A file the archive brought wins over the live one.
 * A whole folder that is missing is linked with all below it.
 */
const ADD_FOLDERS = `stage=$1; shift
has() { [ -e "$1" ] || [ -h "$1" ]; }
${LINK_WHOLE}
for folder do
  if ! has "$stage/new/$folder"; then
    has "$folder" || continue
    # Below a file of the archive's: that wins.
    [ -d "$stage/new/\${folder%/*}" ] && [ ! -h "$stage/new/\${folder%/*}" ] || continue
    link_whole "$folder" "$stage/new/$folder" || exit 1
    continue
  fi
  [ -d "$stage/new/$folder" ] && [ ! -h "$stage/new/$folder" ] || continue
  for file in "$folder"/* "$folder"/.[!.]* "$folder"/..?*; do
    has "$file" || continue
    case $file in ./${STAGE_FOLDER}|./${TREE_MARKER}|./lost+found) continue;; esac
    new=$stage/new/$file
    if ! has "$new"; then
      if [ -d "$file" ] && [ ! -h "$file" ]; then link_whole "$file" "$new" || exit 1; continue; fi
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
 * each_folder SINCE SCRIPT ARG...: the script with folders of the live tree as arguments after ours: those changed since
 * the file SINCE was made, all where it is empty. Adds to caught the lines + it prints. Through a pipe, for a list would
 * need space on a disk that may be full; there is no pipefail, so both ends tell how they ended. The application goes
 * on: what vanishes while find walks fails it, so it may try again; what was added is not added twice.
 *
 * catch_up full|quick: brings the staged tree of a merge up to what the live one has by now. Full, with the services up,
 * reads every folder: docker cp, tar and rsync put back the time of a folder they add to. Quick, with the site down, reads
 * those changed since the full pass (a folder's time changes when an entry is made, removed or renamed in it). The stamp is
 * a second older than the pass: what that did not see is newer than the stamp, however coarse the filesystem's clock.
 */
export const CATCH_UP_FUNCTION = `add_folders='${ADD_FOLDERS.replaceAll("'", `'"'"'`)}'
caught=0
each_folder() {
  since=$1 script=$2; shift 2
  for try in 1 2 3 4 5; do
    said=$({ { live_find -type d \${since:+-newer "$since"} || echo unread >&3; } |
      { (cd "$live" && on_each sh -c "$script" sh "$@") || echo failed; }; } 3>&1)
    caught=$((caught + $(echo "$said" | grep -c -x -F +)))
    case $said in *failed*) return 1;; *unread*) ;; *) return 0;; esac
  done
  return 1
}
catch_up() {
  [ "$RC_MODE" = merge ] && [ -d "$live" ] || return 0
  rm -f "$stage/stamp.next"
  : >"$stage/stamp.next" || return 1
  [ "$1" = quick ] || sleep 1
  since=
  [ "$1" = full ] || since=$stage/stamp
  each_folder "$since" "$add_folders" "$stage" || return 1
  mv -f "$stage/stamp.next" "$stage/stamp"
}
`;
