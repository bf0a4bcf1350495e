/** From the old pair to the new one. "done health" in the journal is the point of no return. */
export const FORWARD = `
prepare() {
  say begin prepare
  docker_answers || { fail_with prepare docker-not-running "$(one_line "$T/err")"; return 1; }
  service_states && [ -z "$GONE" ] || { fail_with prepare container-missing "$(one_line "$T/err")"; return 1; }
  remember_running
  database_precheck || return 1
  create_clones || return 1
  choose_http_tool || { fail_with prepare health-failed-after "no tool on the host can ask the health address"; return 1; }
  [ -z "$HTTP_TOOL" ] || say note http-tool "$HTTP_TOOL"
  HEALTH_BEFORE=failing
  if healthy_now; then HEALTH_BEFORE=ok; fi
  say note health-before "$HEALTH_BEFORE"
  media_precheck || return 1
  say done prepare
}

start_backends() {
  TOUCHED=1
  say begin start
  start_role backend || { fail_with start start-failed "$START_FAILED: $START_REASON"; return 1; }
  say done start
}

pass_health() {
  say begin health
  if wait_healthy "$HEALTH_SECONDS"; then
    :
  elif [ "$HEALTH_REQUIRED" = 1 ]; then
    fail_with health health-failed-after "$HEALTH_SECONDS $FOUND"
    return 1
  else
    say note health-accepted "$FOUND"
  fi
  # Not on disk = not passed: recover would choose the other pair.
  say done health || { fail_with health health-failed-after "0 the journal cannot be written"; return 1; }
  durable
  J_HEALTHY=1
  downtime_ended
}

start_others() {
  say begin workers
  patient "$RETRY_SECONDS" start_role others && { say done workers; return 0; }
  fail_with workers start-failed "$START_FAILED: $START_REASON"
}

forward() {
  stop_planned || return 1
  downtime_began
  block || return 1
  recheck_stopped || return 1
  swap || return 1
  media_forward || return 1
  run_commands || return 1
  start_backends || return 1
  pass_health
}

clean_up() {
  remove_clones
  [ -z "$HAS_MEDIA" ] || bounded 60 docker_cli rm -f -v "$MOVER"
}
`;
