import type { PruneItem } from '../../../shared/restore/prune';
import { shortId } from '../names';
import { item, type Judging, keptForJob, keptForOther } from './item';
import { oldMediaPath } from './media-path';
import { readDatabaseName, shortInName } from './our-names';

/** What runs left that could not clear up: helpers, fresh databases, loader roles, stages, locks. */
export function leftoverItems(judging: Judging, pairs: ReadonlySet<string>): readonly PruneItem[] {
  return [
    ...helperItems(judging),
    ...databaseItems(judging),
    ...roleItems(judging),
    ...stageItems(judging, pairs),
    ...lockItems(judging),
  ];
}

function helperItems(judging: Judging): readonly PruneItem[] {
  return judging.state.helpers.flatMap(({ name }) => {
    const short = shortInName(name);
    if (short === null) return [];
    const reason = keptForJob(judging, short) ?? keptForOther(judging, short);
    return [leftover(judging, 'helper', short, name, reason)];
  });
}

function databaseItems(judging: Judging): readonly PruneItem[] {
  const { databases, database: liveName } = judging.state;
  const live = databases.find((each) => each.name === liveName);
  return databases.flatMap(({ name, oid, bytes, sessions }) => {
    const ours = readDatabaseName(liveName, name);
    if (ours?.kind !== 'new') return [];
    const own = oid === live?.oid ? ('live' as const) : sessions > 0 ? ('in-use' as const) : null;
    // Without a live database a fresh one may be what is left of a swap done by hand.
    const reason = keptForJob(judging, ours.short) ?? own ?? (live ? null : 'live-missing');
    return [{ ...leftover(judging, 'fresh-database', ours.short, name, reason), bytes }];
  });
}

function roleItems(judging: Judging): readonly PruneItem[] {
  return judging.state.loaders.flatMap(({ name, inLive }) => {
    const short = shortInName(name);
    if (short === null || keptForOther(judging, short) === 'other-database') return [];
    return [
      leftover(judging, 'loader-role', short, name, keptForJob(judging, short) ?? (inLive ? 'in-use' : null)),
    ];
  });
}

/** Media half moved are for `recover` alone, whatever is known of the job. */
function stageItems(judging: Judging, pairs: ReadonlySet<string>): readonly PruneItem[] {
  return judging.state.media
    .filter(({ short }) => !pairs.has(short))
    .map(({ short, kind, bytes, madeAt }) => {
      const own = kind === 'between' ? ('job-interrupted' as const) : null;
      const reason = keptForJob(judging, short) ?? keptForOther(judging, short) ?? own;
      return {
        ...leftover(judging, 'stage', short, oldMediaPath(short, kind), reason),
        bytes,
        made_at: madeAt,
      };
    });
}

/**
 * Locks of this database: its own, and one of a database container that was made anew since. A lock of another name may
 * be that of another container with a database of this name: it goes only where its job is known to be of this target.
 */
function lockItems(judging: Judging): readonly PruneItem[] {
  const { locks, database, lockName } = judging.state;
  return locks
    .filter((lock) => lock.name === lockName || lock.database === database)
    .map((lock) => {
      const short = shortId(lock.jobId);
      const foreign = lock.name === lockName ? null : keptForOther(judging, short);
      return {
        ...leftover(judging, 'lock', short, lock.name, keptForJob(judging, short) ?? foreign),
        job: lock.jobId,
        made_at: lock.since === '' ? null : lock.since,
      };
    });
}

function leftover(
  judging: Judging,
  kind: PruneItem['kind'],
  short: string,
  name: string,
  reason: PruneItem['reason'],
): PruneItem {
  return item({
    key: name,
    group: 'leftovers',
    kind,
    parts: [name],
    job: judging.jobOf(short),
    means: 'nothing-lost',
    reason,
  });
}
