import type { Job } from '../../../../shared/restore/job';

/** True where a pair is kept, as far as the job tells; the host is asked before anything is touched. */
export function canRollBack(job: Job): boolean {
  if (job.status !== 'completed' && job.status !== 'rolled_back') return false;
  return job.old_pair !== null && (job.old_pair.database !== null || job.old_pair.media !== null);
}
