import { BLOCK_SQL, NEW_SQL, OLD_SQL, STATE_SQL, SWAP_SQL } from './sql';

/**
 * The database half: which of the two databases carries the live name is asked by OID, every change is one psql
 * session with its own guards, and a change counts only when the server said its state afterwards.
 */
export const DATABASE = `
write_sql() {
  cat >"$T/state.sql" <<'RC_SQL_END'
${STATE_SQL}
RC_SQL_END
  cat >"$T/block.sql" <<'RC_SQL_END'
${BLOCK_SQL}
RC_SQL_END
  cat >"$T/swap.sql" <<'RC_SQL_END'
${SWAP_SQL}
RC_SQL_END
  cat >"$T/old.sql" <<'RC_SQL_END'
${OLD_SQL}
RC_SQL_END
  cat >"$T/new.sql" <<'RC_SQL_END'
${NEW_SQL}
RC_SQL_END
}

# sql BATCH: DB_STATE old|new|neither, DB_DOOR open|blocked|none, DB_FRESH, DB_OLD_NAME, DB_CLOCK, SESSIONS.
sql() {
  DB_STATE= DB_DOOR= DB_FRESH= DB_OLD_NAME= SESSIONS= SESSION_COUNT=0
  sql_deadline=0
  case $1 in
    block | swap)
      stamp
      sql_deadline=$((NOW / 1000 + DB_CLOCK_AHEAD + SQL_DEADLINE_SECONDS))
      ;;
  esac
  IN=$T/$1.sql
  bounded "$SQL_LIMIT" psql_cli -v "deadline=$sql_deadline" -v "wait=$SESSION_WAIT"
  IN=
  while read -r word a b c d; do
    case $word in
      rc-state) DB_STATE=$a DB_DOOR=$b DB_FRESH=$c DB_OLD_NAME=$d ;;
      rc-clock) DB_CLOCK=$a ;;
      rc-session)
        SESSION_COUNT=$((SESSION_COUNT + 1))
        SESSIONS="$SESSIONS\${SESSIONS:+, }$a $b $c $d"
        ;;
    esac
  done <"$T/out"
  [ "$RC" -eq 0 ] && [ -n "$DB_STATE" ]
}

database_precheck() {
  [ -n "$HAS_DATABASE" ] || return 0
  DB_CLOCK=
  sql state || { fail_with prepare swap-failed "$(one_line "$T/err")"; return 1; }
  stamp
  [ -z "$DB_CLOCK" ] || DB_CLOCK_AHEAD=$((DB_CLOCK - NOW / 1000))
  case "$DB_STATE $DB_FRESH $DB_OLD_NAME" in
    'old fresh old-free') return 0 ;;
    *old-taken) fail_with prepare swap-failed "the name for the old database is taken" ;;
    *fresh-gone*) fail_with prepare swap-failed "the fresh database is gone" ;;
    *) fail_with prepare swap-failed "the live database is not the one of the plan" ;;
  esac
  return 1
}

block() {
  [ -n "$HAS_DATABASE" ] && [ "$LIVE_OID" != 0 ] || return 0
  TOUCHED=1
  say begin block
  if ! sql block; then
    fail_with block swap-failed "$(one_line "$T/err")"
    return 1
  fi
  if [ "$SESSION_COUNT" -gt 0 ]; then
    fail_with block sessions-remain "$SESSION_COUNT $SESSIONS"
    return 1
  fi
  [ "$DB_STATE $DB_DOOR" = 'old blocked' ] || { fail_with block swap-failed "the database is not blocked"; return 1; }
  say done block
}

swap() {
  [ -n "$HAS_DATABASE" ] || return 0
  TOUCHED=1
  say begin swap
  durable
  if ! sql swap; then
    fail_with swap swap-failed "$(one_line "$T/err")"
    return 1
  fi
  [ "$DB_STATE $DB_DOOR" = 'new open' ] || { fail_with swap swap-failed "the server shows $DB_STATE $DB_DOOR"; return 1; }
  say done swap
}

database_up() {
  is_running "$DB_CONTAINER" && return 0
  [ "$?" -eq 1 ] || return 1
  log "the database container is not running: starting it"
  bounded 60 docker_cli start "$DB_CONTAINER"
}

database_old_once() {
  database_up || return 1
  sql old || return 1
  case "$DB_STATE $DB_DOOR" in
    'old open' | 'old none') return 0 ;;
    neither*) STOP_TRYING=1 ;;
  esac
  return 1
}

database_new_once() {
  database_up || return 1
  sql new || return 1
  case "$DB_STATE $DB_DOOR" in
    'new open') return 0 ;;
    old* | neither*) STOP_TRYING=1 ;;
  esac
  return 1
}

database_state_once() {
  database_up && sql state
}

# An orphaned psql of a killed attempt may still be on its way into the server. Its own deadline ends it: wait that
# long when the journal shows one open.
wait_for_orphaned_sql() {
  [ -n "$J_SQL_AT" ] && [ -n "$STALE" ] && [ "\${STALE%%:*}" = "$BOOT" ] || return 0
  stamp
  wait_ms=$((J_SQL_AT + (SQL_DEADLINE_SECONDS + 1) * 1000 - NOW))
  [ "$wait_ms" -gt 0 ] || return 0
  [ "$wait_ms" -le "$(((SQL_DEADLINE_SECONDS + 1) * 1000))" ] || wait_ms=$(((SQL_DEADLINE_SECONDS + 1) * 1000))
  sleep "$((wait_ms / 1000 + 1))"
}
`;
