import { expect, test } from 'vitest';
import { makePlan } from '../../../main/restore/plan/make-plan';
import type { TargetFacts } from '../../../main/restore/preflight/probe-target';
import type { Manifest } from '../../../shared/manifest';
import type { Profile } from '../../../shared/profile';
import type { JobStep } from '../../../shared/restore/job';
import { type RestoreOptions, restoreOptionsSchema } from '../../../shared/restore/plan';
import { sampleDatabaseFacts, sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleDump, sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';

interface Change {
  readonly profile?: Profile;
  readonly manifest?: Manifest;
  readonly facts?: TargetFacts;
  readonly options?: Partial<RestoreOptions>;
  readonly history?: ReturnType<typeof sampleJob>[];
}

function planned(change: Change = {}) {
  return makePlan({
    jobId: '1f2e3d4c-0000-4000-8000-000000000001',
    profile: change.profile ?? sampleProfile(),
    manifest: change.manifest ?? sampleManifest(),
    options: restoreOptionsSchema.parse(change.options ?? {}),
    facts: change.facts ?? sampleFacts(),
    history: change.history ?? [],
    now: new Date('2026-02-02T09:00:00Z'),
  });
}

const blockersOf = (change: Change): string[] => planned(change).plan.blockers.map((error) => error.code);
const warningsOf = (change: Change): string[] => planned(change).plan.warnings.map((error) => error.code);
const stepsOf = (change: Change): string[] => planned(change).plan.steps.map((step) => step.id);
const facts = (change: Parameters<typeof sampleDatabaseFacts>[0]): TargetFacts =>
  sampleFacts({ database: sampleDatabaseFacts(change) });

test('a healthy target with room has no blockers and every step', () => {
  expect(blockersOf({})).toEqual([]);
  expect(stepsOf({})).toEqual([
    'preflight',
    'lock',
    'upload',
    'safety-backup',
    'load',
    'merge',
    'verify',
    'stage-media',
    'cutover',
    'after',
  ]);
});

test('the same facts give the same plan, and names come from the job', () => {
  expect(planned()).toEqual(planned());
  expect(planned().plan.job_id).toBe('1f2e3d4c-0000-4000-8000-000000000001');
  expect(planned().plan.databases).toMatchObject({
    live: 'shop',
    fresh: 'shop__rc_new_1f2e3d4c',
    old: 'shop__rc_old_1f2e3d4c',
  });
});

test('the point of no return is the cutover', () => {
  const past = planned()
    .plan.steps.filter((step) => step.past_no_return)
    .map((step) => step.id);
  expect(past).toEqual(['cutover', 'after']);
});

test('without the database there is no step that touches one, and without media none that touches it', () => {
  expect(stepsOf({ options: { restoreSql: false } })).toEqual([
    'preflight',
    'lock',
    'upload',
    'stage-media',
    'cutover',
    'after',
  ]);
  expect(stepsOf({ options: { restoreMedia: false } })).not.toContain('stage-media');
  expect(stepsOf({ options: { safetyBackup: false } })).not.toContain('safety-backup');
});

test('an invalid archive blocks', () => {
  const manifest = sampleManifest({
    valid: false,
    errors: [{ code: 'dump-cluster', params: {}, where: 'x' }],
  });
  expect(blockersOf({ manifest })).toContain('archive-invalid');
});

test('several dumps and none named block; a named one by its path or file name goes through', () => {
  const manifest = sampleManifest({
    dumps: [sampleDump({ name: 'root/cloudsql/a.sql' }), sampleDump({ name: 'root/cloudsql/b.sql' })],
  });
  expect(blockersOf({ manifest })).toContain('dump-not-named');
  expect(planned({ manifest, options: { dump: 'b.sql' } }).dump?.name).toBe('root/cloudsql/b.sql');
  expect(blockersOf({ manifest, options: { dump: 'c.sql' } })).toContain('dump-not-found');
});

test('an archive without what was asked for blocks', () => {
  expect(blockersOf({ manifest: sampleManifest({ media: null }), options: { restoreSql: false } })).toContain(
    'archive-empty',
  );
});

test('what a probe could not learn blocks with its own error', () => {
  const problem = { code: 'docker-denied', params: { user: 'deploy', host: 'x' } } as const;
  expect(blockersOf({ facts: sampleFacts({ problems: [problem] }) })).toContain('docker-denied');
});

const lock = {
  containerId: 'c0ffee',
  operator: 'ben',
  machine: 'desk',
  jobId: 'j',
  since: '2026-02-02T08:59:00Z',
  heartbeatAgeSeconds: 4,
};

test('a lock held by somebody blocks and says by whom', () => {
  const [error] = planned({ facts: sampleFacts({ lock }) }).plan.blockers;
  expect(error).toMatchObject({ code: 'lock-held', params: { by: 'ben', machine: 'desk' } });
});

test('who holds the lock comes before what cannot be reached because of it: a database in its cutover', () => {
  const problem = { code: 'command-failed', params: { command: 'psql', exitCode: 2 } } as const;
  expect(blockersOf({ facts: sampleFacts({ lock, problems: [problem] }) })).toEqual([
    'lock-held',
    'command-failed',
  ]);
});

test('an earlier restore that stopped in its cutover blocks, and is named once', () => {
  const unfinished = [{ jobId: 'j', folder: '/w/jobs/j' }];
  const [error] = planned({ facts: sampleFacts({ unfinished }) }).plan.blockers;
  expect(error).toEqual({ code: 'cutover-unfinished', params: { job: 'j', folder: '/w/jobs/j' } });
  expect(blockersOf({ facts: sampleFacts({ unfinished, lock }) })).toEqual(['lock-held']);
  const own = [{ jobId: '1f2e3d4c-0000-4000-8000-000000000001', folder: '/w/jobs/own' }];
  expect(blockersOf({ facts: sampleFacts({ unfinished: own }) })).toEqual([]);
});

test('a service without a container blocks', () => {
  const [first] = sampleFacts().services;
  expect(
    blockersOf({ facts: sampleFacts({ services: first ? [{ ...first, container: null }] : [] }) }),
  ).toContain('container-missing');
});

test('an application role that does not exist blocks', () => {
  expect(blockersOf({ facts: facts({ applicationRole: { exists: false, superuser: false } }) })).toContain(
    'application-role-missing',
  );
});

test('prepared transactions, subscriptions and slots block: the rename would wait for them in vain', () => {
  const live = sampleDatabaseFacts().live;
  expect(
    blockersOf({ facts: facts({ live: live ? { ...live, preparedTransactions: 1 } : null }) }),
  ).toContain('sessions-remain');
});

test('an operator who is no active superuser of the application blocks, where there are any', () => {
  const profile = sampleProfile({ operatorEmail: 'nobody@example.org' });
  expect(blockersOf({ profile })).toContain('operator-not-superuser');
  expect(blockersOf({ profile: sampleProfile({ operatorEmail: 'OPS@example.org' }) })).toEqual([]);
  const nobodyYet = sampleFacts({
    administrators: { userTable: { schema: 'public', name: 'u' }, superusers: [] },
  });
  expect(blockersOf({ profile, facts: nobodyYet })).toEqual([]);
  expect(
    blockersOf({ profile, facts: sampleFacts({ administrators: { userTable: null, superusers: [] } }) }),
  ).toEqual([]);
});

test('code behind the data blocks unless it is overridden; code ahead is a warning', () => {
  const manifest = sampleManifest({
    dumps: [sampleDump({ migrations: [{ app: 'tickets', name: '0003_seat' }] })],
  });
  const behind = sampleFacts({ migrations: { applied: ['tickets.0001_initial', 'tickets.0002_price'] } });
  const ahead = sampleFacts({
    migrations: { applied: ['tickets.0001_initial', 'tickets.0003_seat', 'tickets.0004_row'] },
  });
  expect(blockersOf({ manifest, facts: behind })).toContain('code-behind-data');
  expect(blockersOf({ manifest, facts: behind, options: { overrides: ['code-behind-data'] } })).toEqual([]);
  expect(warningsOf({ manifest, facts: behind, options: { overrides: ['code-behind-data'] } })).toContain(
    'code-behind-data',
  );
  expect(blockersOf({ manifest, facts: ahead })).toEqual([]);
  expect(warningsOf({ manifest, facts: ahead })).toContain('code-ahead-of-data');
});

test('media with a mount point inside blocks; other writers are named', () => {
  const media = sampleFacts().media;
  if (!media) throw new Error('sample without media');
  expect(
    blockersOf({ facts: sampleFacts({ media: { ...media, nestedMounts: ['/app/media/private'] } }) }),
  ).toContain('media-nested-mount');
  expect(warningsOf({ facts: sampleFacts({ media: { ...media, otherWriters: ['nginx'] } }) })).toContain(
    'other-writers',
  );
});

test('too little space blocks and names the filesystem; needs on one device add up', () => {
  const small = { device: '/dev/vdb', mount: '/data', totalBytes: 20e9, freeBytes: 1.00002e9 };
  const tight = sampleFacts({
    workFilesystem: small,
    database: sampleDatabaseFacts({ dataFilesystem: small }),
  });
  const { plan } = planned({ facts: tight });
  expect(plan.blockers.map((error) => error.code)).toContain('space-short');
  const shared = plan.space.find((space) => space.mount === '/data');
  expect(shared?.purpose).toBe('work directory, database');
  expect(shared?.reserve_bytes).toBe(1e9);
});

test('an archive already on the host needs no room for its upload', () => {
  const needed = (archiveThere: number | null): number =>
    planned({ facts: sampleFacts({ archiveThere }) }).plan.space.reduce(
      (sum, space) => sum + space.needed_bytes,
      0,
    );
  expect(needed(null) - needed(10_000)).toBe(10_000);
});

test('a first restore is a warning, creates the database and owes no safety backup', () => {
  const first = facts({ live: null, databases: [] });
  expect(blockersOf({ facts: first })).toEqual([]);
  expect(warningsOf({ facts: first })).toContain('first-restore');
  expect(planned({ facts: first }).safetyBackup).toBe(false);
  expect(stepsOf({ facts: first })).not.toContain('safety-backup');
});

test('a site that is unhealthy now, caches, archiving and an old backup are warnings', () => {
  const noisy = sampleFacts({
    health: { healthy: false, detail: 'HTTP 503' },
    caches: ['shop-redis-1'],
    database: sampleDatabaseFacts({ archiveMode: true }),
  });
  const warnings = warningsOf({ facts: noisy, manifest: sampleManifest({ madeAt: '2026-01-01T00:00:00Z' }) });
  expect(warnings).toEqual(
    expect.arrayContaining([
      'health-failing-before',
      'cache-will-survive',
      'archive-mode-on',
      'archive-stale',
    ]),
  );
});

test('functions and triggers are listed, with a warning when they will run as a superuser', () => {
  const manifest = sampleManifest({
    dumps: [sampleDump({ functions: ['public.price()'], triggers: ['audit ON public.ticket'] })],
  });
  expect(warningsOf({ manifest })).not.toContain('functions-will-run');
  expect(
    warningsOf({ manifest, facts: facts({ applicationRole: { exists: true, superuser: true } }) }),
  ).toContain('functions-will-run');
  expect(planned({ manifest }).plan).toMatchObject({
    functions: ['public.price()'],
    triggers: ['audit ON public.ticket'],
  });
});

test('a setting the server knows is not left out; one it does not know is', () => {
  const cut = {
    start: 0,
    end: 10,
    firstLine: 3,
    lastLine: 3,
    rule: 'unknown-setting',
    text: 'SET x',
    subject: 'row_security',
  } as const;
  const manifest = sampleManifest({
    dumps: [sampleDump({ cutRanges: [cut, { ...cut, subject: 'transaction_timeout' }] })],
  });
  expect(planned({ manifest }).plan.left_out).toEqual([
    { rule: 'unknown-setting', count: 1, examples: [{ line: 3, text: 'SET x' }] },
  ]);
});

test('times are averages of earlier completed runs on the target, and unknown the first time', () => {
  expect(planned().plan.expected_seconds).toBeNull();
  const step = (seconds: number): JobStep => ({
    id: 'load',
    state: 'done',
    started_at: null,
    duration_seconds: seconds,
    bytes: null,
    parts: [],
  });
  const history = [10, 20].map((seconds) =>
    sampleJob({ status: 'completed', downtime_seconds: seconds / 10, steps: [step(seconds)] }),
  );
  const { plan } = planned({ history });
  expect(plan.steps.find((each) => each.id === 'load')?.expected_seconds).toBe(15);
  expect(plan.expected_downtime_seconds).toBe(1.5);
});
