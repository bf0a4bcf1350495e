import { expect, test, vi } from 'vitest';
import { createClient } from '../../../renderer/bridge/client';
import { createRestoreStore } from '../../../renderer/features/restore/restore-store';
import { fail } from '../../../shared/errors/app-error';
import type { TargetSummary } from '../../../shared/target-checks';
import { planFor } from '../../e2e/mocked/world/plan';
import { createContractDouble, type PartialHandlers } from '../../support/contract-double';
import { sampleJob } from '../../support/sample-job';
import { sampleDump, sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';

const PATH = '/home/ana/backup-gcp-20260201.tar.gz';

function opened(handlers: PartialHandlers = {}) {
  const double = createContractDouble({
    archive: {
      inspect: async () => ({ kind: 'inspected', manifest: sampleManifest() }),
      cancelInspect: async () => ({}),
      ...handlers.archive,
    },
    restore: {
      plan: async ({ options }) => planFor(options),
      start: async () => ({ kind: 'started', jobId: 'job-1' }),
      ...handlers.restore,
    },
    targets: { list: async () => ({ targets: [], broken: [] }), ...handlers.targets },
  });
  let ids = 0;
  const store = createRestoreStore(createClient(double.bridge), () => {
    ids += 1;
    return `inspection-${ids}`;
  });
  store.getState().listen();
  return { double, store };
}

test('a dropped archive leads over target and plan to a run', async () => {
  const { double, store } = opened();
  await store.getState().open(PATH);
  expect(store.getState().stage).toBe('found');
  await store.getState().selectTarget('tuki-production');
  expect(store.getState().plan?.target).toBe('tuki-production');
  store.getState().confirm(true);
  await store.getState().start('tuki-production');
  expect(store.getState()).toMatchObject({ stage: 'run', jobId: 'job-1', confirming: false });
  expect(double.calls.at(-1)?.input).toMatchObject({
    path: PATH,
    target: 'tuki-production',
    confirm: 'tuki-production',
    plannedJobId: store.getState().plan?.job_id,
  });
});

test('an archive that cannot be read leaves the drop field and says why', async () => {
  const inspect = async () => Promise.reject(fail('archive-not-found', { path: PATH }));
  const { store } = opened({ archive: { inspect } });
  await store.getState().open(PATH);
  expect(store.getState()).toMatchObject({ stage: 'drop', error: { code: 'archive-not-found' } });
});

test('what the archive does not hold is not asked for, and one dump is named by itself', async () => {
  const inspect = async () => ({
    kind: 'inspected' as const,
    manifest: sampleManifest({ media: null, dumps: [sampleDump({ name: 'one' })] }),
  });
  const { store } = opened({ archive: { inspect } });
  await store.getState().open(PATH);
  expect(store.getState().options).toMatchObject({ restoreSql: true, restoreMedia: false, dump: 'one' });
});

test('of several dumps none is chosen for the operator', async () => {
  const dumps = [sampleDump({ name: 'one' }), sampleDump({ name: 'two' })];
  const { store } = opened({
    archive: { inspect: async () => ({ kind: 'inspected', manifest: sampleManifest({ dumps }) }) },
  });
  await store.getState().open(PATH);
  expect(store.getState().options.dump).toBeNull();
});

test('progress of another inspection is not shown', async () => {
  const { double, store } = opened({ archive: { inspect: () => new Promise(() => undefined) } });
  void store.getState().open(PATH);
  const progress = { bytesRead: 1, bytesTotal: 2, entries: 0, mediaFiles: 0, tables: 0, rows: 0 };
  double.publish.archive.progress({ inspectionId: 'another', ...progress });
  expect(store.getState().progress).toBeNull();
  double.publish.archive.progress({ inspectionId: 'inspection-1', ...progress });
  expect(store.getState().progress).toEqual(progress);
});

test('a second archive takes the place of one that is still being read', async () => {
  const first = deferred();
  const { double, store } = opened({
    archive: {
      inspect: ({ path }) =>
        path === 'first'
          ? first.promise
          : Promise.resolve({ kind: 'inspected', manifest: sampleManifest({ path }) }),
    },
  });
  void store.getState().open('first');
  await store.getState().open('second');
  first.resolve({ kind: 'inspected', manifest: sampleManifest({ path: 'first' }) });
  await first.promise;
  expect(store.getState().manifest?.path).toBe('second');
  expect(double.calls.map(({ channel }) => channel)).toContain('archive:cancelInspect');
});

test('a change of options asks for the plan again, and only the last answer is shown', async () => {
  const slow = deferred<ReturnType<typeof planFor>>();
  const { double, store } = opened({
    restore: {
      plan: ({ options }) => (options.safetyBackup ? slow.promise : Promise.resolve(planFor(options))),
    },
  });
  await store.getState().open(PATH);
  const first = store.getState().selectTarget('tuki-production');
  await vi.waitFor(() => expect(double.calls.at(-1)?.channel).toBe('restore:plan'));
  await store.getState().setOptions({ safetyBackup: false });
  slow.resolve(planFor({ ...store.getState().options, safetyBackup: true }));
  await first;
  expect(store.getState().plan?.create_backup_before).toBe(false);
});

test('the safety backup starts as the chosen target has it set, until the operator says otherwise', async () => {
  const summary = (name: string, safetyBackup: boolean): TargetSummary => ({
    profile: { ...sampleProfile(), name, safetyBackup },
    secrets: 'none-needed',
    lastRestoreAt: null,
    lastRestoreStatus: null,
  });
  const targets = [summary('without', false), summary('with', true)];
  const { double, store } = opened({ targets: { list: async () => ({ targets, broken: [] }) } });
  await store.getState().open(PATH);
  await store.getState().selectTarget('without');
  expect(double.calls.at(-1)?.input).toMatchObject({ target: 'without', options: { safetyBackup: false } });
  await store.getState().setOptions({ safetyBackup: true });
  await store.getState().selectTarget('without');
  expect(store.getState().options.safetyBackup).toBe(true);
  await store.getState().setOptions({ safetyBackup: false });
  await store.getState().selectTarget('with');
  expect(store.getState().options.safetyBackup).toBe(true);
});

test('a refused start keeps the dialog and all that was entered', async () => {
  const refusal = { code: 'lock-held', params: { by: 'ana' } } as const;
  const { store } = opened({ restore: { start: async () => ({ kind: 'refused', error: refusal }) } });
  await store.getState().open(PATH);
  await store.getState().selectTarget('tuki-production');
  store.getState().confirm(true);
  await store.getState().start('tuki-production');
  expect(store.getState()).toMatchObject({
    stage: 'plan',
    confirming: true,
    starting: false,
    error: refusal,
  });
});

test('an archive opened by the system is inspected', async () => {
  const { double, store } = opened();
  double.publish.app.archiveOpened({ path: PATH });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(store.getState()).toMatchObject({ stage: 'found', path: PATH });
});

function deferred<T = { kind: 'inspected'; manifest: ReturnType<typeof sampleManifest> }>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test('what was let through on one target is not let through on another', async () => {
  const { double, store } = opened();
  await store.getState().open(PATH);
  await store.getState().selectTarget('tuki-staging');
  await store.getState().setOptions({ overrides: ['health-failing-before'] });
  await store.getState().selectTarget('tuki-staging');
  expect(double.calls.at(-1)?.input).toMatchObject({ options: { overrides: ['health-failing-before'] } });
  await store.getState().selectTarget('tuki-production');
  expect(double.calls.at(-1)?.input).toMatchObject({ options: { overrides: [] } });
});

test('a plan that could not be made again is no longer there to be started', async () => {
  const { double, store } = opened({
    restore: {
      plan: async ({ options }) => {
        if (!options.safetyBackup) throw fail('host-unreachable', { host: 'h', port: 22 });
        return planFor(options);
      },
    },
  });
  await store.getState().open(PATH);
  await store.getState().selectTarget('tuki-production');
  await store.getState().setOptions({ safetyBackup: false });
  expect(store.getState()).toMatchObject({
    plan: null,
    planning: false,
    error: { code: 'host-unreachable' },
  });
  store.getState().confirm(true);
  await store.getState().start('tuki-production');
  expect(store.getState().confirming).toBe(false);
  expect(double.calls.map(({ channel }) => channel)).not.toContain('restore:start');
  await store.getState().setOptions({ safetyBackup: true });
  store.getState().confirm(true);
  expect(store.getState()).toMatchObject({ confirming: true, error: null });
});

test('while the plan is made again the one before can neither be confirmed nor started', async () => {
  const again = deferred<ReturnType<typeof planFor>>();
  const { double, store } = opened({
    restore: {
      plan: ({ options }) => (options.safetyBackup ? Promise.resolve(planFor(options)) : again.promise),
    },
  });
  await store.getState().open(PATH);
  await store.getState().selectTarget('tuki-production');
  store.getState().confirm(true);
  const planned = store.getState().setOptions({ safetyBackup: false });
  expect(store.getState().confirming).toBe(false);
  store.getState().confirm(true);
  await store.getState().start('tuki-production');
  expect(store.getState()).toMatchObject({ confirming: false, stage: 'plan' });
  expect(double.calls.map(({ channel }) => channel)).not.toContain('restore:start');
  again.resolve(planFor(store.getState().options));
  await planned;
  store.getState().confirm(true);
  expect(store.getState().confirming).toBe(true);
});

test('an uploaded job leads to the plan for its target, of what its upload was told', async () => {
  const { double, store } = opened();
  const { sha256, dumps } = sampleManifest();
  const dump = dumps[0]?.name;
  const job = sampleJob({
    status: 'uploaded',
    backup_file: PATH,
    target: 'tuki-production',
    restore_media: false,
    backup_metadata: { sha256, dump },
  });
  await store.getState().openUploaded(job);
  expect(store.getState()).toMatchObject({ stage: 'plan', target: 'tuki-production' });
  expect(double.calls.at(-1)).toMatchObject({
    channel: 'restore:plan',
    input: {
      path: PATH,
      target: 'tuki-production',
      options: { restoreSql: true, restoreMedia: false, dump },
    },
  });
});

test('another file in the place of an uploaded archive is only shown as found', async () => {
  const { double, store } = opened();
  const job = sampleJob({
    status: 'uploaded',
    backup_file: PATH,
    backup_metadata: { sha256: 'b'.repeat(64) },
  });
  await store.getState().openUploaded(job);
  expect(store.getState()).toMatchObject({ stage: 'found', target: null });
  expect(double.calls.map(({ channel }) => channel)).not.toContain('restore:plan');
});
