import { assertNever } from '../../shared/assert-never';
import { fail, type RestoreConsoleError } from '../../shared/errors/app-error';
import { shortId } from './names';
import { readDatabaseName } from './prune/our-names';
import { belonging, identityOf, readFolderTarget } from './target-identity';
import type { TargetParts, TargetSession } from './target-session';

/**
 * Why a job is not this target's to act upon; null when it is. Asked before the first write on a host: the folder may
 * lie in a work directory that another target shares. The target's own lock with the job's id is proof before any
 * folder; one of an earlier version, which does not say whose it is, is believed where the server holds a database
 * named after the job. A job without a folder has nothing that another target could miss.
 */
export async function notOwnJob(
  session: TargetSession,
  parts: TargetParts,
  jobId: string,
): Promise<RestoreConsoleError | null> {
  const { name: database } = session.profile.database;
  const lock = await session.docker.readLock(parts.container.id, database);
  if (lock?.jobId === jobId) return null;
  const jobDir = `${await session.workDirectory()}/jobs/${jobId}`;
  if ((await session.host.stat(jobDir)) === null) return null;
  const folder = await readFolderTarget(session.host, jobDir);
  const whose = belonging(folder, await identityOf(session, parts));
  switch (whose) {
    case 'ours':
      return null;
    case 'other-database':
    case 'other-target':
      return fail('job-of-other-target', {
        job: jobId,
        target: session.profile.name,
        database: folder?.database ?? '',
        container: folder?.container?.name ?? '',
      });
    case 'unknown':
      return (await leftItsName(parts, database, jobId))
        ? null
        : fail('job-target-unknown', { job: jobId, target: session.profile.name, folder: jobDir });
    default:
      return assertNever(whose, 'whose a job folder is');
  }
}

async function leftItsName(parts: TargetParts, live: string, jobId: string): Promise<boolean> {
  const { databases } = await parts.database.probe();
  return databases.some(({ name }) => readDatabaseName(live, name)?.short === shortId(jobId));
}
