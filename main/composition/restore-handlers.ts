import { randomUUID } from 'node:crypto';
import { type AppError, RestoreConsoleError } from '../../shared/errors/app-error';
import type { HostJobs } from '../../shared/restore/host-job';
import type { ServiceHandlers } from '../console-services';
import type { JobStore } from '../restore/job-store';
import type { RestoreService, StartOutcome } from '../restore/restore-service';

type Started =
  | { readonly kind: 'started'; readonly jobId: string }
  | { readonly kind: 'refused'; readonly error: AppError };

/** Plan, start, cancel, recover as the window asks for them. The typed name is checked here, not in the page. */
export function restoreHandlers(restore: RestoreService, jobs: JobStore): ServiceHandlers['restore'] {
  return {
    plan: (input) => restore.plan(input),
    start: async ({ path, target, confirm, options, plannedJobId }) =>
      confirmed(target, confirm, () =>
        restore.start({ path, target, options, ...(plannedJobId === null ? {} : { plannedJobId }) }),
      ),
    cancel: async ({ jobId }) => restore.cancel(jobId),
    recover: async ({ target, confirm, forget }) =>
      confirmed(target, confirm, () => restore.recover(target, { forget })),
    attach: async ({ jobId, target }) => {
      const outcome = await orRefused(() => restore.attach(jobId, target));
      if (outcome.kind === 'owned') return { kind: 'following', jobId: outcome.job.id };
      return outcome.kind === 'started' ? { kind: 'started', jobId: outcome.run.jobId } : outcome;
    },
    rollback: async ({ jobId, target, confirm }) =>
      confirmed(target, confirm, () => restore.rollback(jobId, target)),
    jobsOnHost: ({ target }) => jobsOnHost(restore, jobs, target),
    active: async () => ({ runs: [...restore.active()] }),
    snapshot: async ({ jobId }) => ({ state: restore.snapshot(jobId) }),
  };
}

async function jobsOnHost(restore: RestoreService, jobs: JobStore, target: string): Promise<HostJobs> {
  const told = await orRefused(async () => ({
    kind: 'told' as const,
    jobs: await restore.jobsOnHost(target),
  }));
  if (told.kind === 'refused') return { kind: 'not-told', error: told.error };
  jobs.sweepInterrupted();
  return { kind: 'told', jobs: told.jobs.map((job) => ({ job, here: jobs.get(job.id)?.status ?? null })) };
}

async function confirmed(
  target: string,
  typed: string,
  start: () => Promise<StartOutcome>,
): Promise<Started> {
  if (typed !== target) {
    return {
      kind: 'refused',
      error: { code: 'confirm-mismatch', params: { expected: target, given: typed } },
    };
  }
  const outcome = await orRefused(start);
  return outcome.kind === 'started' ? { kind: 'started', jobId: outcome.run.jobId } : outcome;
}

/** What stands against a start is an answer to show, not a failed request. */
async function orRefused<Outcome>(
  start: () => Promise<Outcome>,
): Promise<Outcome | { readonly kind: 'refused'; readonly error: AppError }> {
  try {
    return await start();
  } catch (thrown) {
    if (thrown instanceof RestoreConsoleError) return { kind: 'refused', error: thrown.error };
    throw thrown;
  }
}

/** Ids of jobs and of plans. */
export const newId = (): string => randomUUID();
