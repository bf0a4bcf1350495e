/** Where a helper sees the volume or bind-mounted folder that holds the media. */
export const MEDIA_MOUNT = '/rc/media';
/** Ours, at the root of that volume: root:0700, so nothing serves it. Never moved, never counted as media. */
export const STAGE_FOLDER = '.restore-console';
/** Hidden file at the top of a media tree we made: names its job, so a tree is known by what it is. */
export const TREE_MARKER = '.restore-console-tree';

/** How the media moved aside by a job is called: a path inside the volume. */
export function oldMediaName(short: string): string {
  return `${STAGE_FOLDER}/${short}/old`;
}

/** The short id in a name given by {@link oldMediaName}, or in a bare short id; null for anything else. */
export function shortOfOldMedia(name: string): string | null {
  return /^(?:\.restore-console\/)?([0-9a-f]{8})(?:\/old)?$/.exec(name)?.[1] ?? null;
}

/** What the scripts below learn through their environment. */
export function mediaEnvironment(options: {
  readonly jobId: string;
  readonly short: string;
  readonly folder: string;
  readonly mode: 'merge' | 'mirror';
}): Readonly<Record<string, string>> {
  return {
    RC_JOB: options.jobId,
    RC_SHORT: options.short,
    RC_FOLDER: options.folder.replace(/^\/+|\/+$/g, ''),
    RC_MODE: options.mode,
  };
}

/*
 * Common beginning of the scripts that work inside the volume. POSIX sh; GNU and busybox tools. RC_ROOT is for tests.
 * The application may write to the volume, so a link of its making must not lead root elsewhere.
 */
export const MEDIA_PRELUDE = `set -u
export LC_ALL=C
umask 077
die() { echo "media: $*" >&2; exit 1; }
case $RC_SHORT in *[!0-9a-f]*|'') die "not a short id: $RC_SHORT";; esac
root=\${RC_ROOT:-${MEDIA_MOUNT}}
live=$root\${RC_FOLDER:+/$RC_FOLDER}
base=$root/${STAGE_FOLDER}
stage=$base/$RC_SHORT
mark=${TREE_MARKER}
[ -d "$root" ] || die "$root is not mounted"
[ ! -h "$base" ] || die "$base is a link"
[ ! -h "$stage" ] || die "$stage is a link"
root=$(cd -P "$root" && pwd -P) || exit 1
if [ -d "$live" ]; then
  case $(cd -P "$live" && pwd -P)/ in "$root"/*) ;; *) die "the media folder leads out of the volume";; esac
elif [ -e "$live" ] || [ -h "$live" ]; then
  die "the media folder is not a folder"
fi
# Entries of a tree, but not what is ours and not what belongs to the filesystem.
entries() {
  find "$1" -mindepth 1 -maxdepth 1 ! -name ${STAGE_FOLDER} ! -name lost+found ! -name "$mark" \${2:--print}
}
is_ours() { [ -f "$1/$mark" ] && [ ! -h "$1/$mark" ] && grep -q -x -F "job $RC_JOB" "$1/$mark"; }
# with LIST COMMAND...: the command with the NUL-ended names of a list appended, as often as needed. Not find -exec {} +:
# busybox does not count the pointers and fails with "argument list too long" from some 70,000 names on. And through sh:
# busybox xargs runs an applet such as chmod in its own process and hands it names it is just overwriting.
on_each() { xargs -0 -r sh -c '"$@"' sh "$@"; }
with() { names=$1; shift; on_each "$@" <"$names"; }
# live_find FIND-ARGUMENTS: NUL-ended names of the live tree, relative to it.
live_find() {
  (cd "$live" && find . -path ./${STAGE_FOLDER} -prune -o -path ./lost+found -prune -o -path "./$mark" -prune -o "$@" -print0)
}
# live_list FIND-ARGUMENTS: the same into $stage/list. The application goes on: what vanishes while find walks fails it, so it
# may try again.
live_list() {
  for try in 1 2 3 4 5; do live_find "$@" >"$stage/list" && return 0; done
  return 1
}
has() { [ -e "$1" ] || [ -h "$1" ]; }
settle() { sync -f "$root" 2>/dev/null || sync; }
# old: nothing moved. new: the new tree is live, whole. between: moves to be ended. absent: no stage of this job.
media_state() {
  if [ -d "$live" ] && is_ours "$live"; then echo new
  elif ! has "$stage/new/$mark"; then echo absent
  elif has "$stage/old" || has "$stage/old.part"; then echo between
  else echo old
  fi
}
`;
