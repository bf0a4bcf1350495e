/*
 * The SQL of the cutover: one psql session each, standing in the maintenance database as the admin.
 * Databases are told by OID (:loid live, 0 at a first restore; :foid fresh); names are only what they carry now.
 * Facts: ALLOW_CONNECTIONS false holds off superusers too; both renames in one transaction are atomic; a rename
 * fails while a session is connected (reference: PostgreSQL documentation of ALTER DATABASE; tried on 15).
 */

/** Session settings and parameters, readable inside DO blocks where psql does not fill in variables. */
const PROLOGUE = `\\set ON_ERROR_STOP on
SET search_path = pg_catalog;
SET lock_timeout = '15s';
SET synchronous_commit = local;
SELECT length(set_config('application_name', :'app', false) || set_config('rc.live', :'live', false)
  || set_config('rc.fresh', :'fresh', false) || set_config('rc.old', :'old', false)
  || set_config('rc.loid', :'loid', false) || set_config('rc.foid', :'foid', false)
  || set_config('rc.deadline', :'deadline', false) || set_config('rc.wait', :'wait', false)
  || set_config('rc.app', :'app', false));`;

/** `rc-state <old|new|neither> <open|blocked|none> <fresh|fresh-gone> <old-free|old-taken>`: the proof of every batch. */
const STATE = `SELECT 'rc-state ' ||
  CASE WHEN f.datname = :'live' AND (:loid = 0 OR l.datname = :'old') THEN 'new'
       WHEN :loid = 0 AND n.oid IS NULL THEN 'old'
       WHEN n.oid = :loid THEN 'old'
       ELSE 'neither' END
  || CASE WHEN n.oid IS NULL THEN ' none' WHEN n.datallowconn THEN ' open' ELSE ' blocked' END
  || CASE WHEN f.oid IS NULL THEN ' fresh-gone' ELSE ' fresh' END
  || CASE WHEN o.oid IS NOT NULL AND o.oid <> :loid THEN ' old-taken' ELSE ' old-free' END
FROM (SELECT 1) AS one
LEFT JOIN pg_database f ON f.oid = :foid
LEFT JOIN pg_database l ON l.oid = :loid
LEFT JOIN pg_database n ON n.datname = :'live'
LEFT JOIN pg_database o ON o.datname = :'old';`;

/** Raises when this attempt's time is over: its script was killed and another one decides now. */
const DEADLINE = `  IF extract(epoch FROM clock_timestamp()) > current_setting('rc.deadline')::numeric THEN
    RAISE EXCEPTION 'this attempt of the cutover is over';
  END IF;`;

/** Ends the sessions of one database until none is left or the wait is over. Prepared statements of pools reconnect: the door is shut before. */
function endSessions(oidSetting: string): string {
  return `DO $rc$
DECLARE
  target oid := current_setting('${oidSetting}')::oid;
  give_up timestamptz := clock_timestamp() + current_setting('rc.wait')::int * interval '1 second';
BEGIN
  IF EXISTS (SELECT 1 FROM pg_database WHERE oid = target AND NOT datallowconn) THEN
    LOOP
      PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datid = target AND pid <> pg_backend_pid();
      PERFORM pg_stat_clear_snapshot();
      EXIT WHEN NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datid = target);
      EXIT WHEN clock_timestamp() > give_up;
      PERFORM pg_sleep(0.02);
    END LOOP;
  END IF;
END $rc$;
SELECT 'rc-session ' || pid || ' ' || regexp_replace(coalesce(usename, '') || '@'
  || coalesce(client_addr::text, 'local') || ' ' || coalesce(application_name, ''), '[[:cntrl:]]', ' ', 'g')
FROM pg_stat_activity
WHERE datid = current_setting('${oidSetting}')::oid
  AND EXISTS (SELECT 1 FROM pg_database WHERE oid = datid AND NOT datallowconn) LIMIT 20;
SELECT 'rc-session prepared transaction ' || regexp_replace(gid, '[[:cntrl:]]', ' ', 'g')
FROM pg_prepared_xacts WHERE database = (SELECT datname FROM pg_database
  WHERE oid = current_setting('${oidSetting}')::oid AND NOT datallowconn) LIMIT 20;`;
}

/** Read only. */
export const STATE_SQL = `-- rc:state
${PROLOGUE}
SELECT 'rc-clock ' || floor(extract(epoch FROM clock_timestamp()));
${STATE}`;

