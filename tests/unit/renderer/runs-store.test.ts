import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClient } from '../../../renderer/bridge/client';
import { createRunsStore } from '../../../renderer/features/run/runs-store';
import type { Job } from '../../../shared/restore/job';
import { reduceRun } from '../../../shared/restore/reduce-run';
import type { RunEvent, RunEventBody } from '../../../shared/restore/run-event';
import { emptyRunState } from '../../../shared/restore/run-state';
import { createContractDouble, type PartialHandlers } from '../../support/contract-double';
import { sampleJob } from '../../support/sample-job';

const JOB = 'job-1';

function event(seq: number, body: RunEventBody): RunEvent {
  return { ...body, jobId: JOB, seq, at: '2026-02-04T12:00:00Z' } as RunEvent;
}

const STORY: readonly RunEvent[] = [
  event(1, {
    type: 'run-started',
    target: 't',
    environment: 'other',
    filename: 'a.tar.gz',
    steps: ['preflight', 'upload', 'load'],
  }),
  event(2, { type: 'step-started', step: 'preflight' }),
  event(3, { type: 'log', step: 'preflight', level: 'info', source: 'console', text: 'connected' }),
  event(4, { type: 'step-finished', step: 'preflight', state: 'done', parts: [] }),
  event(5, { type: 'step-started', step: 'upload' }),
  event(6, { type: 'log', step: 'upload', level: 'warning', source: 'host', text: 'slow' }),
];
const folded = (upTo: number) => STORY.slice(0, upTo).reduce(reduceRun, emptyRunState(JOB));
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

function opened(restore: PartialHandlers['restore'] = {}, lines = 0) {
  const double = createContractDouble({
    restore: { active: async () => ({ runs: [] }), snapshot: async () => ({ state: null }), ...restore },
    jobs: {
      log: async () => {
        const logged = STORY.slice(0, lines).filter((line) => line.type === 'log');
        return { lines: logged, total: logged.length };
      },
    },
  });
  const store = createRunsStore(createClient(double.bridge));
  store.getState().listen();
  return { double, store };
}

test('events are folded with the reducer main uses', async () => {
  const { double, store } = opened();
  double.publish.restore.events({ jobId: JOB, events: STORY.slice(0, 3) });
  double.publish.restore.events({ jobId: JOB, events: STORY.slice(3) });
  expect(store.getState().runs[JOB]).toEqual(folded(6));
});

test('an event that was folded already changes nothing', () => {
  const { double, store } = opened();
  double.publish.restore.events({ jobId: JOB, events: [...STORY] });
  double.publish.restore.events({ jobId: JOB, events: STORY.slice(2, 5) });
  expect(store.getState().runs[JOB]).toEqual(folded(6));
});

test('a gap asks for a snapshot, and what came meanwhile is folded after it', async () => {
  const { double, store } = opened({ snapshot: async () => ({ state: folded(4) }) });
  double.publish.restore.events({ jobId: JOB, events: STORY.slice(0, 1) });
  double.publish.restore.events({ jobId: JOB, events: STORY.slice(4, 5) });
  double.publish.restore.events({ jobId: JOB, events: STORY.slice(5) });
  await settle();
  expect(double.calls.filter(({ channel }) => channel === 'restore:snapshot')).toHaveLength(1);
  expect(store.getState().runs[JOB]).toEqual(folded(6));
});

test('a window opened in the middle of a run takes what runs now', async () => {
  const { store } = opened({ active: async () => ({ runs: [folded(5)] }) });
  await settle();
  expect(store.getState().runs[JOB]?.lastSeq).toBe(5);
});

test('an older snapshot does not take back what was seen', async () => {
  const { double, store } = opened({ snapshot: async () => ({ state: folded(2) }) });
  double.publish.restore.events({ jobId: JOB, events: [...STORY] });
  await store.getState().open(JOB);
  expect(store.getState().runs[JOB]?.lastSeq).toBe(6);
});

test('the log of an opened job is its pages and what is said live, each line once', async () => {
  const { double, store } = opened({ snapshot: async () => ({ state: folded(5) }) }, 5);
  await store.getState().open(JOB);
  double.publish.restore.events({ jobId: JOB, events: STORY.slice(2) });
  expect(store.getState().logs[JOB]?.lines.map(({ text }) => text)).toEqual(['connected', 'slow']);
});

test('a refused cancel gives its reason', async () => {
  const refusal = { code: 'cancel-refused', params: { step: 'cutover' } } as const;
  const { store } = opened({ cancel: async () => ({ kind: 'refused', error: refusal }) });
  expect(await store.getState().cancel(JOB)).toEqual(refusal);
});

