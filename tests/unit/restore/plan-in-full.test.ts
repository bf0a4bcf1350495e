import { expect, test } from 'vitest';
import { planLines } from '../../../main/cli/text/plan-lines';
import { makePlan } from '../../../main/restore/plan/make-plan';
import type { TargetFacts } from '../../../main/restore/preflight/probe-target';
import type { Job } from '../../../shared/restore/job';
import { type Plan, planSchema, restoreOptionsSchema } from '../../../shared/restore/plan';
import { STEP_IDS } from '../../../shared/restore/steps';
import { sampleDatabaseFacts, sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleDump, sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';

function plan(change: { facts?: TargetFacts; history?: readonly Job[]; dump?: object } = {}): Plan {
  return makePlan({
    jobId: '1f2e3d4c-0000-4000-8000-000000000001',
    profile: sampleProfile(),
    manifest: sampleManifest({ dumps: [sampleDump(change.dump ?? {})] }),
    options: restoreOptionsSchema.parse({}),
    facts: change.facts ?? sampleFacts(),
    history: change.history ?? [],
    now: new Date('2026-02-02T09:00:00Z'),
  }).plan;
}

const disk = (device: string, totalBytes: number) => ({
  device,
  mount: `/${device}`,
  totalBytes,
  freeBytes: 60e9,
});

test('each filesystem that grows is named with what grows there; WAL apart is one of them', () => {
  const facts = sampleFacts({
    workFilesystem: disk('vda', 100e9),
    database: sampleDatabaseFacts({
      dataFilesystem: disk('vdb', 200e9),
      walFilesystem: disk('vdc', 300e9),
    }),
  });
  const { space } = plan({ facts });
  expect(space.slice(0, 3).map((each) => [each.purpose, each.mount])).toEqual([
    ['work directory', '/vda'],
    ['database', '/vdb'],
    ['WAL', '/vdc'],
  ]);
});

test('needs on one device add up, also where a container sees its disk as a layer', () => {
  const apart = plan({
    facts: sampleFacts({
      workFilesystem: disk('vda', 100e9),
      database: sampleDatabaseFacts({ dataFilesystem: disk('vdb', 101e9) }),
    }),
  }).space;
  const layered = plan({
    facts: sampleFacts({
      workFilesystem: disk('vda', 100e9),
      database: sampleDatabaseFacts({ dataFilesystem: disk('overlay', 100e9) }),
    }),
  }).space;
  const sum = (apart[0]?.needed_bytes ?? 0) + (apart[1]?.needed_bytes ?? 0);
  expect(layered[0]?.purpose).toContain('work directory, database');
  expect(layered[0]?.needed_bytes).toBeGreaterThanOrEqual(sum);
});

/** A completed run in which every step took so long. */
const earlier = (seconds: number, change: Partial<Job> = {}): Job =>
  sampleJob({
    status: 'completed',
    file_size_mb: sampleManifest().bytes / 1e6,
    steps: STEP_IDS.map((id) => ({
      id,
      state: 'done',
      started_at: null,
      duration_seconds: seconds,
      bytes: null,
      parts: [],
    })),
    ...change,
  });

test('the whole run is as long as its longer branches, not the sum of what goes beside each other', () => {
  const { steps, expected_seconds } = plan({ history: [earlier(10)] });
  expect(steps.every((step) => step.expected_seconds === 10)).toBe(true);
  // Ten steps of 10 s; media go beside the load, the safety backup beside both and the upload.
  expect(expected_seconds).toBe(80);
  const slow = earlier(10);
  const backup = slow.steps.map((step) =>
    step.id === 'safety-backup' ? { ...step, duration_seconds: 100 } : step,
  );
  expect(plan({ history: [{ ...slow, steps: backup }] }).expected_seconds).toBe(160);
});

test('a step that follows the size of the archive is scaled by it; a run that cannot be compared says nothing of it', () => {
  const mb = sampleManifest().bytes / 1e6;
  const seconds = (history: readonly Job[]) =>
    plan({ history }).steps.find((step) => step.id === 'upload')?.expected_seconds;
  expect(seconds([earlier(10, { file_size_mb: mb / 2 })])).toBe(20);
  expect(seconds([earlier(10, { file_size_mb: mb / 50 })])).toBeNull();
});

test('functions, triggers and policies are listed with the rights they will run with', () => {
  const dump = { functions: ['public.f()'], triggers: ['t on public.a'], policies: ['p on public.a'] };
  const weak = plan({ dump });
  expect(weak).toMatchObject({ ...dump, runs_as: { role: 'shop_user', superuser: false } });
  expect(weak.warnings.map((warning) => warning.code)).not.toContain('functions-will-run');
  const strong = plan({
    dump,
    facts: sampleFacts({
      database: sampleDatabaseFacts({ applicationRole: { exists: true, superuser: true } }),
    }),
  });
  expect(strong.runs_as?.superuser).toBe(true);
  expect(strong.warnings.map((warning) => warning.code)).toContain('functions-will-run');
});

test('a plan of before these fields is still read', () => {
  const { policies: _p, runs_as: _r, ...older } = plan();
  expect(planSchema.parse(older)).toMatchObject({ policies: [], runs_as: null });
});

test('the text says all of it in both languages', () => {
  const full = plan({
    history: [earlier(10, { downtime_seconds: 4 })],
    facts: sampleFacts({ caches: ['shop-redis-1'] }),
    dump: {
      functions: ['public.f()'],
      cutRanges: [
        { start: 0, end: 9, firstLine: 31, lastLine: 31, rule: 'owner', text: 'ALTER TABLE a OWNER TO x;' },
      ],
    },
  });
  const en = planLines(full, 'en');
  for (const words of [
    '10 steps, about 1 min 20 s, 4 s without service',
    'line 31: ALTER TABLE a OWNER TO x;',
    'shop-redis-1',
    'rights of shop_user, which is no superuser',
    'function public.f()',
    'work directory, database, media',
    'point of no return',
  ])
    expect(en).toContain(words);
  const es = planLines(full, 'es');
  for (const words of [
    '10 pasos, unos 1 min 20 s, 4 s sin servicio',
    'línea 31: ALTER TABLE a OWNER TO x;',
    'carpeta de trabajo, base de datos, media',
    'permisos de shop_user',
    'función public.f()',
    'punto sin retorno',
  ])
    expect(es).toContain(words);
});
