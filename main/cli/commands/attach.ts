import { fail } from '../../../shared/errors/app-error';
import type { CommandContext } from '../command-context';
import { followOwned } from '../follow-owned';
import { followRun } from '../follow-run';
import { withSecrets } from '../secrets';

/**
 * `attach <job>`: follows a run that a living process of this machine has; else goes on with it from what the host's
 * job folder says. Exit statuses as `restore`.
 */
export async function attachCommand(
  context: CommandContext,
  id: string,
  options: { readonly target: string | null; readonly json: boolean; readonly secretStdin: boolean },
): Promise<number> {
  const app = await context.app();
  app.jobs.sweepInterrupted();
  const job = app.jobs.find(id);
  if (job && app.jobs.isOwned(job.id)) return followOwned(context, app, job.id, options.json);
  const target = options.target ?? job?.target ?? null;
  if (target === null) {
    context.io.err('Not in this history. With --target it is looked for on that host.');
    throw fail('job-not-found', { job: id });
  }
  await withSecrets(context, app, target, options.secretStdin);
  return followRun(context, app, options.json, async () => {
    const outcome = await app.restore.attach(id, options.target);
    if (outcome.kind !== 'owned') return outcome;
    // Taken up by another process between the question and now.
    return { kind: 'refused', error: { code: 'job-running', params: { job: outcome.job.id, target } } };
  });
}
