import type { StepIo } from '../ports/step';
import { prepared, type RunContext, type Step } from '../run/run-context';
import { load } from '../steps/load';
import { manualWayOf } from './end-in-place';
import { heldDatabase, type InPlaceJournal, readInPlaceJournal, writeInPlaceJournal } from './journal';
import { meanServicesMadeAnew } from './made-anew';
import { proveBackupFile } from './proven-file';
import { stopServices } from './services';

/**
 * Drops the live database, then loads into its space. It is dropped only when its backup was proven in this run, lies
 * on the disk as it was proven, and the way back is written down on the host.
 */
export const inPlaceLoad: Step = {
  id: 'load',
  async run(context, io) {
    const { host } = await context.session();
    const { place } = prepared(context);
    const journal = await readInPlaceJournal(host, place);
    if (!journal?.backup) throw new Error('The load in place was reached without a proven safety backup');
    if (io.signal.aborted) return { kind: 'cancelled' };
    if (!context.products.inPlaceDropped) await dropLive(context, io, journal);
    return load.run(context, io);
  },
  leave: async (context) => load.leave?.(context),
};

async function dropLive(context: RunContext, io: StepIo, written: InPlaceJournal): Promise<void> {
  const { host, docker } = await context.session();
  const parts = await context.parts();
  const { place } = prepared(context);
  io.progress(null, null, 'drop');
  const journal = await meanServicesMadeAnew({ docker, host }, place, written, io);
  if (!journal.backup) throw new Error('There is no proven backup');
  await stopServices(docker, journal.services, io);
  await proveBackupFile(host, journal.backup);
  const manual = await manualWayOf({ parts }, journal);
  await host.writeFile(`${place.jobDir}/in-place-manual.txt`, `${manual.join('\n')}\n`, 0o600);
  context.products.inPlaceManual = manual;
  await writeInPlaceJournal(host, place, { ...journal, dropping: true });
  await parts.database.inPlace.dropHeld(heldDatabase(journal));
  context.products.inPlaceDropped = true;
  io.log(
    'warning',
    'console',
    `Dropped ${journal.live} (OID ${journal.live_oid}): from here on a failure puts it back from the safety backup`,
  );
}
