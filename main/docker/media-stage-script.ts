import { MEDIA_PRELUDE, STAGE_FOLDER, TREE_MARKER } from './media-layout';

/** Exit status of the stage script when the disk's reserve was reached. */
export const RESERVE_STATUS = 75;
/** Exit status when the image lacks a tool; the line `RC-MISSING <tool>` names it. */
export const MISSING_TOOL_STATUS = 76;

/*
 * Watches while the archive is unpacked: prints how far it has been read, and below the reserve (the larger of 5 % and
 * 1 GB, for a full disk can stop the live database) kills the unpacker, at which tar ends.
 */
const WATCH = `
look_at_space() {
  line=$(df -Pk "$root" | tail -n 1)
  # device total used free capacity: counted from the percent sign, for a device's name may hold spaces.
  set -- \${line%%\\%*}
  while [ "$#" -gt 4 ]; do shift; done
  reserve=$((\${1:-0} / 20))
  [ "$reserve" -ge 1048576 ] || reserve=1048576
  reserve=\${RC_RESERVE_KB:-$reserve}
  pid=$(cat "$stage/pid" 2>/dev/null)
  if [ "\${3:-0}" -lt "$reserve" ]; then
    [ -e "$stage/reserve-reached" ] || echo "RC-RESERVE \${3:-0} $reserve"
    : >"$stage/reserve-reached"
    [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null
  fi
  position=$(sed -n 's/^pos:[[:space:]]*//p' "/proc/$pid/fdinfo/0" 2>/dev/null)
  [ -z "$position" ] || echo "RC-READ $position $size"
}
watch_space() { while :; do look_at_space; sleep 1; done; }
`;

const EXTRACT = `
need() { command -v "$1" >/dev/null 2>&1 || { echo "RC-MISSING $1"; exit ${MISSING_TOOL_STATUS}; }; }
need tar
case $(dd if="$archive" bs=4 count=1 2>/dev/null | od -An -tx1 | tr -d ' \\n') in
  1f8b*) need gzip; unpack='gzip -dc';;
  28b52ffd) need zstd; unpack='zstd -dc';;
  *) unpack=cat;;
esac
# No pipefail: both members leave their status. What tar does not want any more is still read, or unpack would fail.
extract() {
  rm -rf "$stage/extract" && mkdir "$stage/extract" || exit 1
  { sh -c 'echo $$ >"$1"; shift; exec "$@"' sh "$stage/pid" $unpack <"$archive"; echo $? >"$stage/unpack.rc"; } | {
    tar -x -o -f - -C "$stage/extract" -- "$@" 2>"$stage/tar.err"; echo $? >"$stage/tar.rc"
    cat >/dev/null
  }
  rm -f "$stage/pid"
  [ ! -e "$stage/reserve-reached" ] || exit ${RESERVE_STATUS}
  [ "$(cat "$stage/unpack.rc")" = 0 ] || die "the archive could not be unpacked (status $(cat "$stage/unpack.rc"))"
}
all_there() { for folder do [ -d "$stage/extract/$folder" ] || return 1; done; }
extract "$@"
if ! all_there "$@"; then
  # tar takes names by the letter: ./a is not a.
  count=$#
  for folder do
    case $folder in ./*) set -- "$@" "\${folder#./}";; *) set -- "$@" "./$folder";; esac
  done
  shift "$count"
  extract "$@"
fi
if [ "$(cat "$stage/tar.rc")" != 0 ]; then
  tail -n 5 "$stage/tar.err" >&2
  die "tar ended with status $(cat "$stage/tar.rc")"
fi
`;

/*
 * Nothing of the archive may lead or write out of the tree; names that are ours go. Buckets are merged in the order
 * they come in; of two files under one path the later bucket's stays.
 */
const MERGE_BUCKETS = `
# link_all FROM TO CP-FLAGS: every entry of a tree, as hard links.
link_all() {
  (cd "$1" && entries . -print0 >"$stage/list" && with "$stage/list" sh -c 'to=$1 how=$2; shift 2; cp "$how" -- "$@" "$to/"' sh "$2" "$3")
}
find "$stage/extract" ! -type f ! -type d ! -type l >"$stage/odd" || exit 1
[ ! -s "$stage/odd" ] || die "neither file, folder nor link: $(head -n 1 "$stage/odd")"
find "$stage/extract" -type l -print0 >"$stage/list" && with "$stage/list" sh -c 'for link do
    case $(readlink "$link") in /*|..|../*|*/..|*/../*) echo "$link";; esac
  done' sh >"$stage/odd" || exit 1
[ ! -s "$stage/odd" ] || die "a link leads out of its folder: $(head -n 1 "$stage/odd")"
find "$stage/extract" -type f \\( -name '._*' -o -name .DS_Store \\) -print0 >"$stage/list" && with "$stage/list" rm -f -- || exit 1
for folder do
  from=$stage/extract/$folder
  [ -d "$from" ] || die "the archive has no folder $folder"
  rm -rf -- "$from/${STAGE_FOLDER}" "$from/${TREE_MARKER}" "$from/lost+found"
  if [ ! -e "$stage/archive" ]; then
    mv -- "$from" "$stage/archive" || exit 1
  else
    link_all "$from" "$stage/archive" -RPlf || die "the buckets cannot be merged"
  fi
done
[ "$#" -gt 0 ] || mkdir "$stage/archive"
rm -rf "$stage/extract"
`;