/** Shuts the door of the live database and ends who is inside. */
export const BLOCK_SQL = `-- rc:block
${PROLOGUE}
DO $rc$
BEGIN
${DEADLINE}
  IF NOT EXISTS (SELECT 1 FROM pg_database
      WHERE oid = current_setting('rc.loid')::oid AND datname = current_setting('rc.live')) THEN
    RAISE EXCEPTION 'the live database is not the one of the plan';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_database
      WHERE oid = current_setting('rc.foid')::oid AND datname = current_setting('rc.fresh')) THEN
    RAISE EXCEPTION 'the fresh database is not the one of the plan';
  END IF;
  EXECUTE format('ALTER DATABASE %I WITH ALLOW_CONNECTIONS false', current_setting('rc.live'));
END $rc$;
${endSessions('rc.loid')}
${STATE}`;

/** Both renames and the new one's door in one transaction. A live database that is open again means another attempt ended this one: refused. */
export const SWAP_SQL = `-- rc:swap
${PROLOGUE}
BEGIN;
DO $rc$
DECLARE
  loid oid := current_setting('rc.loid')::oid;
  foid oid := current_setting('rc.foid')::oid;
BEGIN
${DEADLINE}
  IF loid <> 0 AND NOT EXISTS (SELECT 1 FROM pg_database
      WHERE oid = loid AND datname = current_setting('rc.live') AND NOT datallowconn) THEN
    RAISE EXCEPTION 'the live database is not the blocked one of the plan';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_database WHERE oid = foid AND datname = current_setting('rc.fresh')) THEN
    RAISE EXCEPTION 'the fresh database is not the one of the plan';
  END IF;
  IF loid <> 0 THEN
    EXECUTE format('ALTER DATABASE %I RENAME TO %I', current_setting('rc.live'), current_setting('rc.old'));
  END IF;
  EXECUTE format('ALTER DATABASE %I RENAME TO %I', current_setting('rc.fresh'), current_setting('rc.live'));
  EXECUTE format('ALTER DATABASE %I WITH ALLOW_CONNECTIONS true', current_setting('rc.live'));
END $rc$;
COMMIT;
${STATE}`;

/** From any state back to the old database under the live name, open. Ends sessions of an interrupted attempt first. */
export const OLD_SQL = `-- rc:old
${PROLOGUE}
DO $rc$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 seconds';
BEGIN
  LOOP
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = current_setting('rc.app') AND pid <> pg_backend_pid();
    PERFORM pg_stat_clear_snapshot();
    EXIT WHEN NOT EXISTS (SELECT 1 FROM pg_stat_activity
      WHERE application_name = current_setting('rc.app') AND pid <> pg_backend_pid());
    IF clock_timestamp() > give_up THEN RAISE EXCEPTION 'a session of an interrupted attempt does not end'; END IF;
    PERFORM pg_sleep(0.05);
  END LOOP;
END $rc$;
DO $rc$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_database WHERE oid = current_setting('rc.foid')::oid
      AND datname = current_setting('rc.live'))
    AND (current_setting('rc.loid') = '0' OR EXISTS (SELECT 1 FROM pg_database
      WHERE oid = current_setting('rc.loid')::oid AND datname = current_setting('rc.old'))) THEN
    EXECUTE format('ALTER DATABASE %I WITH ALLOW_CONNECTIONS false', current_setting('rc.live'));
  END IF;
END $rc$;
${endSessions('rc.foid')}
BEGIN;
DO $rc$
DECLARE
  loid oid := current_setting('rc.loid')::oid;
  foid oid := current_setting('rc.foid')::oid;
BEGIN
  IF EXISTS (SELECT 1 FROM pg_database WHERE oid = foid AND datname = current_setting('rc.live'))
    AND (loid = 0 OR EXISTS (SELECT 1 FROM pg_database WHERE oid = loid AND datname = current_setting('rc.old'))) THEN
    EXECUTE format('ALTER DATABASE %I RENAME TO %I', current_setting('rc.live'), current_setting('rc.fresh'));
    IF loid <> 0 THEN
      EXECUTE format('ALTER DATABASE %I RENAME TO %I', current_setting('rc.old'), current_setting('rc.live'));
    END IF;
  END IF;
  IF loid <> 0 AND EXISTS (SELECT 1 FROM pg_database
      WHERE oid = loid AND datname = current_setting('rc.live') AND NOT datallowconn) THEN
    EXECUTE format('ALTER DATABASE %I WITH ALLOW_CONNECTIONS true', current_setting('rc.live'));
  END IF;
END $rc$;
COMMIT;
${STATE}`;

/** After health had passed: the new database stays under the live name, open. */
export const NEW_SQL = `-- rc:new
${PROLOGUE}
DO $rc$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_database WHERE oid = current_setting('rc.foid')::oid
      AND datname = current_setting('rc.live') AND NOT datallowconn) THEN
    EXECUTE format('ALTER DATABASE %I WITH ALLOW_CONNECTIONS true', current_setting('rc.live'));
  END IF;
END $rc$;
${STATE}`;
