import type { Job } from './job';

/**
 * True for a job that was interrupted while it restored in place, between the stop of its services and the end of its
 * cutover: the site is down until the run is ended. By a swap the site is up until the cutover.
 */
export function isDownInPlace(job: Job): boolean {
  if (job.status !== 'interrupted' || job.strategy !== 'in-place') return false;
  const state = (id: 'safety-backup' | 'cutover'): string =>
    job.steps.find((step) => step.id === id)?.state ?? 'waiting';
  return state('safety-backup') !== 'waiting' && state('cutover') !== 'done';
}
