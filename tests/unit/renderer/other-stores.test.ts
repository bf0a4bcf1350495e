import { expect, test } from 'vitest';
import { createClient } from '../../../renderer/bridge/client';
import { createJobsStore } from '../../../renderer/features/jobs/jobs-store';
import { createSettingsStore } from '../../../renderer/features/settings/settings-store';
import { createTargetsStore } from '../../../renderer/features/targets/targets-store';
import { createTerminalStore } from '../../../renderer/features/terminal/terminal-store';
import { fail } from '../../../shared/errors/app-error';
import { DEFAULT_SETTINGS } from '../../../shared/settings';
import { checklist, offeredKey, targetList } from '../../e2e/mocked/world/targets';
import { createContractDouble, type PartialHandlers } from '../../support/contract-double';
import { sampleJob } from '../../support/sample-job';

const clientOf = (handlers: PartialHandlers) => {
  const double = createContractDouble(handlers);
  return { double, client: createClient(double.bridge) };
};

test('a job that changes is replaced in place, a new one comes first', async () => {
  const { double, client } = clientOf({
    jobs: { list: async () => ({ jobs: [sampleJob({ id: 'a' }), sampleJob({ id: 'b' })], total: 2 }) },
  });
  const store = createJobsStore(client);
  store.getState().listen();
  await store.getState().load();
  double.publish.jobs.changed({ job: sampleJob({ id: 'b', status: 'completed' }) });
  double.publish.jobs.changed({ job: sampleJob({ id: 'c' }) });
  expect(store.getState().jobs.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'c validating',
    'a validating',
    'b completed',
  ]);
});

test('of two answers to a filter only the last one asked for is shown', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { client } = clientOf({
    jobs: {
      list: async ({ search }) => {
        if (search === 'slow') await held;
        return { jobs: [sampleJob({ id: search })], total: 1 };
      },
    },
  });
  const store = createJobsStore(client);
  const slow = store.getState().setFilter({ search: 'slow' });
  await store.getState().setFilter({ search: 'fast' });
  release();
  await slow;
  expect(store.getState().jobs.map(({ id }) => id)).toEqual(['fast']);
});

test('a setting that could not be kept is taken back, with the reason', async () => {
  const { client } = clientOf({
    settings: {
      get: async () => DEFAULT_SETTINGS,
      set: async () => Promise.reject(fail('internal', { message: 'disk full' })),
    },
  });
  const store = createSettingsStore(client);
  await store.getState().change({ theme: 'dark' });
  expect(store.getState()).toMatchObject({ settings: { theme: 'system' }, error: { code: 'internal' } });
});

test('a target that does not answer is an outcome to show, not a fault', async () => {
  const { client } = clientOf({
    targets: {
      list: async () => ({ targets: targetList }),
      reach: async () => Promise.reject(fail('host-unreachable', { host: 'h', port: 22 })),
    },
  });
  const store = createTargetsStore(client);
  await store.getState().load();
  await store.getState().checkAll();
  expect(Object.values(store.getState().reach)).toHaveLength(4);
  expect(store.getState().reach['tuki-production']).toMatchObject({
    kind: 'answered',
    outcome: { kind: 'failed' },
  });
});

test('trusting a key sends the fingerprint that was shown, for the hop it was shown for', async () => {
  const { double, client } = clientOf({
    targets: {
      list: async () => ({ targets: targetList }),
      reach: async () => ({ kind: 'reached', milliseconds: 1 }),
      trust: async () => ({ hostKey: { type: 'ssh-ed25519', key: 'k' } }),
    },
  });
  const store = createTargetsStore(client);
  await store.getState().trust('dako-lab', offeredKey);
  expect(double.calls[0]).toEqual({
    channel: 'targets:trust',
    input: { name: 'dako-lab', hop: -1, fingerprint: offeredKey.sha256 },
  });
  expect(store.getState().reach['dako-lab']).toMatchObject({ outcome: { kind: 'reached' } });
});

test('a test of a target is kept as a checklist, a fault of it as an error', async () => {
  const { client } = clientOf({
    targets: {
      test: async ({ name }) =>
        name === 'gone' ? Promise.reject(fail('target-not-found', { name })) : checklist,
    },
  });
  const store = createTargetsStore(client);
  await store.getState().test('tuki-production');
  await store.getState().test('gone');
  expect(store.getState().checklists).toMatchObject({
    'tuki-production': { kind: 'ready', value: { passed: false } },
    gone: { kind: 'failed', error: { code: 'target-not-found' } },
  });
});

test('what a terminal says before its tab is drawn is not lost', async () => {
  const { double, client } = clientOf({
    terminal: { open: async () => ({ terminalId: 't1', title: 'sh' }), write: async () => ({}) },
  });
  const store = createTerminalStore(client);
  store.getState().listen();
  await store.getState().open(null, 'make backup');
  double.publish.terminal.data({ terminalId: 't1', data: '$ ' });
  const seen: string[] = [];
  store.getState().attach('t1', (data) => seen.push(data));
  double.publish.terminal.data({ terminalId: 't1', data: 'ls' });
  double.publish.terminal.exit({ terminalId: 't1', exitCode: 3 });
  expect(seen.join('')).toBe('$ ls');
  expect(store.getState().tabs).toMatchObject([{ id: 't1', exitCode: 3 }]);
  expect(double.calls.at(-1)?.input).toEqual({ terminalId: 't1', data: 'make backup\r' });
});

test('what needs attention is kept whatever the filter, and follows what changes', async () => {
  const waiting = sampleJob({ id: 'waits', status: 'interrupted' });
  const done = sampleJob({ id: 'done', status: 'completed' });
  const { double, client } = clientOf({
    jobs: {
      list: async ({ status }) => {
        const jobs = [waiting, done].filter((job) => status === null || job.status === status);
        return { jobs, total: jobs.length };
      },
    },
  });
  const store = createJobsStore(client);
  store.getState().listen();
  const ids = (jobs: readonly { id: string }[]) => jobs.map(({ id }) => id);
  await store.getState().setFilter({ status: 'completed' });
  expect(ids(store.getState().jobs)).toEqual(['done']);
  expect(ids(store.getState().attention)).toEqual(['waits']);
  double.publish.jobs.changed({ job: { ...done, needs_person: true } });
  expect(ids(store.getState().attention)).toEqual(['done', 'waits']);
  double.publish.jobs.changed({ job: { ...waiting, status: 'completed' } });
  expect(ids(store.getState().attention)).toEqual(['done']);
});
