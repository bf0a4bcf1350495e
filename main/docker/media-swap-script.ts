import { CARRY_FUNCTIONS } from './media-carry-script';
import { CATCH_UP_FUNCTION } from './media-catch-up-script';
import { MEDIA_PRELUDE } from './media-layout';

/*
 * The media's part of a cutover, run inside the mover container: `sh media-swap.sh forward|reverse|state|catch-up`.
 *
 * Entries are renamed, many per call. What an entry in the live folder is, is told by one rename alone:
 *   old.part there: everything still in the live folder is old;
 *   old there (old.part renamed once the live folder was empty): everything in the live folder is new.
 * So a run killed anywhere is ended by forward or by reverse, without a journal. The marker goes last into the live
 * folder and first out of it: it is there only with the whole new tree.
 * An entry in the live folder under a name that is taken where it belongs was made by somebody else in between: it
 * goes to stray-*, never away. One that is left there for any other reason has not been moved, and is tried again.
 */
const MOVES = `
# move FROM TO OTHER: all entries, in as many passes as it takes. One of the two is the live folder; OTHER is the other one.
move() {
  tries=0 why=
  while left=$(left_in "$1") && [ -n "$left" ]; do
    [ "$left" != unread ] || why="$1 cannot be read"
    tries=$((tries + 1))
    [ "$tries" -le 5 ] || die "not everything could be moved out of $1: \${why:-somebody keeps writing into it}"
    put_aside "$3"
    entries_with "$1" 'to=$1; shift; mv -n -- "$@" "$to/"' "$2"
  done
}
move_out() { move "$live" "$1" "$1"; }
move_in() { move "$1" "$live" "$1"; }
# Something where a folder is not empty, and where it cannot be read: what find does not see must not pass for moved.
left_in() { { entries "$1" || echo unread 2>/dev/null; } | head -n 1; }
# The entries of a folder as arguments after ours: entries_with FOLDER SCRIPT ARG... Through a pipe: a list would need space, and
# renames need none. There is no pipefail; what failed shows in what is left, and why is the last complaint. Only
# "aside:" goes past it.
entries_with() {
  from=$1 script=$2; shift 2
  said=$(entries "$from" -print0 | on_each sh -c "$script" sh "$@" 3>&2 2>&1 >/dev/null | tail -n 1)
  [ -z "$said" ] || { why=$said; echo "$said" >&2; }
}
# Entries of the live folder whose names are taken in $1. Each time into another stray-*: the same name may come twice.
put_aside() {
  ! has "$stray" || stray=$stray-more
  entries_with "$live" 'taken=$1 stray=$2; shift 2
    for entry do
      name=\${entry##*/}
      [ -e "$taken/$name" ] || [ -h "$taken/$name" ] || continue
      mkdir -p "$stray" && mv -n -- "$entry" "$stray/" && echo "aside: $name" >&3
    done' "$1" "$stray"
}
move_marker() { ! has "$1/$mark" || mv -f -- "$1/$mark" "$2/$mark" || exit 1; }
`;

