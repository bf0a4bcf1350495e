import { fail, toAppError } from '../../../shared/errors/app-error';
import type { OwnedRun } from './living-runs';

/**
 * Does what is asked of a target outside a run's steps, again whenever the connection breaks meanwhile, with a step's
 * waiting. `work` must be safe to repeat, and takes session and parts from the holder anew. Asked to cancel while it
 * waits, or given up, it throws what broke: the job stays what it was on the host.
 */
export async function overLostConnections<T>(
  run: Pick<OwnedRun, 'holder' | 'recorder' | 'signal' | 'lockLost'>,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      if (toAppError(thrown).code !== 'connection-lost') throw thrown;
      const back = !run.signal.aborted && (await run.holder.waitForConnection(run.signal, 0));
      // The lock of a run that was taken over meanwhile aborts it too.
      if (run.lockLost) throw fail('lock-lost', { job: run.recorder.job.id });
      if (!back || run.signal.aborted) throw thrown;
    }
  }
}
