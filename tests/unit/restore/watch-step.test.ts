import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunProducts } from '../../../main/restore/run/run-context';
import { watchStep } from '../../../main/restore/run/watch-step';
import type { RunEvent } from '../../../shared/restore/run-event';
import { sampleContext } from '../../support/sample-context';

const RULES = { stalledAfterMs: 1000, waitNamedAfterMs: 300, sampleEveryMs: 100 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A load whose host shows one process; its clock is the fake timers'. */
function load(bytes: () => number, waits: readonly unknown[] = []) {
  const products = {
    prepared: { place: { short: '1f2e3d4c' }, planned: { names: {} } },
  } as unknown as RunProducts;
  const { context, events } = sampleContext(products);
  const process = () => ({ id: '7@1', name: 'postgres', ticks: 1, bytes: bytes() });
  const watched = {
    ...context,
    clock: { now: () => new Date(), ticks: () => Date.now() },
    session: async () => ({ docker: { processes: async () => [] } }) as never,
    parts: async () =>
      ({
        database: { activity: async () => ({ processes: [process()], progress: '', waits }) },
      }) as never,
  };
  context.recorder.emit({
    type: 'run-started',
    target: 't',
    environment: 'other',
    filename: 'f',
    steps: ['load'],
  });
  context.recorder.emit({ type: 'step-started', step: 'load' });
  let end: () => void = () => undefined;
  const ended = watchStep(watched, 'load', () => new Promise<void>((resolve) => (end = resolve)), RULES);
  const types = (): string[] =>
    events.map((event: RunEvent) => event.type).filter((type) => /stall|resum/.test(type));
  const state = () => context.recorder.state.steps[0];
  return { context, events, types, state, end: () => end(), ended };
}

test('a step that stands still is shown as stalled with what was watched, goes on by itself, and is not ended', async () => {
  let bytes = 1;
  const { types, state, end, ended } = load(() => bytes);
  await vi.advanceTimersByTimeAsync(1500);
  expect(types()).toEqual(['step-stalled']);
  expect(state()).toMatchObject({
    state: 'stalled',
    standstill: { watched: ['log', 'progress', 'helper', 'sessions'] },
  });
  bytes = 2;
  await vi.advanceTimersByTimeAsync(200);
  expect(types()).toEqual(['step-stalled', 'step-resumed']);
  expect(state()?.state).toBe('running');
  expect(state()?.standstill).toBeUndefined();
  end();
  await ended;
});

test('new bytes and lines keep a step from stalling; the same figure told again does not', async () => {
  const { context, types, end, ended } = load(() => 1);
  const tell = (bytesDone: number) =>
    context.recorder.emit({ type: 'step-progress', step: 'load', bytesDone, bytesTotal: 100, detail: '' });
  for (let round = 0; round < 20; round += 1) {
    tell(round);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(types()).toEqual([]);
  for (let round = 0; round < 15; round += 1) {
    tell(19);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(types()).toEqual(['step-stalled']);
  end();
  await ended;
});

test('after the step’s end nothing is watched any more', async () => {
  const { types, end, ended } = load(() => 1);
  end();
  await ended;
  await vi.advanceTimersByTimeAsync(5000);
  expect(types()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a wait that was told is ended with the step, however soon after the lock was given free', async () => {
  const holder = {
    pid: 9,
    role: 'ana',
    application: 'psql',
    database: 'shop',
    state: 'idle in transaction',
    query_started_at: null,
  };
  const { events, end, ended } = load(() => 1, [{ pid: 7, holder }]);
  await vi.advanceTimersByTimeAsync(600);
  const waits = () => events.flatMap((event) => (event.type === 'lock-wait' ? [event.waits.length] : []));
  expect(waits()).toEqual([1]);
  end();
  await ended;
  expect(waits()).toEqual([1, 0]);
});
