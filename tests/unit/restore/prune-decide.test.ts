import { expect, test } from 'vitest';
import { judge, lockedBy, select } from '../../../main/restore/prune/decide';
import {
  about,
  by,
  everything,
  folder,
  JOB,
  LIVE,
  lock,
  media,
  OLD,
  reasons,
  SHA,
  SHORT,
  state,
} from '../../support/sample-host-state';
import { sampleJob } from '../../support/sample-job';

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

test('a job’s folder waits for its safety backup, whose it alone tells', () => {
  const items = judge(state({ databases: [LIVE], media: [] }), []);
  expect(by(items, 'job-folder')).toMatchObject([{ reason: 'backup-first' }]);
  const folders = select(items, { groups: ['job-folders'], items: null });
  expect(reasons(folders)).toMatchObject({ 'job-folder': 'backup-first', 'safety-backup': 'not-asked' });
  expect(reasons(select(items, everything))).toMatchObject({ 'job-folder': null, 'safety-backup': null });
});

test('a job’s folder waits for the media that the job left, whose it alone tells', () => {
  const items = judge(state({ databases: [LIVE], media: [media('staged')], backups: [] }), []);
  expect(by(items, 'job-folder')).toMatchObject([{ reason: 'media-first' }]);
  const folders = select(items, { groups: ['job-folders'], items: null });
  expect(reasons(folders)).toMatchObject({ 'job-folder': 'media-first', stage: 'not-asked' });
  expect(reasons(select(items, everything))).toMatchObject({ 'job-folder': null, stage: null });
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
