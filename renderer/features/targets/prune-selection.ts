import type { PruneItem, PruneList } from '../../../shared/restore/prune';

/** True where a thing may go with what is ticked: a job's folder only together with the job's pair. */
export function mayBeChosen(list: PruneList, item: PruneItem, ticked: ReadonlySet<string>): boolean {
  if (list.locked) return false;
  if (item.reason !== 'pair-first') return item.reason === null;
  const pair = list.items.find((each) => each.group === 'old-pairs' && each.job === item.job);
  return pair !== undefined && pair.reason === null && ticked.has(pair.id);
}

/** What would go now. */
export function chosenItems(list: PruneList, ticked: ReadonlySet<string>): readonly PruneItem[] {
  return list.items.filter((each) => ticked.has(each.id) && mayBeChosen(list, each, ticked));
}

export function chosenBytes(items: readonly PruneItem[]): number {
  return items.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
}
