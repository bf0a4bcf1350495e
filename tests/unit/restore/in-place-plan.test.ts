import { expect, test } from 'vitest';
import { makePlan } from '../../../main/restore/plan/make-plan';
import { planSpace } from '../../../main/restore/plan/space';
import type { FilesystemFacts } from '../../../main/restore/ports/database';
import type { TargetFacts } from '../../../main/restore/preflight/probe-target';
import { describeError } from '../../../shared/errors/error-text';
import { type RestoreOptions, restoreOptionsSchema } from '../../../shared/restore/plan';
import { sampleDatabaseFacts, sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleDump, sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';

const GIGABYTE = 1e9;

function planned(
  facts: TargetFacts,
  options: Partial<RestoreOptions> = {},
  more: { manifest?: ReturnType<typeof sampleManifest>; history?: ReturnType<typeof sampleJob>[] } = {},
) {
  return makePlan({
    jobId: '1f2e3d4c-0000-4000-8000-000000000001',
    profile: sampleProfile(),
    manifest: more.manifest ?? sampleManifest(),
    options: restoreOptionsSchema.parse({ strategy: 'in-place', ...options }),
    facts,
    history: more.history ?? [],
    now: new Date('2026-02-02T09:00:00Z'),
  }).plan;
}

/** Two databases of 4 GB: both fit into 10 GB only one at a time. The work directory has its own disk. */
function tight(): { facts: TargetFacts; manifest: ReturnType<typeof sampleManifest> } {
  const data: FilesystemFacts = {
    device: '/dev/vdb1',
    mount: '/data',
    totalBytes: 10 * GIGABYTE,
    freeBytes: 4 * GIGABYTE,
  };
  const base = sampleDatabaseFacts();
  const live = base.live ? { ...base.live, bytes: 4 * GIGABYTE } : null;
  return {
    facts: sampleFacts({ database: { ...base, live, dataFilesystem: data } }),
    manifest: sampleManifest({ dumps: [sampleDump({ bytes: 2.5 * GIGABYTE, tables: [] })] }),
  };
}

test('steps in place: media staged while the site is up, then backup, load and the rest with it down', () => {
  const plan = planned(sampleFacts());
  expect(plan.steps.map((step) => step.id)).toEqual([
    'preflight',
    'lock',
    'upload',
    'stage-media',
    'safety-backup',
    'load',
    'merge',
    'verify',
    'cutover',
    'after',
  ]);
  expect(new Map(plan.steps.map((step) => [step.id, step.cancel]))).toEqual(
    new Map([
      ['preflight', 'nothing-to-undo'],
      ['lock', 'nothing-to-undo'],
      ['upload', 'keeps-part'],
      ['stage-media', 'drops'],
      ['safety-backup', 'starts-again'],
      ['load', 'puts-back'],
      ['merge', 'puts-back'],
      ['verify', 'puts-back'],
      ['cutover', 'refused'],
      ['after', 'refused'],
    ]),
  );
});

test('the plan names what a step in place touches, and no old database that is kept', () => {
  const plan = planned(sampleFacts());
  const touches = (id: string) => plan.steps.find((step) => step.id === id)?.touches ?? [];
  expect(touches('safety-backup')).toEqual(['shop-backend-1', 'shop-worker-1', 'shop']);
  expect(touches('load')).toContain('shop');
  expect(plan.databases.old).toBe('');
  expect(JSON.stringify(plan.steps)).not.toContain('__rc_old_');
});

test('it is the long way, said with the seconds from both sizes; swap is named where it fits', () => {
  const plan = planned(sampleFacts());
  const codes = plan.warnings.map((error) => error.code);
  expect(codes).toContain('in-place-long');
  expect(codes).toContain('in-place-not-needed');
  const { facts, manifest } = tight();
  const larger = planned(facts, {}, { manifest });
  expect(larger.expected_downtime_seconds ?? 0).toBeGreaterThan(plan.expected_downtime_seconds ?? 0);
  expect(larger.warnings.map((error) => error.code)).not.toContain('in-place-not-needed');
});

test('downtime is expected from runs of the same strategy alone', () => {
  const swapped = sampleJob({ status: 'completed', strategy: 'swap', downtime_seconds: 4 });
  const inPlace = sampleJob({ status: 'completed', strategy: 'in-place', downtime_seconds: 300 });
  expect(planned(sampleFacts(), {}, { history: [swapped, inPlace] }).expected_downtime_seconds).toBe(300);
  expect(
    planned(sampleFacts(), { strategy: 'swap' }, { history: [swapped, inPlace] }).expected_downtime_seconds,
  ).toBe(4);
});

test.each([
  ['without a safety backup', { safetyBackup: false }, sampleFacts(), 'in-place-needs-backup'],
  ['for the media alone', { restoreSql: false }, sampleFacts(), 'in-place-without-database'],
  [
    'on an empty target',
    {},
    sampleFacts({ database: sampleDatabaseFacts({ live: null }) }),
    'in-place-without-database',
  ],
  [
    'where pg_dump does not keep the database’s own settings',
    {},
    sampleFacts({ database: sampleDatabaseFacts({ clientVersion: '10.23' }) }),
    'client-tool-missing',
  ],
] as const)('in place is refused %s', (_why, options, facts, code) => {
  expect(planned(facts, options).blockers.map((error) => error.code)).toContain(code);
});

test('where swap has too little space and in place would fit, the blocker says so, and in place has none', () => {
  const { facts, manifest } = tight();
  const [blocker] = planned(facts, { strategy: 'swap' }, { manifest }).blockers;
  expect(blocker).toMatchObject({ code: 'space-short', params: { inPlace: 1 } });
  expect(blocker ? describeError(blocker, 'en').next : '').toContain('--strategy in-place');
  expect(blocker ? describeError(blocker, 'es').next : '').toContain('en el lugar');
  expect(planned(facts, {}, { manifest }).blockers).toEqual([]);
});

test('where not even in place would fit, neither plan names it', () => {
  const { facts, manifest } = tight();
  const full = facts.database
    ? { ...facts.database, dataFilesystem: { ...facts.database.dataFilesystem, freeBytes: 1.5 * GIGABYTE } }
    : null;
  const [swap] = planned({ ...facts, database: full }, { strategy: 'swap' }, { manifest }).blockers;
  expect(swap).toMatchObject({ code: 'space-short', params: { inPlace: 0 } });
  expect(swap ? describeError(swap, 'en').next : '').not.toContain('in-place');
  expect(planned({ ...facts, database: full }, {}, { manifest }).blockers).toMatchObject([
    { code: 'space-short', params: { inPlace: 0 } },
  ]);
});

test('in place needs room for the larger of the two databases, the live one counted as its own space', () => {
  const { facts, manifest } = tight();
  const [dump = null] = manifest.dumps;
  const needOf = (bytes: number): number => {
    const database = facts.database?.live
      ? { ...facts.database, live: { ...facts.database.live, bytes } }
      : facts.database;
    const question = { facts: { ...facts, database }, manifest, dump, withMedia: false, safetyBackup: true };
    const space = planSpace({ ...question, inPlace: true });
    return space.find((each) => each.mount === '/data')?.needed_bytes ?? 0;
  };
  // WAL of 1 GB beside it; the new one takes 4 GB.
  expect(needOf(1 * GIGABYTE)).toBe(4 * GIGABYTE);
  expect(needOf(4 * GIGABYTE)).toBe(1 * GIGABYTE);
  expect(needOf(9 * GIGABYTE)).toBe(1 * GIGABYTE);
});
