import { randomUUID } from 'node:crypto';
import { type AppError, RestoreConsoleError } from '../../shared/errors/app-error';
import type { ServiceHandlers } from '../console-services';
import type { RestoreService, StartOutcome } from '../restore/restore-service';

type Started =
  | { readonly kind: 'started'; readonly jobId: string }
  | { readonly kind: 'refused'; readonly error: AppError };

/** Plan, start, cancel, recover as the window asks for them. The typed name is checked here, not in the page. */
export function restoreHandlers(restore: RestoreService): ServiceHandlers['restore'] {
  return {
    plan: (input) => restore.plan(input),
    start: async ({ path, target, confirm, options, plannedJobId }) =>
      confirmed(target, confirm, () =>
        restore.start({ path, target, options, ...(plannedJobId === null ? {} : { plannedJobId }) }),
      ),
    cancel: async ({ jobId }) => restore.cancel(jobId),
    recover: async ({ target, confirm, forget }) =>
      confirmed(target, confirm, () => restore.recover(target, { forget })),
    active: async () => ({ runs: [...restore.active()] }),
    snapshot: async ({ jobId }) => ({ state: restore.snapshot(jobId) }),
  };
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
  try {
    const outcome = await start();
    return outcome.kind === 'started' ? { kind: 'started', jobId: outcome.run.jobId } : outcome;
  } catch (thrown) {
    if (thrown instanceof RestoreConsoleError) return { kind: 'refused', error: thrown.error };
    throw thrown;
  }
}

/** Ids of jobs and of plans. */
export const newId = (): string => randomUUID();
