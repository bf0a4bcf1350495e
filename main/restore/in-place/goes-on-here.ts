import { toAppError } from '../../../shared/errors/app-error';
import { servicesNow } from '../steps/services-now';
import { calledAlike, type FolderTarget } from '../target-identity';
import type { TargetParts, TargetSession } from '../target-session';
import { type InPlaceJournal, readInPlaceJournal } from './journal';

/**
 * Whether a restore in place that has not ended is this target's. Once the live database is dropped, and what was loaded
 * in its place too, nothing on the server bears the job's name. The journal names the services that were stopped: their
 * ids are nobody else's. Where they were made anew, a container of the folder's name that has no live database is it.
 */
export async function goesOnInPlaceHere(
  session: TargetSession,
  parts: TargetParts,
  job: { readonly jobDir: string; readonly folder: FolderTarget | null },
  databases: readonly { readonly name: string }[],
): Promise<boolean> {
  const journal = await readable(session, job.jobDir);
  const live = session.profile.database.name;
  if (journal?.live !== live) return false;
  const services = await servicesNow(session.docker, session.profile);
  if (journal.services.some((stopped) => services.some(({ id }) => id === stopped.id))) return true;
  // An OID would tell nothing: servers that were made alike give the same ones.
  if (databases.some(({ name }) => name === live)) return false;
  const container = job.folder?.container ?? null;
  return container !== null && calledAlike(container.name, parts.container.name);
}

/** A journal that cannot be read says nothing of whose it is. */
async function readable(session: TargetSession, jobDir: string): Promise<InPlaceJournal | null> {
  try {
    return await readInPlaceJournal(session.host, { jobDir });
  } catch (thrown) {
    if (toAppError(thrown).code === 'connection-lost') throw thrown;
    return null;
  }
}
