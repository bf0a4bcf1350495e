import type { AppError } from '../../../shared/errors/app-error';
import type { Job } from '../../../shared/restore/job';
import { type PruneGroup, type PruneItem, waitsForItsJob } from '../../../shared/restore/prune';
import { shortId } from '../names';
import { archiveItems, backupItems, folderItems, folderWaitsFor } from './files';
import type { HostState } from './host-state';
import type { Judging } from './item';
import { jobLives } from './job-lives';
import { leftoverItems } from './leftovers';
import { keptPairs, pairItem } from './pairs';

/**
 * Everything of ours that lies on a target, and why what has to stay does. Pure: the same state and history give the
 * same list. `history` is this machine's, of this target; it may be empty, then the host alone tells.
 */
export function judge(state: HostState, history: readonly Job[]): readonly PruneItem[] {
  const ids = [...state.jobs.map((job) => job.jobId), ...history.map((job) => job.id)];
  const judging: Judging = {
    state,
    life: jobLives(state, history),
    known: (short) => history.some((job) => shortId(job.id) === short),
    jobOf: (short) => ids.find((id) => shortId(id) === short) ?? short,
  };
  const kept = keptPairs(judging, history);
  const pairs = kept.map((pair) => pairItem(judging, history, pair));
  // A pair whose media are there is no stage; one without them leaves whatever else lies there to be listed.
  const withMedia = new Set(kept.filter((pair) => pair.media).map((pair) => pair.short));
  const backups = backupItems(judging, history);
  const leftovers = leftoverItems(judging, withMedia);
  return [
    ...pairs,
    ...archiveItems(judging, history),
    ...backups,
    ...leftovers,
    ...folderItems(judging, pairs, [...backups, ...leftovers]),
  ];
}

/** The run that has this target now, as the error that says so; null when nothing stands against removing. */
export function lockedBy(state: HostState, history: readonly Job[]): AppError | null {
  const lock = state.locks.find((each) => each.name === state.lockName);
  if (!lock || jobLives(state, history)(shortId(lock.jobId)) === 'ended') return null;
  const { operator, machine, since, jobId } = lock;
  return { code: 'lock-held', params: { by: operator, machine, since, job: jobId } };
}

/** What is asked for: whole groups, or single items by their ids. Neither: everything. */
export interface PruneSelection {
  readonly groups: readonly PruneGroup[];
  readonly items: readonly string[] | null;
}

/**
 * Marks what was not asked for. The only way back from a restore goes when its group or itself is named, never with
 * everything. A job's folder waits for its pair, its backup and its staged media only where they are not asked for too.
 */
export function select(items: readonly PruneItem[], selection: PruneSelection): readonly PruneItem[] {
  const asked = (each: PruneItem): boolean =>
    selection.items
      ? selection.items.includes(each.id)
      : selection.groups.length === 0 || selection.groups.includes(each.group);
  // Asked for with everything else is not asked for by name.
  const byName = selection.items !== null || selection.groups.length > 0;
  const marked = items.map((each) => {
    if (!asked(each)) return { ...each, reason: each.reason ?? ('not-asked' as const) };
    if (each.means !== 'only-way-back' || byName) return each;
    return { ...each, reason: each.reason ?? ('only-way-back' as const) };
  });
  const staying = marked.filter((each) => each.reason !== null);
  // A folder that was not asked for keeps its own reason, whatever of its job goes now.
  return marked.map((each) =>
    asked(each) && waitsForItsJob(each) ? { ...each, reason: folderWaitsFor(each, staying) } : each,
  );
}
