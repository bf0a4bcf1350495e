import { fail, RestoreConsoleError } from '../../../shared/errors/app-error';
import type { RestoreOptions } from '../../../shared/restore/plan';
import type { CommandContext } from '../command-context';
import { followRun } from '../follow-run';
import { withSecrets } from '../secrets';
import { withSafetyBackup } from './safety-backup';
import { type SaidParts, uploadedParts } from './uploaded-parts';

export interface RestoreArguments {
  readonly target: string;
  readonly json: boolean;
  readonly restore: RestoreOptions;
  /** What of it was said, for a job whose upload was told the rest. */
  readonly said: SaidParts;
  /** What was said of it; null: the target's own setting counts. */
  readonly safetyBackup: boolean | null;
  readonly secretStdin: boolean;
  /** Only as far as the archive on the host. */
  readonly uploadOnly: boolean;
  /** Typed by the operator; must be the target's name. Null for `upload`, which changes nothing live. */
  readonly confirm: string | null;
}

/** `upload` and `restore`: starts the run, follows it to its end, and gives its exit status. */
export async function restoreCommand(
  context: CommandContext,
  archiveOrJob: string,
  args: RestoreArguments,
): Promise<number> {
  const app = await context.app();
  const job = args.uploadOnly ? null : app.jobs.find(archiveOrJob);
  const path = job?.backup_file ?? archiveOrJob;
  if (job && job.status !== 'uploaded') {
    throw new RestoreConsoleError({
      code: 'job-not-restorable',
      params: { job: job.id, status: job.status },
    });
  }
  if (job && job.target !== args.target) {
    throw fail('usage', { message: `job ${job.id} was uploaded to ${job.target}, not to ${args.target}` });
  }
  const parts = job ? uploadedParts(job, args.restore, args.said) : args.restore;
  const options = withSafetyBackup(parts, args.safetyBackup, app.targets.get(args.target));
  await withSecrets(context, app, args.target, args.secretStdin);
  const request = { path, target: args.target, options, uploadOnly: args.uploadOnly };
  return followRun(context, app, args.json, () =>
    app.restore.start(job ? { ...request, jobId: job.id } : request),
  );
}
