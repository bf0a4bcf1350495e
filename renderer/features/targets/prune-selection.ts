import type { Job } from '../../../shared/restore/job';
import { isWaitedFor, type PruneItem, type PruneList, waitsForItsJob } from '../../../shared/restore/prune';

/** True where a thing may go with what is ticked: a job's folder only together with the job's pair, safety backup and staged media. */
export function mayBeChosen(list: PruneList, item: PruneItem, ticked: ReadonlySet<string>): boolean {
  if (list.locked) return false;
  if (!waitsForItsJob(item)) return item.reason === null;
  const before = list.items.filter((each) => each.job === item.job && isWaitedFor(each));
  return before.every((each) => each.reason === null && ticked.has(each.id));
}

/** What would go now. */
export function chosenItems(list: PruneList, ticked: ReadonlySet<string>): readonly PruneItem[] {
  return list.items.filter((each) => ticked.has(each.id) && mayBeChosen(list, each, ticked));
}

export function chosenBytes(items: readonly PruneItem[]): number {
  return items.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
}

/**
 * True for what lies on a target of one job. Items name jobs by their full id, or by the beginning of it where the host
 * tells no more; an archive is also the job's where another one restored it since.
 */
export function isOfJob(item: PruneItem, job: Pick<Job, 'id' | 'backup_metadata'>): boolean {
  if (item.job !== null && job.id.startsWith(item.job)) return true;
  const { sha256 } = job.backup_metadata;
  return (
    item.group === 'archives' &&
    typeof sha256 === 'string' &&
    item.parts.some((part) => part.includes(sha256))
  );
}

/** The part of a list that is one job's; the whole of it without a job. */
export function ofJob(list: PruneList, job: Pick<Job, 'id' | 'backup_metadata'> | null): PruneList {
  return job === null ? list : { ...list, items: list.items.filter((each) => isOfJob(each, job)) };
}
