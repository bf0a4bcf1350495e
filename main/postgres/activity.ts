import { z } from 'zod';
import { lockWaitSchema } from '../../shared/restore/standstill';
import type { ServerActivity, SessionsOf } from '../restore/ports/database';
import { backupApplication } from './safety-backup';
import type { ServerContext } from './server-context';
import { quoteLiteral } from './sql-quote';

/** PostgreSQL 14 has pg_stat_progress_copy; pg_stat_progress_create_index is there from 12. */
const HAS_COPY_PROGRESS = 140_000;
const HAS_INDEX_PROGRESS = 120_000;

const activitySchema = z.object({
  pids: z.array(z.number()),
  progress: z.string(),
  waits: z.array(lockWaitSchema),
});

/**
 * What the sessions of a step do now: those that carry the run's name, and all of its loader. The safety backup works
 * beside other steps, so its session counts for it alone and never for them. A holder that is one of
 * them is left out: workers of a parallel restore wait for each other as a matter of course. Asked of the maintenance
 * database, so that nothing of a dump is near; only views of the system are read, and no text of a query.
 */
export async function readActivity(
  context: ServerContext,
  short: string,
  loader: string,
  of: SessionsOf,
): Promise<ServerActivity> {
  const { maintenanceDatabase } = context.profile.database;
  const { pids, progress, waits } = await context.adminJson(
    maintenanceDatabase,
    activitySchema,
    activitySql(short, loader, of, await context.serverVersion()),
  );
  const processes = pids.length === 0 ? [] : await context.docker.processes(context.container.id, pids);
  return { processes, progress, waits };
}

function activitySql(short: string, loader: string, of: SessionsOf, version: number): string {
  const progress = [
    ...(version >= HAS_COPY_PROGRESS
      ? ['SELECT pid, bytes_processed, tuples_processed FROM pg_stat_progress_copy']
      : []),
    ...(version >= HAS_INDEX_PROGRESS
      ? ['SELECT pid, blocks_done, tuples_done FROM pg_stat_progress_create_index']
      : []),
    'SELECT 0, 0, 0 WHERE false',
  ].join(' UNION ALL ');
  const backup = `application_name = ${quoteLiteral(backupApplication(short))}`;
  const whose =
    of === 'safety-backup'
      ? backup
      : `(application_name LIKE ${quoteLiteral(`rc-${short}-%`)} OR usename = ${quoteLiteral(loader)}) AND NOT ${backup}`;
  return `WITH ours AS (SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND ${whose})
    SELECT json_build_object(
      'pids', (SELECT coalesce(json_agg(pid), '[]') FROM ours),
      'progress', (SELECT coalesce(string_agg(p::text, ' ' ORDER BY p::text), '')
         FROM (${progress}) AS p(pid, one, two) WHERE pid IN (SELECT pid FROM ours)),
      'waits', (SELECT coalesce(json_agg(json_build_object('pid', ours.pid, 'holder', json_build_object(
           'pid', holder.pid, 'role', coalesce(a.usename::text, ''), 'application', coalesce(a.application_name, ''),
           'database', coalesce(a.datname::text, ''), 'state', coalesce(a.state, a.backend_type, ''),
           'query_started_at', a.query_start)) ORDER BY ours.pid, holder.pid), '[]')
         FROM ours CROSS JOIN LATERAL (SELECT DISTINCT unnest(pg_blocking_pids(ours.pid))) AS holder(pid)
         LEFT JOIN pg_stat_activity a ON a.pid = holder.pid
         WHERE holder.pid NOT IN (SELECT pid FROM ours)));`;
}
