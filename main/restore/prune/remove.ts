import { assertNever } from '../../../shared/assert-never';
import { fail } from '../../../shared/errors/app-error';
import type { PruneItem } from '../../../shared/restore/prune';
import { databaseNames, jobPlace, shortId } from '../names';
import type { TargetParts, TargetSession } from '../target-session';
import type { HostState } from './host-state';
import { readDatabaseName } from './our-names';

/** What a removal works on. */
export interface Removal {
  readonly session: TargetSession;
  readonly parts: TargetParts;
  readonly state: HostState;
}

/**
 * Removes one thing, whole. Safe to repeat: what is gone already is no error. The halves of a pair go database first:
 * that is one statement that may be refused, and then nothing of the pair is gone; media left behind by a cut are
 * listed as the rest of the pair.
 */
export async function remove(removal: Removal, item: PruneItem): Promise<void> {
  const { session, parts, state } = removal;
  const short = shortOf(item);
  switch (item.kind) {
    case 'old-pair':
    case 'taken-out-pair':
    case 'rest-of-pair':
      for (const name of item.parts) {
        if (readDatabaseName(state.database, name)) await parts.database.dropOld(name);
      }
      return removeMedia(removal, item, short);
    case 'stage':
      return removeMedia(removal, item, short);
    case 'fresh-database':
    case 'loader-role':
      return parts.database.dropFresh(databaseNames(state.database, short));
    case 'helper':
      return session.docker.removeHelper(onlyPart(item));
    case 'lock': {
      // By its container: one that somebody has taken since is another.
      const lock = state.locks.find((each) => each.name === onlyPart(item));
      if (lock) await session.docker.removeHelper(lock.containerId);
      return;
    }
    case 'archive':
    case 'upload-part':
    case 'safety-backup':
    case 'backup-part':
      return session.host.removeFile(`${state.workDir}/${onlyPart(item)}`);
    case 'job-folder':
      return removeFolder(removal, `${state.workDir}/${onlyPart(item)}`);
    default:
      return assertNever(item.kind, 'kind of a thing to prune');
  }
}

async function removeMedia(
  { parts, state, session }: Removal,
  item: PruneItem,
  short: string,
): Promise<void> {
  const holding = state.media.find((each) => each.short === short);
  if (!parts.media || !holding || !item.parts.some((part) => part.startsWith('.restore-console/'))) return;
  if (holding.kind === 'old') return parts.media.dropOld(short);
  const jobId = state.jobs.find((job) => shortId(job.jobId) === short)?.jobId ?? short;
  await parts.media.dropStage(jobPlace(jobId, await session.workDirectory(), '', parts.helperImage));
  // A stage that is dropped leaves what somebody else wrote into the live media; asked for by prune that goes too.
  await parts.media.dropOld(short);
}

/** As the SSH user; what a helper made as root goes through a helper first. */
async function removeFolder({ session, parts }: Removal, path: string): Promise<void> {
  const gone = await session.host.exec(['rm', '-rf', '--', path]);
  if (gone.exitCode === 0) return;
  await session.docker.emptyFolder(path, parts.helperImage);
  await session.host.run(['rm', '-rf', '--', path]);
}

function shortOf(item: PruneItem): string {
  return shortId(item.job ?? '');
}

function onlyPart(item: PruneItem): string {
  const [part] = item.parts;
  if (part === undefined) throw fail('internal', { message: `${item.id} names nothing` });
  return part;
}
