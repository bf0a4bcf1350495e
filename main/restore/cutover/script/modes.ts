/** What the script is called with: launch MODE, run, recover, state, follow JOURNAL-LINES LOG-LINES. */
export const MODES = `
begin_work() {
  rm -f cutover.status
  scratch
  write_sql
}

end_attempt() {
  rm -f cutover-before-start-*.env cutover-before-start-*.sh
  rm -rf "$T"
  release_lock
}

# FINAL and FINAL_DETAIL: from the status, else from the journal, unless another attempt was begun since.
final_word() {
  FINAL= FINAL_DETAIL=
  { read -r FINAL FINAL_DETAIL <cutover.status; } 2>/dev/null || :
  [ -z "$FINAL" ] || return 0
  {
    while read -r _ state action word detail; do
      case "$state $action $word" in
        'note attempt '*) FINAL= FINAL_DETAIL= ;;
        'done cutover completed' | 'done cutover reversed' | 'done cutover not-begun' | 'done cutover needs-person')
          FINAL=$word FINAL_DETAIL=$detail
          ;;
      esac
    done <cutover.journal
  } 2>/dev/null || :
}

run() {
  clock_start
  take_lock || exit 75
  final_word
  read_journal
  if [ -n "$J_BEGUN" ]; then
    case $FINAL in
      completed | reversed | not-begun) rotate ;;
      *) release_lock; exit 76 ;;
    esac
  fi
  read_journal
  say note attempt "run $$" || { release_lock; exit 73; }
  begin_work
  end_orphans
  if ! prepare; then
    clean_up
    finish not-begun "$FAIL_CODE $FAIL_PART $FAIL_DETAIL"
  elif forward; then
    if start_others; then end_new; else clean_up; finish needs-person "$FAIL_CODE $FAIL_PART $FAIL_DETAIL"; fi
  else
    end_old
  fi
  end_attempt
}

recover() {
  clock_start
  take_lock || exit 75
  final_word
  read_journal
  # It has ended: no attempt is made, so that what the journal says of its end stays its last word.
  case $FINAL in
    completed | reversed)
      [ -s cutover.status ] || finish "$FINAL\${FINAL_DETAIL:+ $FINAL_DETAIL}"
      rm -rf "/dev/shm/rc-cutover-$SHORT" ./cutover.tmp
      release_lock
      exit 0
      ;;
  esac
  say note attempt "recover $$" || { release_lock; exit 73; }
  begin_work
  end_orphans
  DOWN=\${J_BEGUN:-}
  if [ -n "$J_HEALTHY" ]; then
    if to_new; then end_new; else finish needs-person "start-failed recover $STUCK"; fi
  elif [ -z "$J_BEGUN" ]; then
    if nothing_touched; then
      clean_up
      finish not-begun
    else
      finish needs-person "interrupted recover $STUCK"
    fi
  else
    wait_for_orphaned_sql
    # Only stops had begun: confirmed by the state itself, else everything is put back the long way.
    { [ -z "$J_BLOCKED$J_MEDIA" ] && old_pair_is_live; } || TOUCHED=1
    FAIL_CODE=interrupted FAIL_PART=recover FAIL_DETAIL=
    end_old
  fi
  end_attempt
}

# alive | final STATUS | unfinished | none
state() {
  holder
  if [ "$LOCK_N" -gt 0 ] && alive "$LOCK_WHO"; then
    echo alive
    return 0
  fi
  final_word
  if [ -n "$FINAL" ]; then
    echo "final $FINAL"
  elif [ -s cutover.journal ]; then
    echo unfinished
  else
    echo none
  fi
}

# follow JOURNAL-LINES LOG-LINES: whole lines after those, until the script has ended: "J line", "L line", "E state".
follow() {
  : >>cutover.journal
  : >>cutover.log
  exec 3<cutover.journal 4<cutover.log
  J_CUT= L_CUT=
  skip=$1
  while [ "$skip" -gt 0 ] && IFS= read -r line <&3; do skip=$((skip - 1)); done
  skip=$2
  while [ "$skip" -gt 0 ] && IFS= read -r line <&4; do skip=$((skip - 1)); done
  while :; do
    word=$(state)
    while IFS= read -r line <&3; do
      printf 'J %s\\n' "$J_CUT$line"
      J_CUT=
    done
    J_CUT=$J_CUT$line
    while IFS= read -r line <&4; do
      printf 'L %s\\n' "$L_CUT$line"
      L_CUT=
    done
    L_CUT=$L_CUT$line
    if [ "$word" != alive ]; then
      printf 'E %s\\n' "$word"
      return 0
    fi
    sleep 0.1 2>/dev/null || sleep 1
  done
}

# launch MODE: in a session of its own; answers when it has begun or cannot.
launch() {
  RC_CUTOVER_ATTEMPT=$(new_mark)
  export RC_CUTOVER_ATTEMPT
  if command -v setsid >/dev/null 2>&1; then
    setsid sh ./cutover.sh "$1" </dev/null >>cutover.log 2>&1 &
  else
    nohup sh ./cutover.sh "$1" </dev/null >>cutover.log 2>&1 &
  fi
  child=$!
  tries=0
  while [ "$tries" -lt 200 ]; do
    tries=$((tries + 1))
    if grep -q " note attempt $1 $child\\$" cutover.journal 2>/dev/null; then
      echo started
      return 0
    fi
    if ! kill -0 "$child" 2>/dev/null; then
      wait "$child"
      code=$?
      case $code in
        0) echo started ;;
        75) echo busy ;;
        76) echo unfinished ;;
        *) echo "failed $code" ;;
      esac
      return 0
    fi
    sleep 0.05 2>/dev/null || sleep 1
  done
  echo started
}

case \${1:-} in
  run | recover)
    trap '' HUP
    "$1"
    ;;
  launch | follow)
    mode=$1
    shift
    "$mode" "$@"
    ;;
  state) state ;;
  *) exit 64 ;;
esac
`;
