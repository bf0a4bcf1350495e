import type { HostJob } from '../../../../shared/restore/host-job';
import { isDownInPlace } from '../../../../shared/restore/in-place-down';
import type { Job } from '../../../../shared/restore/job';
import { canRollBack } from '../../run/outcome/can-roll-back';

export type HostJobAction = 'open' | 'go-on' | 'recover' | 'roll-back';

/**
 * What fits a job as its host tells it. One that this history has in another state is only opened: main acts upon what
 * the history says of it, and the job's own screen offers what fits that.
 */
export function hostJobActions({ job, here }: HostJob, all: readonly HostJob[]): readonly HostJobAction[] {
  if (here !== null && here !== job.status) return ['open'];
  const interrupted = job.status === 'interrupted';
  const fitting: readonly (readonly [HostJobAction, boolean])[] = [
    ['open', here !== null],
    // Down in place it could only be told to recover.
    ['go-on', interrupted && !isDownInPlace(job)],
    ['recover', interrupted || job.needs_person],
    ['roll-back', canRollBack(job) && !all.some((other) => restoredAfter(other.job, job))],
  ];
  return fitting.filter(([, fits]) => fits).map(([action]) => action);
}

/** By when a pair became live: a job may have been uploaded long before it was restored. */
function restoredAfter(other: Job, job: Job): boolean {
  const liveSince = (each: Job): string => each.completed_at ?? each.created_at;
  const leftPair = other.status === 'completed' || other.status === 'rolled_back';
  return leftPair && liveSince(other) > liveSince(job);
}
