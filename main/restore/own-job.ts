import { assertNever } from '../../shared/assert-never';
import { fail, type RestoreConsoleError } from '../../shared/errors/app-error';
import { goesOnInPlaceHere } from './in-place/goes-on-here';
import { shortId } from './names';
import { belonging, type FolderTarget, identityOf, readFolderTarget } from './target-identity';
import type { TargetParts, TargetSession } from './target-session';
import { bearsItsName } from './traces';

/**
 * Why a job is not this target's to act upon; null when it is. Asked before the first write on a host: the folder may
 * lie in a work directory that another target shares. The target's own lock with the job's id is proof before any
 * folder. Where a folder does not tell whose it is, what the job has left on this target does. A job without a folder
 * has nothing that another target could miss.
 */
export async function notOwnJob(
  session: TargetSession,
  parts: TargetParts,
  jobId: string,
): Promise<RestoreConsoleError | null> {
  const { name: target, database } = session.profile;
  const lock = await session.docker.readLock(parts.container.id, database.name);
  if (lock?.jobId === jobId) return null;
  const jobDir = `${await session.workDirectory()}/jobs/${jobId}`;
  if ((await session.host.stat(jobDir)) === null) return null;
  const folder = await readFolderTarget(session.host, jobDir);
  const whose = belonging(folder, await identityOf(session, parts));
  const { id, name } = parts.container;
  switch (whose) {
    case 'ours':
      return null;
    case 'other-database':
    case 'other-target':
      return fail('job-of-other-target', {
        job: jobId,
        target,
        database: folder?.database ?? '',
        container: folder?.container?.name ?? '',
        folder: jobDir,
      });
    case 'unknown':
      return (await isEvident(session, parts, { jobId, jobDir, folder }))
        ? null
        : fail('job-target-unknown', {
            job: jobId,
            target,
            folder: jobDir,
            database: database.name,
            id,
            container: name,
          });
    default:
      return assertNever(whose, 'whose a job folder is');
  }
}

interface FoundJob {
  readonly jobId: string;
  readonly jobDir: string;
  readonly folder: FolderTarget | null;
}

/** What the job has left here, the cheap questions first; the server's roles speak only for a folder that names its database. */
async function isEvident(session: TargetSession, parts: TargetParts, job: FoundJob): Promise<boolean> {
  const live = session.profile.database.name;
  const short = shortId(job.jobId);
  const facts = await parts.database.probe();
  const roles = job.folder === null ? [] : facts.roles;
  if (bearsItsName(live, short, { databases: facts.databases, roles })) return true;
  if (await goesOnInPlaceHere(session, parts, job, facts.databases)) return true;
  return ((await parts.media?.holdings()) ?? []).some((each) => each.short === short);
}
