import type { PruneItem, PruneList } from '../../../shared/restore/prune';

/** True where a thing may go with what is ticked: a job's folder only together with the job's pair and safety backup. */
export function mayBeChosen(list: PruneList, item: PruneItem, ticked: ReadonlySet<string>): boolean {
  if (list.locked) return false;
  if (item.reason !== 'pair-first' && item.reason !== 'backup-first') return item.reason === null;
  const before = list.items.filter(
    (each) => each.job === item.job && (each.group === 'old-pairs' || each.group === 'safety-backups'),
  );
  return before.every((each) => each.reason === null && ticked.has(each.id));
}

/** What would go now. */
export function chosenItems(list: PruneList, ticked: ReadonlySet<string>): readonly PruneItem[] {
  return list.items.filter((each) => ticked.has(each.id) && mayBeChosen(list, each, ticked));
}

export function chosenBytes(items: readonly PruneItem[]): number {
  return items.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
}
