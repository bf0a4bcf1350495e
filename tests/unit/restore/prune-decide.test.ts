import { expect, test } from 'vitest';
import type { LockFacts } from '../../../main/restore/ports/docker';
import type { MediaHolding } from '../../../main/restore/ports/media';
import { judge, lockedBy, select } from '../../../main/restore/prune/decide';
import type { HostState, JobFolder } from '../../../main/restore/prune/host-state';
import type { FolderTarget } from '../../../main/restore/target-identity';
import type { PruneItem } from '../../../shared/restore/prune';
import { sampleJob } from '../../support/sample-job';

const JOB = '1f2e3d4c-0000-4000-8000-000000000000';
const SHORT = '1f2e3d4c';
const SHA = 'a'.repeat(64);
const OLD = { name: `shop__rc_old_${SHORT}`, oid: 100, bytes: 5_000_000, sessions: 0 };
const LIVE = { name: 'shop', oid: 200, bytes: null, sessions: 4 };

const HERE = { database: 'shop', container: { id: 'c-1', name: 'shop-db-1' }, engine: 'e-1' };

/** What job.json says of a job on this target, or on another one. */
function about(target: Partial<FolderTarget> = {}): NonNullable<JobFolder['about']> {
  return { target: { ...HERE, ...target }, liveOid: 100, archive: SHA, startedAt: '2026-02-01T12:00:00Z' };
}

