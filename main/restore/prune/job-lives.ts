import type { Job } from '../../../shared/restore/job';
import { shortId } from '../names';
import type { HostState } from './host-state';

/** A lock whose heartbeat is older, by the host's clock, has no living console. */
const LOCK_DEAD_AFTER_SECONDS = 30;
const UNDER_WAY: ReadonlySet<string> = new Set(['validating', 'restoring', 'interrupted']);
/** The container that moves media waits for its orders: that it runs says nothing. */
const MOVER = /-media-mover$/;

/** Whether a job may still need what it made. */
export type JobLife = 'running' | 'interrupted' | 'ended';

/** Locks that prune takes for itself begin like this; no job has such an id. */
export const PRUNE_LOCK_PREFIX = 'prune-';

/**
 * What is known of a job by the short id in its names: first the host's locks, whose heartbeat tells a living console,
 * then this machine's history, then the job's own record on the host. A cutover without a final word is never ended.
 */
export function jobLives(state: HostState, history: readonly Job[]): (short: string) => JobLife {
  const locks = new Map(state.locks.map((lock) => [shortId(lock.jobId), lock]));
  const known = new Map(history.map((job) => [shortId(job.id), job]));
  const folders = new Map(state.jobs.map((job) => [shortId(job.jobId), job]));
  return (short) => {
    const lock = locks.get(short);
    const job = known.get(short);
    const folder = folders.get(short);
    if (lock) {
      const age = lock.heartbeatAgeSeconds;
      if (age !== null && age <= LOCK_DEAD_AFTER_SECONDS) return 'running';
      if (lock.jobId.startsWith(PRUNE_LOCK_PREFIX)) return 'ended';
      return hasEnded(job) && folder?.unfinishedCutover !== true ? 'ended' : 'interrupted';
    }
    if (folder?.unfinishedCutover) return 'interrupted';
    if (job) return lifeOf(job);
    if (folder?.needsPerson || (folder?.status != null && UNDER_WAY.has(folder.status))) return 'interrupted';
    const works = state.helpers.some(
      ({ name, running }) => running && name.startsWith(`rc-${short}-`) && !MOVER.test(name),
    );
    return works ? 'running' : 'ended';
  };
}

function lifeOf(job: Job): JobLife {
  if (hasEnded(job)) return 'ended';
  return job.status === 'interrupted' || job.needs_person ? 'interrupted' : 'running';
}

function hasEnded(job: Job | undefined): boolean {
  return job !== undefined && !job.needs_person && !UNDER_WAY.has(job.status);
}
