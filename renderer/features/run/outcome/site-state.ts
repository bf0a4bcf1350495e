import { isDownInPlace } from '../../../../shared/restore/in-place-down';
import type { Job } from '../../../../shared/restore/job';

export type OutcomeKey =
  | 'completed'
  | 'completedPlain'
  | 'failedUnchanged'
  | 'failedUnchangedFound'
  | 'failedReversed'
  | 'needsPerson'
  | 'cancelled'
  | 'interrupted'
  | 'interruptedDown'
  | 'rolledBack'
  | 'uploaded'
  | 'stillRunning';

/** The first line of an outcome: the state of the site, before anything about the tool. */
export function outcomeKey(job: Job, madeAt: string | null): OutcomeKey {
  if (job.needs_person) return 'needsPerson';
  switch (job.status) {
    case 'completed':
      return madeAt === null ? 'completedPlain' : 'completed';
    case 'failed':
      if (job.outcome === 'reversed') return 'failedReversed';
      return wasHealthy(job) ? 'failedUnchanged' : 'failedUnchangedFound';
    case 'cancelled':
      return wasHealthy(job) ? 'cancelled' : 'failedUnchangedFound';
    case 'interrupted':
      return isDownInPlace(job) ? 'interruptedDown' : 'interrupted';
    case 'rolled_back':
      return 'rolledBack';
    case 'uploaded':
      return 'uploaded';
    case 'validating':
    case 'restoring':
      return 'stillRunning';
  }
}

/** Whether "the site runs on its old data" may be said: not where it was unhealthy, or where there was none. */
function wasHealthy(job: Job): boolean {
  return !job.warnings.some(({ code }) => code === 'health-failing-before' || code === 'first-restore');
}

/** True once a run that was cut off has been ended: the advice to end it is no longer any. */
export function isEndedSince(job: Job): boolean {
  return job.error?.code === 'interrupted' && job.status !== 'interrupted' && !job.needs_person;
}

/** When the job's backup was made, where the job's metadata say so. */
export function madeAtOf(job: Job): string | null {
  const made = job.backup_metadata.made_at;
  return typeof made === 'string' && !Number.isNaN(Date.parse(made)) ? made : null;
}