function folder(change: Partial<JobFolder> = {}): JobFolder {
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

function media(kind: MediaHolding['kind']): MediaHolding {
  return { short: SHORT, kind, bytes: 1_000_000, madeAt: '2026-02-01T12:05:00Z' };
}

function lock(change: Partial<LockFacts> = {}): LockFacts {
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
function state(change: Partial<HostState> = {}): HostState {
  return {
    workDir: '/w',
    database: 'shop',
    identity: HERE,
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

const by = (items: readonly PruneItem[], kind: PruneItem['kind']) =>
  items.filter((each) => each.kind === kind);
const reasons = (items: readonly PruneItem[]) =>
  Object.fromEntries(items.map((each) => [each.kind, each.reason]));
const everything = { groups: [], items: null };

test('after a restore both halves of the old pair are one thing, with its job and what removing it means', () => {
  const [pair] = by(judge(state(), []), 'old-pair');
  expect(pair).toMatchObject({
    job: JOB,
    bytes: 6_000_000,
    parts: [OLD.name, `.restore-console/${SHORT}/old`],
    means: 'rollback-impossible',
    reason: null,
  });
});

test('without any local history what the host shows is enough', () => {
  expect(reasons(select(judge(state(), []), everything))).toEqual({
    'old-pair': null,
    archive: null,
    'safety-backup': null,
    'job-folder': null,
  });
});

test.each([
  ['a lock that beats', { locks: [lock()] }, [], 'job-running'],
  ['a lock without a console', { locks: [lock({ heartbeatAgeSeconds: 600 })] }, [], 'job-interrupted'],
  ['a lock that cannot be asked', { locks: [lock({ heartbeatAgeSeconds: null })] }, [], 'job-interrupted'],
  ['the history', {}, [sampleJob({ id: JOB, status: 'interrupted' })], 'job-interrupted'],
  ['a run of this machine', {}, [sampleJob({ id: JOB, status: 'restoring' })], 'job-running'],
  [
    'a job that needs a person',
    {},
    [sampleJob({ id: JOB, status: 'failed', needs_person: true })],
    'job-interrupted',
  ],
  ['the record on the host', { jobs: [folder({ status: 'restoring' })] }, [], 'job-interrupted'],
  ['a cutover without a final word', { jobs: [folder({ unfinishedCutover: true })] }, [], 'job-interrupted'],
  ['a step that lives', { helpers: [{ name: `rc-${SHORT}-load`, running: true }] }, [], 'job-running'],
] as const)(
  'everything of a job stays that is not known to have ended, by %s',
  (_by, change, history, reason) => {
    const items = select(judge(state(change), history), everything);
    expect(new Set(items.map((each) => each.reason))).toEqual(new Set([reason]));
  },
);

test('a cutover without a final word holds even where this history calls the job ended', () => {
  const closedByHand = sampleJob({ id: JOB, status: 'failed' });
  const items = judge(state({ jobs: [folder({ unfinishedCutover: true })] }), [closedByHand]);
  expect(new Set(items.map((each) => each.reason))).toEqual(new Set(['job-interrupted']));
});

test('a dead lock and the helpers of a job that this history knows as ended are leftovers', () => {
  const closedByHand = sampleJob({ id: JOB, status: 'failed' });
  const change = {
    locks: [lock({ heartbeatAgeSeconds: 600 })],
    helpers: [{ name: `rc-${SHORT}-load`, running: true }],
    databases: [LIVE, { name: `shop__rc_new_${SHORT}`, oid: 300, bytes: 1, sessions: 0 }],
    loaders: [{ name: `rc_loader_${SHORT}`, inLive: false }],
    media: [media('rest')],
  };
  const left = judge(state(change), [closedByHand]).filter((each) => each.group === 'leftovers');
  expect(reasons(left)).toEqual({
    helper: null,
    'fresh-database': null,
    'loader-role': null,
    stage: null,
    lock: null,
  });
  expect(lockedBy(state(change), [closedByHand])).toBeNull();
});

test('a mover that waits for orders nobody will give is no living step', () => {
  const items = judge(state({ helpers: [{ name: `rc-${SHORT}-media-mover`, running: true }] }), []);
  expect(by(items, 'helper')).toMatchObject([{ reason: null }]);
});

test('a run or an interrupted job that has the target is named as what stands against removing', () => {
  expect(lockedBy(state({ locks: [lock()] }), [])).toMatchObject({
    code: 'lock-held',
    params: { by: 'ana', job: JOB },
  });
  expect(lockedBy(state({ locks: [lock({ name: 'rc-lock-of-another' })] }), [])).toBeNull();
});

test('a prune that died leaves a lock that is no job’s and goes', () => {
  const dead = state({ locks: [lock({ jobId: 'prune-7', heartbeatAgeSeconds: 40 })] });
  expect(lockedBy(dead, [])).toBeNull();
  expect(lockedBy(state({ locks: [lock({ jobId: 'prune-7' })] }), [])).not.toBeNull();
});

test('the live database is known by its OID, whatever it is called', () => {
  const odd = state({ database: OLD.name, databases: [{ ...OLD, name: OLD.name }], media: [] });
  expect(by(judge(odd, []), 'old-pair').filter((each) => each.reason === null)).toEqual([]);
  const alias = judge(state({ databases: [{ ...LIVE, oid: 100 }, OLD], media: [] }), []);
  expect(by(alias, 'old-pair')).toMatchObject([{ reason: 'live' }]);
});

test.each([
  ['the live database is missing', { databases: [OLD] }, 'live-missing'],
  ['somebody is connected to it', { databases: [LIVE, { ...OLD, sessions: 1 }] }, 'in-use'],
  ['its OID is not what the job moved aside', { databases: [LIVE, { ...OLD, oid: 555 }] }, 'not-ours'],
] as const)('an old pair stays when %s', (_when, change, reason) => {
  expect(by(judge(state(change), []), 'old-pair')).toMatchObject([{ reason }]);
});

test('a pair that a rollback took out is told from an old one, and from a stage', () => {
  const out = { name: `shop__rc_out_${SHORT}`, oid: 300, bytes: 1, sessions: 0 };
  const live = { ...LIVE, oid: 100 };
  const items = judge(state({ databases: [live, out], media: [media('staged')] }), []);
  expect(by(items, 'taken-out-pair')).toMatchObject([
    { parts: [out.name, `.restore-console/${SHORT}/new`], means: 'forward-impossible', reason: null },
  ]);
  expect(by(items, 'stage')).toEqual([]);
  const mediaAlone = judge(state({ databases: [live], media: [media('staged')] }), [
    sampleJob({ id: JOB, status: 'rolled_back' }),
  ]);
  expect(by(mediaAlone, 'taken-out-pair')).toHaveLength(1);
  expect(by(judge(state({ databases: [live], media: [media('staged')] }), []), 'stage')).toHaveLength(1);
});

test('what a cut left of a pair is listed as its rest, so that a second prune ends it', () => {
  const job = sampleJob({ id: JOB, status: 'completed', old_pair: { database: OLD.name, media: SHORT } });
  const [rest] = by(judge(state({ databases: [LIVE] }), [job]), 'rest-of-pair');
  expect(rest).toMatchObject({
    parts: [`.restore-console/${SHORT}/old`],
    means: 'nothing-lost',
    reason: null,
  });
});

test('media half moved are for recover alone', () => {
  expect(by(judge(state({ media: [media('between')] }), []), 'stage')).toMatchObject([
    { reason: 'job-interrupted' },
  ]);
});

test('an archive that a living job of any database loads from stays', () => {
  const other = folder({
    jobId: 'ffffffff-0000-4000-8000-000000000000',
    about: about({ database: 'wiki' }),
  });
  const theirs = lock({ name: 'rc-lock-2', database: 'wiki', jobId: other.jobId });
  const items = judge(state({ jobs: [folder(), other], locks: [theirs] }), []);
  expect(by(items, 'archive')).toMatchObject([{ reason: 'job-running' }]);
  expect(lockedBy(state({ locks: [theirs] }), [])).toBeNull();
});

test('an archive that a run of this machine has found there before it took the lock stays', () => {
  const begun = sampleJob({ id: JOB, status: 'validating', backup_metadata: { sha256: SHA } });
  expect(by(judge(state({ jobs: [] }), [begun]), 'archive')).toMatchObject([{ reason: 'job-running' }]);
});

test('what belongs to restores of another database in the same work directory stays', () => {
  const theirs = folder({ about: about({ database: 'wiki' }) });
  expect(reasons(judge(state({ databases: [LIVE], media: [], jobs: [theirs] }), []))).toEqual({
    archive: 'other-database',
    'safety-backup': 'other-database',
    'job-folder': 'other-database',
  });
});

test.each([
  ['another container of this engine', { container: { id: 'c-2', name: 'shop2-db-1' } }, 'other-target'],
  [
    'a container of this name on another engine',
    { container: { id: 'c-2', name: 'shop-db-1' }, engine: 'e-2' },
    'other-target',
  ],
  [
    'a container of this name on an engine without an id',
    { container: { id: 'c-2', name: 'shop-db-1' }, engine: null },
    'target-unknown',
  ],
  ['an earlier version, which names the database alone', { container: null, engine: null }, 'target-unknown'],
] as const)(
  'what a job on a database of this name left in the work directory stays: %s',
  (_of, target, why) => {
    const there = state({
      databases: [LIVE],
      media: [],
      helpers: [{ name: `rc-${SHORT}-load`, running: false }],
      jobs: [folder({ about: about(target), status: 'completed' })],
    });
    const items = select(judge(there, [sampleJob({ id: JOB, status: 'completed' })]), everything);
    expect(reasons(items)).toEqual({
      archive: why,
      'safety-backup': why,
      helper: why,
      'job-folder': why,
    });
  },
);

test('a dead lock of another container with a database of this name stays', () => {
  const theirs = lock({ name: 'rc-lock-2', heartbeatAgeSeconds: 600 });
  const other = folder({ about: about({ container: { id: 'c-2', name: 'shop2-db-1' } }) });
  const there = state({ databases: [LIVE], media: [], jobs: [other], locks: [theirs] });
  const ended = sampleJob({ id: JOB, status: 'failed' });
  expect(by(judge(there, [ended]), 'lock')).toMatchObject([{ reason: 'other-target' }]);
  const prune = state({ locks: [{ ...theirs, jobId: 'prune-7' }] });
  expect(by(judge(prune, []), 'lock')).toMatchObject([{ reason: 'target-unknown' }]);
});

test('the lock of a database container that was made anew since goes with its ended job', () => {
  const renewed = folder({ about: about({ container: { id: 'c-0', name: 'shop-db-1' } }) });
  const dead = lock({ name: 'rc-lock-0', heartbeatAgeSeconds: 600 });
  const there = state({ jobs: [renewed], locks: [dead] });
  expect(by(judge(there, [sampleJob({ id: JOB, status: 'failed' })]), 'lock')).toMatchObject([
    { reason: null },
  ]);
});

test('a folder that does not name its container is this target’s where a database here is named after its job', () => {
  const silent = folder({ about: about({ container: null, engine: null }) });
  const items = select(judge(state({ jobs: [silent] }), []), everything);
  expect(new Set(items.map((each) => each.reason))).toEqual(new Set([null]));
});

test('a safety backup whose folder is gone goes only where this history knows its job', () => {
  const there = state({ databases: [LIVE], media: [], jobs: [] });
  expect(by(judge(there, []), 'safety-backup')).toMatchObject([{ reason: 'target-unknown' }]);
  const known = sampleJob({ id: JOB, status: 'completed' });
  expect(by(judge(there, [known]), 'safety-backup')).toMatchObject([{ reason: null }]);
});

test('a job’s folder waits for its safety backup, whose it alone tells', () => {
  const items = judge(state({ databases: [LIVE], media: [] }), []);
  expect(by(items, 'job-folder')).toMatchObject([{ reason: 'backup-first' }]);
  const folders = select(items, { groups: ['job-folders'], items: null });
  expect(reasons(folders)).toMatchObject({ 'job-folder': 'backup-first', 'safety-backup': 'not-asked' });
  expect(reasons(select(items, everything))).toMatchObject({ 'job-folder': null, 'safety-backup': null });
});

test.each([
  ['its record on the host', { jobs: [folder({ inPlace: true, status: 'completed' })] }, []],
  ['this history', {}, [sampleJob({ id: JOB, strategy: 'in-place', status: 'completed' })]],
] as const)(
  'the safety backup of a completed restore in place, its only way back, goes only by name, as told by %s',
  (_by, change, history) => {
    const there = state({ databases: [LIVE], media: [], ...change });
    const items = judge(there, history);
    const [backup] = by(items, 'safety-backup');
    expect(backup).toMatchObject({ means: 'only-way-back', reason: null });
    expect(reasons(select(items, everything))).toEqual({
      archive: null,
      'safety-backup': 'only-way-back',
      'job-folder': 'backup-first',
    });
    const group = select(items, { groups: ['safety-backups'], items: null });
    expect(by(group, 'safety-backup')).toMatchObject([{ reason: null }]);
    const one = select(items, { groups: [], items: [backup?.id ?? ''] });
    expect(by(one, 'safety-backup')).toMatchObject([{ reason: null }]);
  },
);

test.each([
  ['by swap', { inPlace: false, status: 'completed' }],
  ['in place, which was taken back', { inPlace: true, status: 'failed' }],
] as const)('the safety backup of a restore %s goes with everything', (_how, change) => {
  const there = state({ databases: [LIVE], media: [], jobs: [folder(change)] });
  const items = select(judge(there, []), everything);
  expect(by(items, 'safety-backup')).toMatchObject([{ means: 'backup-gone', reason: null }]);
});

test('a fresh database somebody uses, and a loader the live database depends on, stay', () => {
  const items = judge(
    state({
      databases: [LIVE, { name: `shop__rc_new_${SHORT}`, oid: 9, bytes: 1, sessions: 2 }],
      loaders: [{ name: `rc_loader_${SHORT}`, inLive: true }],
    }),
    [],
  );
  expect(by(items, 'fresh-database')).toMatchObject([{ reason: 'in-use' }]);
  expect(by(items, 'loader-role')).toMatchObject([{ reason: 'in-use' }]);
});

test('a job’s folder waits for its pair: it goes with it, and not before it', () => {
  const items = judge(state({ backups: [] }), []);
  expect(by(items, 'job-folder')).toMatchObject([{ reason: 'pair-first' }]);
  const folders = select(items, { groups: ['job-folders'], items: null });
  expect(reasons(folders)).toMatchObject({ 'job-folder': 'pair-first', 'old-pair': 'not-asked' });
  const both = select(items, { groups: ['job-folders', 'old-pairs'], items: null });
  expect(reasons(both)).toMatchObject({ 'job-folder': null, 'old-pair': null, archive: 'not-asked' });
});

test.each([
  ['its pair', 'old-pairs', { backups: [] }],
  ['its safety backup', 'safety-backups', { databases: [LIVE], media: [] }],
] as const)('a job’s folder that nobody asked for stays where %s alone goes', (_what, group, change) => {
  const items = judge(state(change), []);
  const asked = items.find((each) => each.group === group);
  const chosen = [
    select(items, { groups: [group], items: null }),
    select(items, { groups: [], items: [asked?.id ?? ''] }),
  ];
  for (const marked of chosen) {
    expect(marked.filter((each) => each.reason === null).map((each) => each.id)).toEqual([asked?.id]);
  }
});

test('single things are chosen by their ids', () => {
  const items = judge(state(), []);
  const [archive] = by(items, 'archive');
  const chosen = select(items, { groups: [], items: [archive?.id ?? ''] });
  expect(chosen.filter((each) => each.reason === null)).toEqual([archive]);
});

test('names that are not ours are not listed', () => {
  const items = judge(
    state({
      databases: [LIVE, { name: 'shop2__rc_old_1f2e3d4c', oid: 7, bytes: 1, sessions: 0 }],
      media: [],
      helpers: [],
      archives: [{ name: 'holiday.tar.gz', bytes: 1, madeAt: '' }],
      backups: [{ name: 'by-hand.dump', bytes: 1, madeAt: '' }],
      jobs: [],
    }),
    [],
  );
  expect(items).toEqual([]);
});
