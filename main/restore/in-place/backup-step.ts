import { fail } from '../../../shared/errors/app-error';
import type { StepIo } from '../ports/step';
import { prepared, type RunContext, type Step, type StepPart } from '../run/run-context';
import { backupPath, safetyBackup } from '../steps/safety-backup';
import { rowsIn } from './compare-surveys';
import { endInPlace } from './end-in-place';
import { type ProvenBackup, readInPlaceJournal, writeInPlaceJournal } from './journal';
import { digestOf } from './proven-file';
import { takeDown } from './take-down';

/**
 * The safety backup of a restore in place: with the site down, so that nothing written is lost, and of the database no
 * one else can reach. Its `leave` is the whole way back, whatever came after.
 */
export const inPlaceBackup: Step = {
  id: 'safety-backup',
  async run(context, io) {
    const { place } = prepared(context);
    const parts: StepPart[] = [];
    const begun = context.clock.ticks();
    if (io.signal.aborted) return { kind: 'cancelled' };
    const journal = await takeDown(context, io);
    parts.push({ name: 'stop', seconds: (context.clock.ticks() - begun) / 1000 });
    if (io.signal.aborted) return { kind: 'cancelled' };
    if (journal.backup !== null) {
      // Written before a connection was lost: this job still has to name it.
      context.recorder.update({ safety_backup_path: journal.backup.path });
    } else {
      const backup = await backUpHeld(context, io, journal.held);
      if (io.signal.aborted) return { kind: 'cancelled' };
      const { host } = await context.session();
      await writeInPlaceJournal(host, place, { ...journal, backup });
      context.recorder.update({ safety_backup_path: backup.path });
      io.progress(backup.bytes, backup.bytes, 'proven');
      io.log(
        'info',
        'console',
        `Safety backup of ${journal.live}: ${backup.path}, ${backup.bytes} bytes, read to its end; ${backup.survey.tables.length} tables, ${rowsIn(backup.survey)} rows counted`,
      );
    }
    return { kind: 'done', parts };
  },
  async leave(context) {
    await takeBack(context);
    await safetyBackup.leave?.(context);
  },
};

/** Dump and count beside each other: nobody writes, so both see the same. */
async function backUpHeld(context: RunContext, io: StepIo, held: string): Promise<ProvenBackup> {
  const { place } = prepared(context);
  const { host } = await context.session();
  const { database } = await context.parts();
  const path = await backupPath(context);
  const [dumped, counted] = await Promise.allSettled([
    database.inPlace.backUp(place, io, held, path),
    database.inPlace.survey(held),
  ]);
  if (dumped.status === 'rejected') throw dumped.reason;
  if (counted.status === 'rejected') throw counted.reason;
  await database.inPlace.keepLiveFacts(place, held);
  const there = await host.stat(path);
  if (there?.bytes !== dumped.value.bytes) {
    throw fail('safety-backup-failed', {
      database: held,
      reason: `${there?.bytes ?? 0} bytes on the disk, ${dumped.value.bytes} were proven`,
    });
  }
  return { path, bytes: there.bytes, sha256: await digestOf(host, path), survey: counted.value };
}

/** The old database and its services back; what needs a person is said in the products and keeps the lock. */
async function takeBack(context: RunContext): Promise<void> {
  const { place } = prepared(context);
  const session = await context.session();
  // Its own signal: the run's was aborted, and this must not be.
  const io: StepIo = {
    signal: new AbortController().signal,
    log: (level, source, text) =>
      context.recorder.emit({ type: 'log', step: 'safety-backup', level, source, text }),
    progress: () => undefined,
  };
  if ((await readInPlaceJournal(session.host, place)) === null) return;
  context.recorder.emit({ type: 'cutover-part', part: 'reverse', state: 'begin' });
  const end = await endInPlace({
    place,
    profile: context.profile,
    session,
    parts: await context.parts(),
    io,
  });
  if (!end) return;
  context.products.inPlaceEnd = end;
  context.recorder.emit({ type: 'cutover-part', part: 'reverse', state: 'done' });
  if (end.kind === 'needs-person') throw fail('needs-person', end.error.params);
  context.recorder.emit({ type: 'downtime', state: 'ended' });
  const measured = await context.products.downtimeMeter?.stop();
  context.recorder.update({ downtime_seconds: measured ?? null });
}
