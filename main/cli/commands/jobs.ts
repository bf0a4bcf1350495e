import { fail, RestoreConsoleError } from '../../../shared/errors/app-error';
import { formatTimeOfDay } from '../../../shared/format/time';
import { JOB_STATUSES, type Job, type JobStatus } from '../../../shared/restore/job';
import type { ConsoleApp } from '../../composition';
import type { CommandContext } from '../command-context';
import { EXIT } from '../exit-code';
import { jobLine, jobLines } from '../text/job-lines';

const PAGE = 1000;
const FOLLOW_EVERY_MS = 300;

/** `status <job> [--json]`. */
export async function statusCommand(
  context: CommandContext,
  id: string,
  options: { json: boolean },
): Promise<number> {
  const app = await context.app();
  const job = findJob(app, id);
  context.io.out(options.json ? JSON.stringify(job, null, 2) : jobLines(job, context.language));
  return EXIT.ok;
}

/** `jobs [--status S] [--target T] [--limit N] [--json]`. */
export async function jobsCommand(
  context: CommandContext,
  options: {
    readonly status: string | null;
    readonly target: string | null;
    readonly limit: number;
    readonly json: boolean;
  },
): Promise<number> {
  const app = await context.app();
  app.jobs.sweepInterrupted();
  const found = app.jobs.list({
    status: readStatus(options.status),
    target: options.target,
    search: '',
    limit: options.limit,
  });
  if (options.json) {
    context.io.out(JSON.stringify(found, null, 2));
    return EXIT.ok;
  }
  for (const job of found.jobs) context.io.out(jobLine(job, context.language));
  if (found.jobs.some((job) => job.status === 'interrupted')) {
    context.io.err(
      'interrupted: as last known here. attach or recover asks the host, where another console can end it.',
    );
  }
  return EXIT.ok;
}

/** `log <job> [--follow]`: what was said so far; with `--follow` until the run has ended, whoever runs it. */
export async function logCommand(
  context: CommandContext,
  id: string,
  options: { follow: boolean },
): Promise<number> {
  const app = await context.app();
  const { id: jobId } = findJob(app, id);
  let from = 0;
  for (;;) {
    // Asked before reading: what was said until the end is read after it.
    const ended = !app.jobs.isOwned(jobId);
    const { lines } = app.jobs.log(jobId, from, PAGE);
    from += lines.length;
    for (const line of lines) {
      context.io.out(
        `${formatTimeOfDay(line.at)} ${line.level.padEnd(7)} ${(line.step ?? '').padEnd(13)} ${line.source === 'host' ? '│' : '·'} ${line.text}`,
      );
    }
    if (lines.length === PAGE) continue;
    if (!options.follow || ended) return EXIT.ok;
    await new Promise((resolve) => setTimeout(resolve, FOLLOW_EVERY_MS));
  }
}

/** `cancel <job>`: 0 asked. What refuses it is thrown, and told as every error is: 3. */
export async function cancelCommand(context: CommandContext, id: string): Promise<number> {
  const app = await context.app();
  const job = findJob(app, id);
  const outcome = app.restore.cancel(job.id);
  if (outcome.kind === 'refused') throw new RestoreConsoleError(outcome.error);
  context.io.out('Asked. The running step ends by its rule.');
  return EXIT.ok;
}

/** A job by id or an unambiguous beginning of one. Throws `job-not-found`. */
export function findJob(app: ConsoleApp, id: string): Job {
  app.jobs.sweepInterrupted();
  const job = app.jobs.find(id);
  if (job) return job;
  throw fail('job-not-found', { job: id });
}

/** Throws `usage`. */
export function readStatus(status: string | null): JobStatus | null {
  if (status === null) return null;
  const known = JOB_STATUSES.find((each) => each === status);
  if (known) return known;
  throw fail('usage', { message: `--status is one of ${JOB_STATUSES.join(', ')}` });
}
