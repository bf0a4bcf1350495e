import type { AppError } from '../../shared/errors/app-error';
import { isDownInPlace } from '../../shared/restore/in-place-down';
import type { Job } from '../../shared/restore/job';
import { errorFields, NOTHING_RESTORED } from './run/job-end';

/** Why a job is closed without its host: nobody answers there, or who answers is not known to have it. */
export type ClosedBecause =
  | { readonly kind: 'gone'; readonly error: AppError }
  | { readonly kind: 'not-ours'; readonly error: AppError };

/**
 * A job's last fields when it is closed by hand. The host cannot be asked, so that what this history knows is all that
 * is said: before a cutover the live pair was not touched; one that was reversed was put back; one that had begun may
 * have ended on either pair, which is for a person to see. That stays so until a host is asked by `recover`. A job of
 * another target has done nothing to this one, and must not stand in its way for ever.
 */
export function closedByHand(job: Job, because: ClosedBecause, now: Date): Partial<Job> {
  const completed_at = now.toISOString();
  const { error } = because;
  const closed = { status: 'failed', needs_person: false, completed_at } as const;
  if (because.kind === 'not-ours' && error.code === 'job-of-other-target') {
    return { ...closed, outcome: 'unchanged', ...NOTHING_RESTORED, ...errorFields(error) };
  }
  switch (cutoverAsKnown(job)) {
    case 'not-begun':
      return { ...closed, outcome: 'unchanged', ...NOTHING_RESTORED, ...errorFields(error) };
    case 'reversed':
      return { ...closed, outcome: 'reversed', ...NOTHING_RESTORED, ...errorFields(error) };
    case 'begun':
      return { ...closed, outcome: null, needs_person: true, ...whyAPerson(job, error) };
  }
}

/** A job that this history has seen nothing of, as one found by its lock, may be anywhere. */
function cutoverAsKnown(job: Job): 'not-begun' | 'reversed' | 'begun' {
  if (job.needs_person || job.steps.length === 0) return 'begun';
  const state = job.steps.find((step) => step.id === 'cutover')?.state ?? 'waiting';
  if (isDownInPlace({ ...job, status: 'interrupted' })) return 'begun';
  if (state === 'reversed') return 'reversed';
  // Set by the first cutover of a job: a rollback that has not come to its own leaves the restore's.
  if (job.manual_undo !== undefined) return 'begun';
  return state === 'waiting' || state === 'skipped' ? 'not-begun' : 'begun';
}

/** What a host had said before is worth more than that it is gone. */
function whyAPerson(job: Job, error: AppError): Partial<Job> {
  if (job.needs_person && job.error) return {};
  const { reason } = error.params;
  const words = reason === undefined || reason === '' ? error.code : `${error.code}, ${reason}`;
  return errorFields({ code: 'needs-person', params: { part: 'cutover', reason: words } });
}
