import { LINK_WHOLE } from './media-catch-up-script';
import { STAGE_FOLDER, TREE_MARKER } from './media-layout';

/*
 * Run by find with folders of the live tree (relative to it, "." first), in that tree: KEPT CAME STAGE FOLDER... Adds to the kept
 * tree, as hard links, the files born in them since the live tree came: names that neither the kept tree nor the picture
 * of what came (CAME) has, or has for another file. A folder that neither has is linked with all below it. Prints one +
 * each. What the kept tree has under a name stays.
 */
const CARRY_FOLDERS = `kept=$1 came=$2 stage=$3; shift 3
has() { [ -e "$1" ] || [ -h "$1" ]; }
${LINK_WHOLE}
same() {
  if [ -h "$1" ] || [ -h "$2" ]; then [ -h "$1" ] && [ -h "$2" ] && [ "$(readlink "$1")" = "$(readlink "$2")" ]
  else [ "$1" -ef "$2" ]
  fi
}
# A folder of the live tree in the kept one, whole at once: it is never there with another owner or mode. 2: its name is taken.
make() {
  [ ! -d "$kept/$1" ] || [ -h "$kept/$1" ] || return 0
  ! has "$kept/$1" || return 2
  case $1 in */*) make "\${1%/*}" || return;; esac
  rm -rf "$stage/made" && mkdir "$stage/made" && chown "$(stat -c %u:%g -- "$1")" "$stage/made" &&
    chmod "$(stat -c %a -- "$1")" "$stage/made" && mv -- "$stage/made" "$kept/$1" || return 1
}
for folder do
  for file in "$folder"/* "$folder"/.[!.]* "$folder"/..?*; do
    has "$file" || continue
    case $file in ./${STAGE_FOLDER}|./${TREE_MARKER}|./lost+found) continue;; esac
    ! has "$kept/$file" || continue
    whole=
    if [ -d "$file" ] && [ ! -h "$file" ]; then
      # One that came is read for itself. One that nobody had may have been renamed, and bear an old time itself.
      ! has "$came/$file" || continue
      whole=1
    else
      ! same "$file" "$came/$file" || continue
    fi
    if make "$folder"; then
      if [ -n "$whole" ]; then link_whole "$file" "$kept/$file" || exit 1; continue; fi
      cp -al -- "$file" "$kept/$folder/" || { has "$file" && exit 1; continue; }
      echo +
    elif [ "$?" = 2 ]; then echo "aside: $file" >&2
    elif has "$file"; then exit 1
    fi
  done
done`;

/*
 * RC_ALONE: the media change places and the database does not, so rows written since a tree came live stay live, and the
 * files they name must not go aside with it.
 *
 * carry full|quick KEPT CAME: brings what was born in the live tree into the tree that takes its place. quick reads only
 * folders changed since the last full pass; a stamp of an earlier exchange only makes it read more. Adds to caught. Quick,
 * as on the way back, it needs no space on the disk but what links need in their folders.
 * picture TREE CAME: hard links of a tree that is about to come live, made while nobody writes to it. On a filesystem
 * without hard links there is none, and nothing is carried.
 */
export const CARRY_FUNCTIONS = `carry_folders='${CARRY_FOLDERS.replaceAll("'", `'"'"'`)}'
carry() {
  [ -n "\${RC_ALONE:-}" ] && [ -d "$live" ] && [ -d "$2" ] && [ -d "$3" ] || return 0
  since=
  if [ "$1" = full ]; then
    rm -f "$stage/carried.next"
    : >"$stage/carried.next" && sleep 1 || return 1
  elif [ -e "$stage/carried" ]; then
    since=$stage/carried
  fi
  each_folder "$since" "$carry_folders" "$2" "$3" "$stage" || return 1
  [ "$1" = quick ] || mv -f "$stage/carried.next" "$stage/carried"
}
picture() {
  [ -n "\${RC_ALONE:-}" ] && [ -d "$1" ] || return 0
  rm -rf "$2" "$2.part"
  : >"$stage/one" || return 1
  ln "$stage/one" "$stage/two" 2>/dev/null || { rm -f "$stage/one"; return 0; }
  rm -f "$stage/one" "$stage/two"
  cp -al "$1" "$2.part" && rm -f "$2.part/$mark" && mv "$2.part" "$2"
}
`;
