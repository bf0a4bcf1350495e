/**
 * Running a command with a time limit and without a `timeout` tool, and trying again. Output goes to files in
 * memory (/dev/shm) where there are any: a full disk must not hide an answer.
 */
export const BOUNDED = `
TIMED_OUT=
trap 'TIMED_OUT=1' USR1

scratch() {
  T=/dev/shm/rc-cutover-$SHORT
  rm -rf "$T" 2>/dev/null
  mkdir -m 700 "$T" 2>/dev/null && return 0
  T=./cutover.tmp
  mkdir -p -m 700 "$T"
}

# bounded SECONDS COMMAND...: stdin from $IN; stdout and stderr to $T/out and $T/err, or appended to $INTO.
# RC is its status; 124 when it was ended for its time. The command may be root's (sudo) and refuse our signal:
# it is then left behind, never waited for.
bounded() {
  limit=$1
  shift
  TIMED_OUT=
  : >"$T/out"
  : >"$T/err"
  "$@" <"\${IN:-/dev/null}" >>"\${INTO:-$T/out}" 2>>"\${INTO:-$T/err}" &
  child=$!
  (
    nap= ended=
    # KILL: a sleep that has only just been forked still has our trap for TERM, and would swallow it.
    trap 'ended=1; [ -z "$nap" ] || kill -9 "$nap" 2>/dev/null' TERM
    # A script that was killed before its watch began needs none.
    process_start "$$" || exit 0
    case $PSTATE in Z | X) exit 0 ;; esac
    sleep "$limit" &
    nap=$!
    # The command may have ended before the number of the sleep was known: it would be left behind.
    if [ -n "$ended" ]; then kill -9 "$nap" 2>/dev/null; exit 0; fi
    # Our own script may have been killed meanwhile and its number be another's.
    wait "$nap" && process_start "$$" && [ "$START" = "$MY_START" ] && kill -USR1 "$$"
  ) </dev/null >/dev/null 2>&1 &
  dog=$!
  wait "$child"
  RC=$?
  if [ -n "$TIMED_OUT" ] && [ "$RC" -gt 128 ]; then
    kill -9 "$child" 2>/dev/null
    RC=124
    printf 'no answer in %s s\\n' "$limit" >>"$T/err"
  fi
  kill "$dog" 2>/dev/null
  wait "$dog" 2>/dev/null
  return "$RC"
}

# patient SECONDS COMMAND...: again and again until it succeeds. STOP_TRYING ends it early.
patient() {
  patience=$1
  shift
  uptime_cs
  patient_until=$((UP + patience * 100))
  STOP_TRYING=
  while :; do
    "$@" && return 0
    [ -z "$STOP_TRYING" ] || return 1
    uptime_cs
    [ "$UP" -lt "$patient_until" ] || return 1
    sleep 1
  done
}

docker_answers() { bounded 20 docker_cli version --format '{{.Server.Version}}'; }

is_running() {
  bounded 20 docker_cli inspect -f 'rc-running {{.State.Running}}' "$1" || return 2
  read -r _ running <"$T/out" || return 2
  [ "$running" = true ]
}

# fail_with PART CODE DETAIL: remembered for the outcome, and in the journal.
fail_with() {
  FAIL_PART=$1 FAIL_CODE=$2 FAIL_DETAIL=$3
  say failed "$1" "$2 $3"
  return 1
}
`;
