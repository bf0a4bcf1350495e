import type { Job } from '../../../shared/restore/job';
import type { PruneItem } from '../../../shared/restore/prune';
import { shortId } from '../names';
import type { DatabaseHolding, JobFolder } from './host-state';
import { item, type Judging, keptForJob, keptForOther } from './item';
import { oldMediaPath } from './media-path';
import { type OurDatabase, readDatabaseName } from './our-names';

/** A pair kept aside as it lies there: database, media, or both. */
export interface KeptPair {
  readonly short: string;
  readonly databases: readonly (DatabaseHolding & OurDatabase)[];
  readonly media: { readonly kind: string; readonly bytes: number; readonly madeAt: string | null } | null;
}

/**
 * Pairs that restores moved aside and that rollbacks took out, both halves of one job as one thing. Media that are
 * staged under their marker are the half of a pair only where a rollback took them out.
 */
export function keptPairs(judging: Judging, history: readonly Job[]): readonly KeptPair[] {
  const { state } = judging;
  const databases = state.databases.flatMap((database) => {
    const ours = readDatabaseName(state.database, database.name);
    return ours && ours.kind !== 'new' ? [{ ...database, ...ours }] : [];
  });
  const shorts = new Set([...databases.map((each) => each.short), ...state.media.map((each) => each.short)]);
  return [...shorts].flatMap((short): KeptPair[] => {
    const mine = databases.filter((each) => each.short === short);
    const takenOut = mine.some((each) => each.kind === 'out') || wasRolledBack(judging, history, short);
    const media = state.media.find(
      (each) => each.short === short && (each.kind === 'old' || (each.kind === 'staged' && takenOut)),
    );
    if (mine.length === 0 && !media) return [];
    return [{ short, databases: mine, media: media ?? null }];
  });
}

/**
 * A pair as an item: it stays for a job that needs it, for another target whose media lie in the same volume, and for
 * everything that hints at its being in use.
 */
export function pairItem(judging: Judging, history: readonly Job[], pair: KeptPair): PruneItem {
  const { short, databases, media } = pair;
  const job = history.find((each) => shortId(each.id) === short);
  const folder = judging.state.jobs.find((each) => shortId(each.jobId) === short);
  const takenOut = media?.kind === 'staged' || databases.some((each) => each.kind === 'out');
  // Of another target's pair the other half is not missing: it is on that one's server.
  const foreign = keptForOther(judging, short);
  const cut = foreign === null && isRest(pair, job?.old_pair ?? folder?.oldPair ?? null, takenOut);
  const bytes = [...databases, ...(media ? [media] : [])].map((each) => each.bytes ?? 0);
  return item({
    key: short,
    group: 'old-pairs',
    kind: cut ? 'rest-of-pair' : takenOut ? 'taken-out-pair' : 'old-pair',
    parts: [...databases.map((each) => each.name), ...(media ? [oldMediaPath(short, media.kind)] : [])],
    bytes: bytes.reduce((sum, each) => sum + each, 0),
    made_at: media?.madeAt ?? job?.completed_at ?? folder?.about?.startedAt ?? null,
    job: judging.jobOf(short),
    means: cut ? 'nothing-lost' : takenOut ? 'forward-impossible' : 'rollback-impossible',
    reason: keptForJob(judging, short) ?? foreign ?? keptForItself(judging, folder, databases),
  });
}

/** The live pair is known by its OID. A kept database is only then ours when its OID is the one the job wrote down. */
function keptForItself(
  { state }: Judging,
  folder: JobFolder | undefined,
  databases: KeptPair['databases'],
): PruneItem['reason'] {
  const live = state.databases.find((each) => each.name === state.database);
  if (!live) return 'live-missing';
  for (const database of databases) {
    if (database.oid === live.oid) return 'live';
    if (database.sessions > 0) return 'in-use';
    const before = folder?.about?.liveOid ?? null;
    if (before === null) continue;
    if (database.kind === 'old' ? database.oid !== before : database.oid === before) return 'not-ours';
  }
  return null;
}

/** A half alone where the job's own record says that there were two. */
function isRest(
  pair: KeptPair,
  recorded: { readonly database: string | null; readonly media: string | null } | null,
  takenOut: boolean,
): boolean {
  if (!recorded || takenOut) return false;
  return (
    (recorded.database !== null && pair.databases.length === 0) || (recorded.media !== null && !pair.media)
  );
}

function wasRolledBack(judging: Judging, history: readonly Job[], short: string): boolean {
  const job = history.find((each) => shortId(each.id) === short);
  const folder = judging.state.jobs.find((each) => shortId(each.jobId) === short);
  // Either may be behind: another console's rollback, or a folder whose last word was not written.
  return job?.status === 'rolled_back' || folder?.status === 'rolled_back';
}
