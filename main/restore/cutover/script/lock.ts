/**
 * One cutover script at a time per job. A lock is a symbolic link, so it is made with its content in one go:
 * `cutover.lock.<n>` -> `<boot>:<pid>:<start time of that process>:<mark>`; the highest number holds. A dead holder is
 * never removed by who takes over (two could then remove each other's): the next number is made, once. Its
 * children, which outlive a `kill -9`, are found by the mark in their environment and ended before anything is decided.
 */
export const LOCK = `
# process_start PID: START and PSTATE of a process; fails when there is none.
process_start() {
  { read -r stat_line <"/proc/$1/stat"; } 2>/dev/null || return 1
  set -- \${stat_line##*) }
  PSTATE=$1 START=\${20}
}

holder() {
  LOCK_N=0 LOCK_WHO=
  for file in cutover.lock.*; do
    [ -L "$file" ] || continue
    [ "\${file##*.}" -gt "$LOCK_N" ] && LOCK_N=\${file##*.}
  done
  [ "$LOCK_N" -eq 0 ] || LOCK_WHO=$(readlink "cutover.lock.$LOCK_N")
}

# alive BOOT:PID:START:MARK. A zombie counts as dead.
alive() {
  who_rest=\${1#*:}
  [ "\${1%%:*}" = "$BOOT" ] || return 1
  process_start "\${who_rest%%:*}" || return 1
  case $PSTATE in Z | X) return 1 ;; esac
  who_rest=\${who_rest#*:}
  [ "$START" = "\${who_rest%%:*}" ]
}

take_lock() {
  process_start "$$" || START=0
  MY_START=$START
  # Given by launch, so that children forked without an exec carry it as well.
  MARK=\${RC_CUTOVER_ATTEMPT:-$(new_mark)}
  RC_CUTOVER_ATTEMPT=$MARK
  export RC_CUTOVER_ATTEMPT
  ME=$BOOT:$$:$START:$MARK
  tries=0
  while [ "$tries" -lt 20 ]; do
    tries=$((tries + 1))
    holder
    if [ "$LOCK_N" -gt 0 ] && alive "$LOCK_WHO"; then return 1; fi
    seen=$LOCK_N STALE=$LOCK_WHO mine=$((LOCK_N + 1))
    ln -s "$ME" "cutover.lock.$mine" 2>/dev/null || continue
    if [ "$seen" -eq 0 ] || [ "$(readlink "cutover.lock.$seen")" = "$STALE" ]; then
      LOCK=$mine
      return 0
    fi
    rm -f "cutover.lock.$mine"
  done
  return 1
}

# Lower numbers first: as long as ours is there, nobody else can hold.
release_lock() {
  n=1
  set --
  while [ "$n" -le "$LOCK" ]; do
    set -- "$@" "cutover.lock.$n"
    n=$((n + 1))
  done
  rm -f "$@"
}

# Its last character is no digit: no mark is the beginning of another.
new_mark() {
  uptime_cs
  echo "$JOB_ID.$$.$UP."
}

end_orphans() {
  [ -n "$STALE" ] || return 0
  [ "\${STALE%%:*}" = "$BOOT" ] || return 0
  tries=0 clean=0
  while [ "$tries" -lt 50 ]; do
    tries=$((tries + 1))
    orphans=
    for file in $(grep -ls "RC_CUTOVER_ATTEMPT=\${STALE##*:}" /proc/[0-9]*/environ 2>/dev/null); do
      file=\${file#/proc/}
      process_start "\${file%%/*}" || continue
      case $PSTATE in Z | X) continue ;; esac
      orphans="$orphans \${file%%/*}"
    done
    # A process shows no environment while it becomes another program: nobody there has to be seen twice.
    if [ -z "$orphans" ]; then
      clean=$((clean + 1))
      [ "$clean" -lt 2 ] || return 0
    else
      clean=0
      kill -9 $orphans 2>/dev/null
    fi
    sleep 0.2 2>/dev/null || sleep 1
  done
  log "processes of the interrupted attempt do not end:$orphans"
}
`;
