import { fail } from '../../../shared/errors/app-error';
import type { CommandContext } from '../command-context';
import { EXIT } from '../exit-code';
import { withSecrets } from '../secrets';
import { jobLine } from '../text/job-lines';
import { readStatus } from './jobs';

/**
 * `jobs --target T --on-host`: the jobs that the target's host tells of, whoever ran them, in the shape of `jobs`. In
 * the text those that this history does not know are marked: `attach` and `rollback` find them with the target's name.
 */
export async function jobsOnHostCommand(
  context: CommandContext,
  options: {
    readonly status: string | null;
    readonly target: string | null;
    readonly limit: number;
    readonly json: boolean;
    readonly secretStdin: boolean;
  },
): Promise<number> {
  const { target } = options;
  if (target === null) throw fail('usage', { message: '--on-host asks the host of a --target' });
  const status = readStatus(options.status);
  const app = await context.app();
  await withSecrets(context, app, target, options.secretStdin);
  const told = await app.restore.jobsOnHost(target);
  const found = status === null ? told : told.filter((job) => job.status === status);
  const jobs = found.slice(0, options.limit);
  if (options.json) {
    context.io.out(JSON.stringify({ jobs, total: found.length }, null, 2));
    return EXIT.ok;
  }
  for (const job of jobs) {
    const mark = app.jobs.get(job.id) ? '' : '  (not in this history)';
    context.io.out(`${jobLine(job, context.language)}${mark}`);
  }
  return EXIT.ok;
}
