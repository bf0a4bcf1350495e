import type { Job } from '../../../shared/restore/job';

/** A job that waits for somebody: interrupted, stalled, or left where only a person can go on. */
export function needsAttention(job: Job): boolean {
  if (job.status === 'interrupted' || job.needs_person) return true;
  return job.status === 'restoring' && job.steps.some(({ state }) => state === 'stalled');
}
