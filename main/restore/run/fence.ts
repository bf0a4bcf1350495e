import { fail, toAppError } from '../../../shared/errors/app-error';
import { beatLock, type OwnedRun } from './living-runs';

/** Asks whether the run is still this console's. Throws `lock-lost`, and what keeps the lock from being asked. */
export async function fence(run: OwnedRun): Promise<void> {
  await beatLock(run);
  if (run.lockLost) throw lockLost(run);
}

/**
 * Before anything of a job is taken away or written down as its end: a console that slept, or that was cut off, may have
 * been taken over since, and what lies there is what the other one goes on with. Throws `lock-lost`.
 */
export async function requireOwn(run: OwnedRun): Promise<void> {
  if (run.lockLost) throw lockLost(run);
  await run.holder.session();
  await unlessOnlySilent(() => fence(run));
}

/**
 * A lock that is there and cannot be written to, as on a full disk or stopped with its engine, is still this run's: only
 * one that is gone is lost. A host that cannot be asked is thrown as ever.
 */
export async function unlessOnlySilent(ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (thrown) {
    if (toAppError(thrown).code !== 'command-failed') throw thrown;
  }
}

function lockLost(run: OwnedRun) {
  return fail('lock-lost', { job: run.recorder.job.id });
}
