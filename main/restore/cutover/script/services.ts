/** Services: stopped in the plan's order with a limit, asked again right before the swap, started by role. */
export const SERVICES = `
# service I: SVC_ID, SVC_NAME, SVC_ROLE, SVC_GRACE, SVC_RAN; SVC_ANEW: made anew since, and so perhaps started unasked
service() {
  eval "SVC_ID=\\$SVC_$1_ID SVC_NAME=\\$SVC_$1_NAME SVC_ROLE=\\$SVC_$1_ROLE SVC_GRACE=\\$SVC_$1_GRACE SVC_RAN=\\$SVC_$1_RAN"
  eval "SVC_ANEW=\\\${SVC_$1_ANEW:-}"
  case $RAN_EXTRA in *" $1 "*) SVC_RAN=1 ;; esac
}

# states: one inspect of all services into $T/states, a line each: true|false exit-code.
service_states() {
  GONE=
  [ "$SERVICE_COUNT" -gt 0 ] || { : >"$T/states"; return 0; }
  set --
  i=1
  while [ "$i" -le "$SERVICE_COUNT" ]; do
    service "$i"
    set -- "$@" "$SVC_ID"
    i=$((i + 1))
  done
  if bounded 30 docker_cli inspect -f '{{.State.Running}} {{.State.ExitCode}}' "$@"; then
    mv -f "$T/out" "$T/states"
    return 0
  fi
  # One that was removed meanwhile does not run; anything else is no answer.
  : >"$T/states"
  for one in "$@"; do
    if bounded 30 docker_cli inspect -f '{{.State.Running}} {{.State.ExitCode}}' "$one"; then
      cat "$T/out" >>"$T/states"
    elif grep -qi 'no such' "$T/err"; then
      GONE=1
      echo 'false 0' >>"$T/states"
    else
      return 1
    fi
  done
}

# A service found running that the plan thought stopped is started again at the end; one made anew goes by the plan.
remember_running() {
  i=0
  while read -r running code; do
    i=$((i + 1))
    service "$i"
    if [ "$running" = true ] && [ "$SVC_RAN$SVC_ANEW" = '' ]; then
      say note ran "$i $SVC_NAME"
      RAN_EXTRA="$RAN_EXTRA$i "
    fi
  done <"$T/states"
}

# stop_service I: docker stop within its grace; one that hangs is ended and the container killed.
stop_service() {
  service "$1"
  say begin stop-service "$1 $SVC_NAME"
  J_STOPPING="$J_STOPPING$1 "
  if ! bounded "$((SVC_GRACE + STOP_MARGIN))" docker_cli stop -t "$SVC_GRACE" "$SVC_ID"; then
    log "docker stop $SVC_NAME: $(one_line "$T/err")"
    bounded 30 docker_cli kill "$SVC_ID"
    is_running "$SVC_ID"
    if [ "$?" -ne 1 ]; then
      fail_with stop stop-failed "$SVC_GRACE $SVC_NAME"
      return 1
    fi
    say note killed "$SVC_GRACE $SVC_NAME"
  fi
  say done stop-service "$1 $SVC_NAME"
  forget_stopping "$1"
}

stop_planned() {
  # What is not on disk would not be taken back after a crash.
  say begin stop || { fail_with stop swap-failed "the journal cannot be written"; return 1; }
  J_BEGUN=1
  durable
  n=1
  while [ "$n" -le "$SERVICE_COUNT" ]; do
    service "$n"
    if [ "$SVC_RAN" = 1 ]; then
      downtime_began
      stop_service "$n" || return 1
    fi
    n=$((n + 1))
  done
  say done stop
}

downtime_began() {
  [ -z "$DOWN" ] || return 0
  DOWN=1
  say note downtime began
}

downtime_ended() {
  [ -n "$DOWN" ] || return 0
  DOWN=
  say note downtime ended
}

# Stops whatever of ours runs, however it came to run, until an inspect shows none.
stop_running() {
  rounds=0
  while [ "$rounds" -lt 4 ]; do
    rounds=$((rounds + 1))
    service_states || return 1
    remember_running
    up=
    n=0
    while read -r running code; do
      n=$((n + 1))
      [ "$running" != true ] || up="$up $n"
    done <"$T/states"
    [ -n "$up" ] || return 0
    for n in $up; do
      stop_service "$n" || return 1
    done
  done
  return 1
}

# Right before the swap: what was started again from outside is stopped again; who had to be killed is told.
recheck_stopped() {
  service_states || { fail_with stop stop-failed "0 $(one_line "$T/err")"; return 1; }
  n=0
  up=
  while read -r running code; do
    n=$((n + 1))
    service "$n"
    if [ "$running" = true ]; then
      up=1
      say note restarted "$n $SVC_NAME"
    elif [ "$code" = 137 ] && [ "$SVC_RAN" = 1 ]; then
      say note killed "$SVC_GRACE $SVC_NAME"
    fi
  done <"$T/states"
  [ -n "$up" ] || return 0
  stop_running && return 0
  [ -n "$FAIL_CODE" ] || fail_with stop stop-failed "0 a service that something else keeps starting"
  return 1
}

# An engine that was killed in the middle of a start can have lost the container's processes: it takes it for stopped,
# starts it no more, and no command of docker ends them. The start is tried again by the caller.
end_lost_processes() {
  case $START_REASON in *'id already in use'* | *'task '*': already exists'*) ;; *) return 0 ;; esac
  bounded 60 lost_run "$SVC_ID"
  log "processes of $SVC_NAME that docker had lost: $(one_line "$T/out") $(one_line "$T/err")"
}

# start_role backend|others: those that ran. START_FAILED names the ones that did not start.
start_role() {
  START_FAILED=
  n=1
  while [ "$n" -le "$SERVICE_COUNT" ]; do
    service "$n"
    if [ "$SVC_RAN" = 1 ]; then
      case "$1 $SVC_ROLE" in
        'backend backend' | 'others worker' | 'others other')
          if bounded 60 docker_cli start "$SVC_ID"; then :; else
            log "docker start $SVC_NAME: $(one_line "$T/err")"
            START_FAILED="$START_FAILED\${START_FAILED:+, }$SVC_NAME"
            START_REASON=$(one_line "$T/err")
            end_lost_processes
          fi
          ;;
      esac
    fi
    n=$((n + 1))
  done
  [ -z "$START_FAILED" ]
}
`;
