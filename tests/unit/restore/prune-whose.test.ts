import { expect, test } from 'vitest';
import { judge, select } from '../../../main/restore/prune/decide';
import {
  ANOTHER,
  about,
  by,
  everything,
  folder,
  HELD,
  JOB,
  LIVE,
  lock,
  media,
  reasons,
  SHORT,
  state,
} from '../../support/sample-host-state';
import { sampleJob } from '../../support/sample-job';

test('what belongs to restores of another database in the same work directory stays', () => {
  const theirs = folder({ about: about({ database: 'wiki' }) });
  expect(reasons(judge(state({ databases: [LIVE], media: [], jobs: [theirs] }), []))).toEqual({
    archive: 'other-database',
    'safety-backup': 'other-database',
    'job-folder': 'other-database',
  });
});

test.each([
  ['another container of this engine', { container: ANOTHER }, 'other-target'],
  ['a container that is gone', { container: { id: 'c-3', name: 'shop_db_1' } }, 'target-unknown'],
  [
    'a container of this name on another engine',
    { container: { id: 'c-2', name: 'shop-db-1' }, engine: 'e-2' },
    'target-unknown',
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
  const other = folder({ about: about({ container: ANOTHER }) });
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

test.each([
  ['a database', { media: [] }],
  ['the database that a restore in place holds', { databases: [LIVE, HELD], media: [] }],
  ['kept media', { databases: [LIVE] }],
  [
    'a loader role',
    { databases: [LIVE], media: [], loaders: [{ name: `rc_loader_${SHORT}`, inLive: false }] },
  ],
])(
  'what a job left whose folder does not tell its target goes where %s here is named after it',
  (_what, change) => {
    const targets = [
      { container: null, engine: null },
      { container: { id: 'c-0', name: 'shop_db_1' } },
      { container: { id: 'c-0', name: 'shop-db-1' }, engine: 'e-0' },
    ];
    for (const target of targets) {
      const items = select(
        judge(state({ jobs: [folder({ about: about(target) })], ...change }), []),
        everything,
      );
      expect(new Set(items.map((each) => each.reason))).toEqual(new Set([null]));
    }
  },
);

test('a loader role says nothing for a folder that cannot be read: it may be of any database of the server', () => {
  const loaders = [{ name: `rc_loader_${SHORT}`, inLive: false }];
  const there = state({ databases: [LIVE], media: [], loaders, jobs: [folder({ about: null })] });
  expect(by(judge(there, []), 'job-folder')).toMatchObject([{ reason: 'target-unknown' }]);
});

test('a safety backup whose folder is gone goes only where this history knows its job', () => {
  const there = state({ databases: [LIVE], media: [], jobs: [] });
  expect(by(judge(there, []), 'safety-backup')).toMatchObject([{ reason: 'target-unknown' }]);
  const known = sampleJob({ id: JOB, status: 'completed' });
  expect(by(judge(there, [known]), 'safety-backup')).toMatchObject([{ reason: null }]);
});

/** What job folders tell of another target whose media lie in the same volume, in a folder of their own. */
const THEIRS = [
  ['of another database', folder({ about: about({ database: 'wiki' }) }), 'other-database'],
  ['in another container', folder({ about: about({ container: ANOTHER }) }), 'other-target'],
  [
    'whose application is down just now',
    folder({ about: about({ container: { id: 'c-3', name: 'shop3-db-1' } }) }),
    'target-unknown',
  ],
  ['whose folder cannot be read', folder({ about: null }), 'target-unknown'],
  ['with a work directory of its own', null, 'target-unknown'],
] as const;

test.each(THEIRS)(
  'the old media of another target in the same volume stay, and are no rest of a pair: %s',
  (_whose, theirs, why) => {
    const oldPair = { database: `wiki__rc_old_${SHORT}`, media: SHORT };
    const jobs = theirs ? [{ ...theirs, oldPair }] : [];
    const items = select(judge(state({ databases: [LIVE], jobs }), []), everything);
    expect(by(items, 'rest-of-pair')).toEqual([]);
    expect(by(items, 'old-pair')).toMatchObject([{ reason: why, means: 'rollback-impossible' }]);
  },
);

test.each(THEIRS)('what a job of another target left in the same volume stays: %s', (_whose, theirs, why) => {
  const jobs = theirs ? [{ ...theirs, status: 'failed' }] : [];
  for (const kind of ['staged', 'between', 'rest'] as const) {
    const items = select(judge(state({ databases: [LIVE], media: [media(kind)], jobs }), []), everything);
    expect(by(items, 'stage')).toMatchObject([{ reason: why }]);
  }
  const takenOut = theirs ? [{ ...theirs, status: 'rolled_back' }] : [];
  const there = state({ databases: [LIVE], media: [media('staged')], jobs: takenOut });
  for (const item of judge(there, []).filter((each) => each.kind !== 'archive')) {
    expect(item.reason).toBe(why);
  }
});

test('the media of a pair go with its database, whatever its folder tells; alone they go where this history knows the job', () => {
  const there = state({ jobs: [] });
  expect(by(judge(there, []), 'old-pair')).toMatchObject([{ reason: null }]);
  const alone = state({ databases: [LIVE], jobs: [] });
  const known = sampleJob({ id: JOB, status: 'completed' });
  expect(by(judge(alone, [known]), 'old-pair')).toMatchObject([{ reason: null }]);
});
