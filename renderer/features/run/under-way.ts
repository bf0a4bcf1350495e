import type { Job } from '../../../shared/restore/job';

/** True while a process has the job's run in hand; an interrupted one is in nobody's. */
export function isUnderWay(job: Job): boolean {
  return job.status === 'validating' || job.status === 'restoring';
}
