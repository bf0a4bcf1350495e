import { type AppError, fail, toAppError } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { JobPlace, StepIo } from '../ports/step';
import type { TargetParts, TargetSession } from '../target-session';
import { rowsIn, surveyDifferences } from './compare-surveys';
import {
  endInPlaceJournal,
  heldDatabase,
  type InPlaceJournal,
  readInPlaceJournal,
  writeInPlaceJournal,
} from './journal';
import { meanServicesMadeAnew } from './made-anew';
import { proveBackupFile } from './proven-file';
import { startServices } from './services';

/** How a restore in place that did not come to its end was taken back. */
export type InPlaceEnd =
  /** The live database was never dropped; it is open again and the services run as before. */
  | { readonly kind: 'unchanged' }
  /** It was restored from the safety backup and counted; the services run as before. */
  | { readonly kind: 'put-back' }
  | { readonly kind: 'needs-person'; readonly error: AppError; readonly manual: readonly string[] };

export interface InPlacePlace {
  readonly place: JobPlace;
  readonly profile: Profile;
  readonly session: TargetSession;
  readonly parts: TargetParts;
  readonly io: StepIo;
}

/** Errors that pass by themselves or that whoever asked tries again: they are thrown, everything else needs a person. */
const PASSING: ReadonlySet<AppError['code']> = new Set<AppError['code']>([
  'connection-lost',
  'database-lost',
  'docker-not-running',
  'container-not-running',
]);

/**
 * Takes a restore in place back, from whatever state it is in, by the host's facts: the server says whether the old
 * database still is there, by OID; if it does not, it comes from the safety backup, proven again by size and digest.
 * Null: nothing of one has begun here. Safe to repeat. What was made of the new database must be gone before.
 */
export async function endInPlace(at: InPlacePlace): Promise<InPlaceEnd | null> {
  const { host } = at.session;
  const journal = await readInPlaceJournal(host, at.place);
  if (!journal) return null;
  try {
    const end = await databaseBack(at, journal);
    const reach = { host, docker: at.session.docker };
    // Read again: a database that was put back is in it now. Asked late: putting it back may have taken hours.
    const written = (await readInPlaceJournal(host, at.place)) ?? journal;
    await startServices(
      reach,
      await meanServicesMadeAnew(reach, at.place, written, at.io),
      { check: at.profile.health, timeoutSeconds: at.profile.healthTimeoutSeconds },
      at.io,
    );
    await endInPlaceJournal(host, at.place, 'taken-back');
    return end;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (PASSING.has(error.code)) throw thrown;
    return {
      kind: 'needs-person',
      error: {
        code: 'needs-person',
        params: { part: 'put back', reason: `${error.code} ${Object.values(error.params).join(' ')}`.trim() },
        ...(error.evidence ? { evidence: error.evidence } : {}),
      },
      manual: await manualWayOf(at, journal),
    };
  }
}

async function databaseBack(at: InPlacePlace, journal: InPlaceJournal): Promise<InPlaceEnd> {
  const { inPlace } = at.parts.database;
  const old = heldDatabase(journal);
  const now = await inPlace.namesNow(old);
  if (now.nameOfOid !== null) {
    await inPlace.release(at.place, old);
    at.io.log('info', 'console', `${journal.live} (OID ${journal.live_oid}) was never dropped; it is open`);
    return { kind: 'unchanged' };
  }
  const { backup } = journal;
  if (!backup || !journal.dropping) {
    throw fail('swap-failed', { reason: `${journal.live} is gone, and it was not this run that dropped it` });
  }
  if (now.liveOid !== null && now.liveOid !== journal.put_back_oid) {
    throw fail('swap-failed', { reason: `another database (OID ${now.liveOid}) is called ${journal.live}` });
  }
  const there = journal.put_back_oid !== null && [now.liveOid, now.heldOid].includes(journal.put_back_oid);
  const oid = there ? journal.put_back_oid : await putBack(at, journal);
  if (oid === null) throw new Error('A database was put back without an OID');
  await inPlace.release(at.place, { ...old, oid });
  at.io.log(
    'info',
    'console',
    `${journal.live} was put back from ${backup.path}: ${backup.survey.tables.length} tables, ${rowsIn(backup.survey)} rows, as counted before`,
  );
  return { kind: 'put-back' };
}

/** From the safety backup, under the held name; counted against what was counted before the drop. */
async function putBack(at: InPlacePlace, journal: InPlaceJournal): Promise<number> {
  const { backup } = journal;
  if (!backup) throw new Error('There is no backup to put back');
  const { inPlace } = at.parts.database;
  await proveBackupFile(at.session.host, backup);
  at.io.log('warning', 'console', `Putting ${journal.live} back from the safety backup ${backup.path}`);
  const restored = await inPlace.putBack(at.place, at.io, { file: backup.path, name: journal.held });
  const differences = surveyDifferences(backup.survey, await inPlace.survey(journal.held));
  if (differences.length > 0) {
    throw fail(
      'verify-failed',
      { count: differences.length, first: differences[0] ?? '' },
      { evidence: { stderrTail: [...differences.slice(0, 40), ...restored.complaints].join('\n') } },
    );
  }
  await writeInPlaceJournal(at.session.host, at.place, { ...journal, put_back_oid: restored.oid });
  return restored.oid;
}

/** What a person types; also written into the job folder before the drop. */
export async function manualWayOf(
  at: Pick<InPlacePlace, 'parts'>,
  journal: InPlaceJournal,
): Promise<readonly string[]> {
  const ran = journal.services.filter((service) => service.was_running);
  return at.parts.database.inPlace.manualWay({
    database: heldDatabase(journal),
    backup: journal.backup,
    start: [
      ...ran.filter((service) => service.role === 'backend'),
      ...ran.filter((service) => service.role !== 'backend'),
    ].map((service) => service.name),
  });
}
