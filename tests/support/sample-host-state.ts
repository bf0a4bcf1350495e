import type { LockFacts } from '../../main/restore/ports/docker';
import type { MediaHolding } from '../../main/restore/ports/media';
import type { HostState, JobFolder } from '../../main/restore/prune/host-state';
import type { FolderTarget } from '../../main/restore/target-identity';
import type { PruneItem } from '../../shared/restore/prune';

export const JOB = '1f2e3d4c-0000-4000-8000-000000000000';
export const SHORT = '1f2e3d4c';
export const SHA = 'a'.repeat(64);
export const OLD = { name: `shop__rc_old_${SHORT}`, oid: 100, bytes: 5_000_000, sessions: 0 };
export const HELD = { name: `shop__rc_held_${SHORT}`, oid: 100, bytes: null, sessions: 0 };
export const LIVE = { name: 'shop', oid: 200, bytes: null, sessions: 4 };

export const HERE = { database: 'shop', container: { id: 'c-1', name: 'shop-db-1' }, engine: 'e-1' };
export const ANOTHER = { id: 'c-2', name: 'shop2-db-1' };
const IDENTITY = { ...HERE, containers: [HERE.container, ANOTHER] };

/** What job.json says of a job on this target, or on another one. */
export function about(target: Partial<FolderTarget> = {}): NonNullable<JobFolder['about']> {
  return { target: { ...HERE, ...target }, liveOid: 100, archive: SHA, startedAt: '2026-02-01T12:00:00Z' };
}

export function folder(change: Partial<JobFolder> = {}): JobFolder {
  return {
    jobId: JOB,
    bytes: 4096,
    madeAt: '2026-02-01T12:00:00Z',
    about: about(),
    status: null,
    inPlace: false,
    needsPerson: false,
    oldPair: null,
    unfinishedCutover: false,
    cutover: 'completed',
    ...change,
  };
}

export function media(kind: MediaHolding['kind']): MediaHolding {
  return { short: SHORT, kind, bytes: 1_000_000, madeAt: '2026-02-01T12:05:00Z' };
}

export function lock(change: Partial<LockFacts> = {}): LockFacts {
  return {
    name: 'rc-lock-1',
    containerId: 'c1',
    database: 'shop',
    operator: 'ana',
    machine: 'laptop',
    jobId: JOB,
    since: '2026-02-01T12:00:00Z',
    heartbeatAgeSeconds: 5,
    ...change,
  };
}

/** A target after one completed restore: a pair aside, an archive, a safety backup, a job folder. */
export function state(change: Partial<HostState> = {}): HostState {
  return {
    workDir: '/w',
    database: 'shop',
    identity: IDENTITY,
    databases: [LIVE, OLD],
    loaders: [],
    media: [media('old')],
    helpers: [],
    locks: [],
    lockName: 'rc-lock-1',
    archives: [{ name: `${SHA}.tar.gz`, bytes: 9, madeAt: '2026-02-01T11:00:00Z' }],
    backups: [{ name: `20260201-120000-${SHORT}.dump`, bytes: 7, madeAt: '2026-02-01T12:01:00Z' }],
    jobs: [folder()],
    ...change,
  };
}

export const by = (items: readonly PruneItem[], kind: PruneItem['kind']) =>
  items.filter((each) => each.kind === kind);
export const reasons = (items: readonly PruneItem[]) =>
  Object.fromEntries(items.map((each) => [each.kind, each.reason]));
export const everything = { groups: [], items: null };