const VERBS = `
forward() {
  case $(media_state) in
    new) return;;
    absent) die "nothing is staged for job $RC_JOB";;
  esac
  if [ ! -d "$stage/old" ]; then
    carry quick "$stage/new" "$stage/came-old" || carry_failed
    if [ ! -d "$stage/old.part" ]; then
      catch_up quick || die "what was written since staging could not be added"
      if [ ! -d "$live" ]; then
        : >"$stage/made-folder" && (umask 022; mkdir -p "$live") || exit 1
        chown "$(stat -c %u:%g "$stage/new")" "$live"
      fi
      # The way back of a rollback finds it on a full disk too.
      [ ! -d "$stage/spare" ] || mv "$stage/spare" "$stage/old.part" || exit 1
      mkdir -p "$stage/old.part" || exit 1
    fi
    move_out "$stage/old.part"
    move_marker "$live" "$stage/old.part"
    mv "$stage/old.part" "$stage/old" || exit 1
  fi
  move_in "$stage/new"
  move_marker "$stage/new" "$live"
}
reverse() {
  case $(media_state) in
    old|absent) return;;
    new) [ -d "$stage/old" ] || die "the old media of job $RC_JOB is not there any more";;
  esac
  if [ ! -d "$stage/old.part" ]; then
    mkdir -p "$stage/new" || exit 1
    carry quick "$stage/old" "$stage/came-new" || carry_failed
    ! is_ours "$live" || move_marker "$live" "$stage/new"
    move_out "$stage/new"
    mv "$stage/old" "$stage/old.part" || exit 1
  fi
  move_in "$stage/old.part"
  move_marker "$stage/old.part" "$live"
  [ -z "$(find "$stage/old.part" -mindepth 1 | head -n 1)" ] || die "not everything was moved out of $stage/old.part"
  { [ ! -d "$stage/spare" ] || rmdir "$stage/spare"; } && mv "$stage/old.part" "$stage/spare" || exit 1
  if [ -e "$stage/made-folder" ]; then
    rmdir "$live" 2>/dev/null || :
    rm -f "$stage/made-folder"
  fi
}
# On the way asked for it is a reason to stop. On the way back the site comes first: nothing is lost, it goes aside.
carry_failed() {
  [ "$asked" = reverse ] || die "what was written since could not be brought along"
  echo "aside: what was written since could not be brought along" >&2
}
# One at a time. A holder that is gone (of another container, or without its process) is passed over. Where no lock can be made,
# on a full disk or a broken one, the way back goes on without: the site is down, and renames need no space. It is alone
# then: all others stop here, the cutover asks for one verb after the other under a lock of its own, and it makes this
# container anew before it goes back.
hold() {
  read -r here </proc/sys/kernel/hostname
  waited=0 refused=0
  until no_lock=$(ln -s "$here:$$" "$stage/lock" 2>&1); do
    [ -d "$stage" ] || die "the stage of job $RC_JOB was taken away"
    if holder=$(readlink "$stage/lock"); then
      if [ "\${holder%:*}" = "$here" ] && grep -q media-swap "/proc/\${holder##*:}/cmdline" 2>/dev/null; then
        waited=$((waited + 1))
        [ "$waited" -le 120 ] || die "another move of this job is still at work"
        sleep 1
        continue
      fi
      rm -f "$stage/lock"
    fi
    # The lock may have been given free this very moment: no reason to wait at first.
    refused=$((refused + 1))
    [ "$refused" -gt 3 ] || continue
    if [ "$asked" = reverse ] && [ "$refused" -gt 6 ]; then
      echo "goes on without a lock: $no_lock" >&2
      return
    fi
    [ "$refused" -le 30 ] || die "the lock cannot be made: $no_lock"
    sleep 1
  done
  trap 'rm -f "$stage/lock"' EXIT
  trap 'exit 143' TERM INT HUP
}
# RC_INVERTED: a rollback calls the tree before the restore new and the restored one old.
meant() {
  if [ -n "\${RC_INVERTED:-}" ]; then
    case $1 in old) echo new; return;; new) echo old; return;; forward) echo reverse; return;; reverse) echo forward; return;; esac
  fi
  echo "$1"
}
prove() {
  settle
  word=$(media_state)
  [ "$word" = "$1" ] || die "ended in state $word"
  rm -f "$stage/carried"
  echo "RC-MEDIA $(meant "$1")"
}
asked=$1
stray=$stage/stray-$(date +%s)-$$
[ ! -d "$stage" ] || [ "$1" = state ] || hold
case $(meant "$1") in
  state) echo "RC-MEDIA state $(meant "$(media_state)")";;
  forward) forward; prove new;;
  reverse)
    if [ "$(media_state)" != absent ]; then reverse; prove old
    elif [ -n "\${RC_INVERTED:-}" ]; then die "nothing is kept of job $RC_JOB"
    else echo 'RC-MEDIA old'
    fi;;
  catch-up)
    [ "$(meant "$(media_state)")" = old ] || die "nothing is staged, or moves have begun"
    catch_up full || die "what was written since staging could not be added"
    if [ -z "\${RC_INVERTED:-}" ]; then
      carry full "$stage/new" "$stage/came-old" && picture "$stage/new" "$stage/came-new"
    else
      carry full "$stage/old" "$stage/came-new" && picture "$stage/old" "$stage/came-old"
    fi || die "what was written since could not be brought along"
    settle
    echo "RC-MEDIA caught-up $caught";;
  *) die "no such verb: $1";;
esac
`;

/** Text of media-swap.sh; its contract is in main/docker/README.md. */
export const MEDIA_SWAP_SCRIPT = MEDIA_PRELUDE + CATCH_UP_FUNCTION + CARRY_FUNCTIONS + MOVES + VERBS;
