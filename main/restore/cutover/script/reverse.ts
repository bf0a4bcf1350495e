/**
 * Ending a cutover that failed or was interrupted: to the old pair before health had passed, to the new one after.
 * Both work from any state and ask the state itself (OIDs, media marker); the journal is only a hint.
 */
export const REVERSE = `
# What failed first stays the reason; what stops the reverse is told beside it.
stuck() {
  STUCK="\${STUCK:-}\${STUCK:+; }$1"
  say failed reverse "$1"
}

stop_for_reverse() {
  if [ -n "$TOUCHED" ]; then
    patient "$DOCKER_PATIENCE" stop_running || { stuck "services cannot be stopped: $(one_line "$T/err")"; return 1; }
    return 0
  fi
  # A docker stop that was cut short may still be on its way: it is completed before the start.
  for n in $J_STOPPING; do
    stop_service "$n" || UNSTOPPABLE="$UNSTOPPABLE $SVC_NAME"
  done
}

to_old() {
  STUCK= UNSTOPPABLE=
  first_part=$FAIL_PART first_code=$FAIL_CODE first_detail=$FAIL_DETAIL
  say begin reverse
  durable
  patient "$DOCKER_PATIENCE" docker_answers || { stuck "docker does not answer: $(one_line "$T/err")"; return 1; }
  remove_clones
  stop_for_reverse || return 1
  if [ -n "$HAS_MEDIA" ] && [ -n "$TOUCHED" ]; then
    fresh_mover
    patient "$RETRY_SECONDS" media_old_once || stuck "media are not back: $(one_line "$T/err")"
  fi
  if [ -n "$HAS_DATABASE" ]; then
    patient "$DB_PATIENCE" database_old_once || stuck "the old database is not back: $DB_STATE $(one_line "$T/err")"
  fi
  # Nothing is started on half a pair.
  [ -z "$STUCK" ] || return 1
  # In place: the old database is put back by who began this, and nothing is started without it.
  if [ -n "$REVERSE_STARTS" ]; then start_on_old || return 1; fi
  if [ -n "$UNSTOPPABLE" ]; then
    stuck "docker can neither stop nor kill$UNSTOPPABLE: it may still end by itself"
    return 1
  fi
  say done reverse
}

start_on_old() {
  patient "$RETRY_SECONDS" start_role backend || { stuck "does not start: $START_FAILED: $START_REASON"; return 1; }
  if [ "$HEALTH_BEFORE" = ok ] && ! wait_healthy "$HEALTH_AGAIN_SECONDS"; then
    patient "$RETRY_SECONDS" start_role others
    stuck "the site is not healthy on its old data: $FOUND"
    return 1
  fi
  downtime_ended
  patient "$RETRY_SECONDS" start_role others || { stuck "does not start: $START_FAILED: $START_REASON"; return 1; }
}

to_new() {
  STUCK=
  patient "$DOCKER_PATIENCE" docker_answers || { stuck "docker does not answer: $(one_line "$T/err")"; return 1; }
  remove_clones
  if [ -n "$HAS_DATABASE" ]; then
    patient "$DB_PATIENCE" database_new_once || stuck "the new database is not live: $DB_STATE $(one_line "$T/err")"
  fi
  if [ -n "$HAS_MEDIA" ]; then
    fresh_mover
    patient "$RETRY_SECONDS" media_new_once || stuck "the new media are not live: $(one_line "$T/err")"
  fi
  [ -z "$STUCK" ] || return 1
  patient "$RETRY_SECONDS" start_role backend || { stuck "does not start: $START_FAILED: $START_REASON"; return 1; }
  wait_healthy "$HEALTH_AGAIN_SECONDS" || say note unhealthy-now "$FOUND"
  downtime_ended
  patient "$RETRY_SECONDS" start_role others || { stuck "does not start: $START_FAILED: $START_REASON"; return 1; }
}

# Without a begun stop nothing was touched, and the state itself must say so: a journal that was lost could hide a
# pair that had proven healthy, which only a person can tell.
nothing_touched() {
  STUCK=
  patient "$DOCKER_PATIENCE" docker_answers || { stuck "docker does not answer: $(one_line "$T/err")"; return 1; }
  old_pair_is_live && return 0
  stuck "the journal shows no begun cutover, yet the state is: database $DB_STATE $DB_DOOR, media $MEDIA_WORD"
  return 1
}

# The old pair, whole and open, by its own word.
old_pair_is_live() {
  if [ -n "$HAS_DATABASE" ]; then
    patient "$DB_PATIENCE" database_state_once || return 1
    case "$DB_STATE $DB_DOOR" in 'old open' | 'old none') ;; *) return 1 ;; esac
  fi
  if [ -n "$HAS_MEDIA" ]; then
    media_state_once || return 1
    case $MEDIA_WORD in old | absent) ;; *) return 1 ;; esac
  fi
}

end_old() {
  if to_old; then
    clean_up
    finish reversed "$first_code $first_part $first_detail"
  else
    finish needs-person "\${first_code:-interrupted} \${first_part:-reverse} $STUCK"
  fi
}

end_new() {
  clean_up
  finish completed
}
`;