/*
 * Owner and modes of the live files that most have; else what the caller proposes. Only what was just extracted is
 * changed: nothing in this tree is linked to a live file yet.
 */
const OWNERSHIP = `
most() { sort | uniq -c | sort -rn | head -n 1 | sed 's/^ *[0-9]* //'; }
# look TYPE FORMAT: of up to some 20,000 live entries.
look() {
  [ -d "$live" ] || return 0
  (cd "$live" && find . -path ./${STAGE_FOLDER} -prune -o -path ./lost+found -prune -o -path "./$mark" -prune -o -type "$1" -print0 |
    on_each stat -c "$2") 2>/dev/null | head -n 20000
}
owner=$(look f %u:%g | most)
file_mode=$(look f %a | most)
folder_mode=$(look d %a | most)
if [ -z "$owner" ] && [ -d "$live" ]; then
  owner=$(stat -c %u:%g "$live")
  [ "$owner" != 0:0 ] || owner=
fi
owner=\${owner:-\${RC_OWNER:-0:0}}
file_mode=\${file_mode:-644}
case $file_mode in *[0-7][0-7][0-7]) file_mode=\${file_mode#"\${file_mode%???}"};; esac
folder_mode=\${folder_mode:-755}
chown -R -h "$owner" "$stage/archive" || exit 1
find "$stage/archive" -type f -print0 >"$stage/list" && with "$stage/list" chmod "$file_mode" || exit 1
find "$stage/archive" -type d -print0 >"$stage/list" && with "$stage/list" chmod "$folder_mode" || exit 1
`;

/*
 * merge: hard links of the live files, then hard links of the archive's over them, each unlinked first: no live inode is
 * ever opened for writing, chmod-ed or chown-ed. The application goes on meanwhile: what vanished while it was
 * linked is no failure, what is missing after all is one.
 */
const BUILD = `
: >"$stage/stamp" || exit 1
if [ "$RC_MODE" = mirror ]; then
  mv "$stage/archive" "$stage/new" || exit 1
else
  sleep 1
  mkdir "$stage/new" && chown "$owner" "$stage/new" && chmod "$folder_mode" "$stage/new" || exit 1
  if [ -d "$live" ]; then
    echo RC-PHASE link
    link_all "$live" "$stage/new" -al 2>"$stage/link.err"
    live_list ! -type d || die "the live files could not be listed"
    (cd "$live" && with "$stage/list" sh -c 'new=$1; shift
      for file do
        [ -e "$new/$file" ] || [ -h "$new/$file" ] || {
          mkdir -p -- "$new/\${file%/*}" && cp -al -- "$file" "$new/$file" || { [ ! -e "$file" ] || exit 1; }
        }
      done' sh "$stage/new") || { cat "$stage/link.err" >&2; die "the live files could not be linked"; }
  fi
  (cd "$stage/archive" && find . -type d -print0 >"$stage/list" && with "$stage/list" sh -c 'new=$1 owner=$2 mode=$3; shift 3
    count=$#
    for folder do
      if [ -h "$new/$folder" ] || { [ -e "$new/$folder" ] && [ ! -d "$new/$folder" ]; }; then
        echo "media: $folder is a folder in the archive and something else in the live media" >&2; exit 1
      fi
      [ -d "$new/$folder" ] || set -- "$@" "$new/$folder"
    done
    shift "$count"
    [ "$#" -eq 0 ] || { mkdir -- "$@" && chown "$owner" "$@" && chmod "$mode" "$@"; }' \\
    sh "$stage/new" "$owner" "$folder_mode") || die "the folders of the archive could not be made"
  link_all "$stage/archive" "$stage/new" -RPlf || die "the files of the archive could not be linked"
fi
`;

/*
 * Builds the new tree beside the live one. Arguments: the bucket folders in the archive, in name order. Environment:
 * RC_* of media-layout, RC_ARCHIVE, RC_OWNER. Prints RC-READ <position> <size>, RC-PHASE <word>, RC-RESERVE <free kB> <reserve kB>,
 * and last, only when all is done, RC-STAGED.
 */
export const MEDIA_STAGE_SCRIPT = `${MEDIA_PRELUDE}${WATCH}
archive=\${RC_ARCHIVE:-/rc/archive}
[ -r "$archive" ] || die "the archive is not there"
size=$(wc -c <"$archive")
if [ -d "$stage" ]; then
  case $(media_state) in new|between) die "media of this job are already moved";; esac
  [ ! -e "$stage/old" ] && [ ! -e "$stage/old.part" ] || die "old media of this job are kept"
fi
mkdir -p "$base" && chown 0:0 "$base" && chmod 700 "$base" || exit 1
mkdir -p "$stage" && find "$stage" -mindepth 1 -maxdepth 1 ! -name 'stray-*' -exec rm -rf -- {} + || exit 1
# Once before all else: what is unpacked at once ends before the watch has looked.
look_at_space
watch_space & watcher=$!
trap 'kill "$watcher" 2>/dev/null' EXIT
echo RC-PHASE extract
${EXTRACT}${MERGE_BUCKETS}
kill "$watcher" 2>/dev/null
${OWNERSHIP}${BUILD}
echo RC-PHASE sync
printf 'restore-console\\njob %s\\n' "$RC_JOB" >"$stage/new/$mark" && chmod 644 "$stage/new/$mark" || exit 1
rm -f "$stage/odd" "$stage/unpack.rc" "$stage/tar.rc" "$stage/tar.err" "$stage/link.err" "$stage/list"
settle
echo RC-STAGED
`;
