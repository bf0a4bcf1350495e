import { expect, test } from 'vitest';
import { createClient } from '../../../renderer/bridge/client';
import { createRunsStore } from '../../../renderer/features/run/runs-store';
import { reduceRun } from '../../../shared/restore/reduce-run';
import type { RunEvent, RunEventBody } from '../../../shared/restore/run-event';
import { emptyRunState } from '../../../shared/restore/run-state';
import { createContractDouble, type PartialHandlers } from '../../support/contract-double';

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