test('a run that no event has named is asked for: a job found on a host is recovered without being told again', async () => {
  const said = event(1, {
    type: 'log',
    step: null,
    level: 'info',
    source: 'console',
    text: 'the old pair is live',
  });
  const state = { ...reduceRun(emptyRunState(JOB), said), target: 't', filename: 'a.tar.gz' };
  const { double, store } = opened({ snapshot: async () => ({ state }) });
  double.publish.restore.events({ jobId: JOB, events: [said] });
  await settle();
  expect(store.getState().runs[JOB]).toEqual(state);
});

/** Another process's run as main reads it from the shared history: it grows, and no event tells so. */
function ofAnotherProcess() {
  let upTo = 3;
  let ended: Job | null = null;
  const double = createContractDouble({
    restore: {
      active: async () => ({ runs: [] }),
      snapshot: async () => ({
        state: ended ? { ...folded(upTo), phase: 'finished', job: ended } : folded(upTo),
      }),
    },
    jobs: {
      log: async ({ from }) => {
        const logged = STORY.slice(0, upTo).filter((line) => line.type === 'log');
        return { lines: logged.slice(from), total: logged.length };
      },
    },
  });
  const store = createRunsStore(createClient(double.bridge));
  store.getState().listen();
  return {
    double,
    store,
    grow: (to: number, job: Job | null = null) => {
      upTo = to;
      ended = job;
    },
    asked: () => double.calls.filter(({ channel }) => channel === 'restore:snapshot').length,
    texts: () => store.getState().logs[JOB]?.lines.map(({ text }) => text),
  };
}

describe('a run of another process', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('is followed, state and log, until it has ended', async () => {
    const other = ofAnotherProcess();
    const leave = other.store.getState().follow(JOB);
    await vi.advanceTimersByTimeAsync(10);
    expect(other.texts()).toEqual(['connected']);
    other.grow(5);
    await vi.advanceTimersByTimeAsync(1000);
    expect(other.store.getState().runs[JOB]).toEqual(folded(5));
    other.grow(6, sampleJob({ id: JOB, status: 'completed' }));
    await vi.advanceTimersByTimeAsync(1000);
    expect(other.store.getState().runs[JOB]).toMatchObject({
      phase: 'finished',
      job: { status: 'completed' },
    });
    expect(other.texts()).toEqual(['connected', 'slow']);
    const asked = other.asked();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(other.asked()).toBe(asked);
    leave();
  });

  test('is not looked at any more once its screen is left', async () => {
    const other = ofAnotherProcess();
    const leave = other.store.getState().follow(JOB);
    await vi.advanceTimersByTimeAsync(1010);
    leave();
    const asked = other.asked();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(other.asked()).toBe(asked);
  });

  test('is told as ended in the rail too, when nobody looks at its screen', async () => {
    const other = ofAnotherProcess();
    await other.store.getState().open(JOB);
    const job = sampleJob({ id: JOB, status: 'failed' });
    other.grow(6, job);
    other.double.publish.jobs.changed({ job });
    await vi.advanceTimersByTimeAsync(10);
    expect(other.store.getState().runs[JOB]?.phase).toBe('finished');
  });

  test('that took up a job which had ended here is followed from then on', async () => {
    const other = ofAnotherProcess();
    other.grow(4, sampleJob({ id: JOB, status: 'interrupted' }));
    const leave = other.store.getState().follow(JOB);
    await vi.advanceTimersByTimeAsync(3000);
    expect(other.store.getState().runs[JOB]?.phase).toBe('finished');
    other.grow(5);
    other.double.publish.jobs.changed({ job: sampleJob({ id: JOB, status: 'restoring' }) });
    await vi.advanceTimersByTimeAsync(10);
    other.grow(6);
    await vi.advanceTimersByTimeAsync(1000);
    expect(other.store.getState().runs[JOB]).toEqual(folded(6));
    expect(other.texts()).toEqual(['connected', 'slow']);
    leave();
  });
});

test('a run of this process is not asked for again and again: its events tell it', async () => {
  vi.useFakeTimers();
  try {
    const { double, store } = opened({ active: async () => ({ runs: [folded(5)] }) });
    await vi.advanceTimersByTimeAsync(10);
    const leave = store.getState().follow(JOB);
    await vi.advanceTimersByTimeAsync(10);
    const calls = double.calls.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(double.calls).toHaveLength(calls);
    leave();
  } finally {
    vi.useRealTimers();
  }
});
