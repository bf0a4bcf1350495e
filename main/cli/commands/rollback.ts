import { fail } from '../../../shared/errors/app-error';
import type { CommandContext } from '../command-context';
import { EXIT, exitCodeOfError, exitCodeOfJob } from '../exit-code';
import { followRun } from '../follow-run';
import { withSecrets } from '../secrets';

/**
 * `rollback <job> --confirm T`: back to the pair before a restore, forward again where that was done already. A job
 * that this history does not know is looked for on the host of target T. Exit statuses as `restore`.
 */
export async function rollbackCommand(
  context: CommandContext,
  id: string,
  options: { readonly confirm: string | null; readonly json: boolean; readonly secretStdin: boolean },
): Promise<number> {
  const app = await context.app();
  app.jobs.sweepInterrupted();
  const job = app.jobs.find(id);
  const { confirm } = options;
  if (confirm === null || (job && job.target !== confirm)) {
    throw fail('confirm-mismatch', { expected: job?.target ?? '<target>', given: confirm ?? '' });
  }
  await withSecrets(context, app, confirm, options.secretStdin);
  return followRun(context, app, options.json, () => app.restore.rollback(id, confirm), {
    // A rollback that failed leaves the job as it was, with the reason: its status alone would look like success.
    exitCode: (end) => {
      if (!end.error || end.needs_person || end.status === 'interrupted') return exitCodeOfJob(end);
      return end.outcome === 'reversed' ? EXIT.failed : exitCodeOfError(end.error.code);
    },
  });
}
