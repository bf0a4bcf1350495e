import fc from 'fast-check';
import { expect, test } from 'vitest';
import { missedEvents, reduceRun } from '../../../shared/restore/reduce-run';
import type { RunEvent, RunEventBody } from '../../../shared/restore/run-event';
import { emptyRunState, type RunState } from '../../../shared/restore/run-state';
import { STEP_IDS } from '../../../shared/restore/steps';
import { sampleJob } from '../../support/sample-job';

const start: RunEventBody = {
  type: 'run-started',
  target: 't',
  environment: 'other',
  filename: 'f',
  steps: [...STEP_IDS],
};
const step = fc.constantFrom(...STEP_IDS);
const body: fc.Arbitrary<RunEventBody> = fc.oneof(
  step.map((id): RunEventBody => ({ type: 'step-started', step: id })),
  fc.record({ id: step, done: fc.nat(1000) }).map(
    ({ id, done }): RunEventBody => ({
      type: 'step-progress',
      step: id,
      bytesDone: done,
      bytesTotal: 1000,
      detail: '',
    }),
  ),
  fc
    .record({ id: step, state: fc.constantFrom('done' as const, 'failed' as const) })
    .map(({ id, state }): RunEventBody => ({ type: 'step-finished', step: id, state, parts: [] })),
  fc.constant<RunEventBody>({ type: 'log', step: null, level: 'info', source: 'host', text: 'x' }),
  fc.constant<RunEventBody>({ type: 'connection', state: 'lost', retryInSeconds: 1 }),
);

function stamp(bodies: readonly RunEventBody[], from = 1): RunEvent[] {
  return bodies.map(
    (each, index) =>
      ({
        ...each,
        jobId: 'j',
        seq: from + index,
        at: new Date(1e12 + index * 1000).toISOString(),
      }) as RunEvent,
  );
}

const fold = (state: RunState, events: readonly RunEvent[]): RunState => events.reduce(reduceRun, state);

test('progress never falls within a run and stays between 0 and 1', () => {
  fc.assert(
    fc.property(fc.array(body, { maxLength: 60 }), (bodies) => {
      let state = emptyRunState('j');
      let last = 0;
      for (const event of stamp([start, ...bodies])) {
        state = reduceRun(state, event);
        expect(state.progress).toBeGreaterThanOrEqual(last);
        expect(state.progress).toBeLessThan(1);
        last = state.progress;
      }
    }),
  );
});

test('events folded twice change nothing: a replay after a snapshot is harmless', () => {
  fc.assert(
    fc.property(fc.array(body, { maxLength: 40 }), fc.nat(40), (bodies, from) => {
      const events = stamp([start, ...bodies]);
      const once = fold(emptyRunState('j'), events);
      expect(fold(once, events.slice(from))).toEqual(once);
    }),
  );
});

test('a gap in the numbering is noticed', () => {
  const state = fold(emptyRunState('j'), stamp([start]));
  const [next, later] = stamp([start, start], 2);
  expect(next && missedEvents(state, next)).toBe(false);
  expect(later && missedEvents(state, later)).toBe(true);
});

test('a second run of the same job starts anew and goes on numbering', () => {
  const first = fold(
    emptyRunState('j'),
    stamp([start, { type: 'step-finished', step: 'upload', state: 'done', parts: [] }]),
  );
  const second = fold(first, stamp([start], 3));
  expect(second).toMatchObject({ lastSeq: 3, progress: 0, phase: 'running' });
  expect(second.steps.every((each) => each.state === 'waiting')).toBe(true);
});

test('only a completed job makes the progress whole', () => {
  const finished = (status: 'completed' | 'failed'): RunEventBody => ({
    type: 'finished',
    job: sampleJob({ status }),
  });
  expect(fold(emptyRunState('j'), stamp([start, finished('completed')])).progress).toBe(1);
  expect(fold(emptyRunState('j'), stamp([start, finished('failed')])).progress).toBeLessThan(1);
});

test('a run that is taken up shows what an earlier console saw end, with its times', () => {
  const resumed = [
    {
      id: 'upload',
      state: 'done',
      started_at: '2026-02-01T12:00:00.000Z',
      duration_seconds: 90,
      bytes: 7,
      parts: [],
    },
  ] satisfies Extract<RunEventBody, { type: 'run-started' }>['resumed'];
  const [event] = stamp([{ ...start, resumed }]);
  if (!event) throw new Error('no event');
  const steps = reduceRun(emptyRunState('j'), event).steps;
  expect(steps.find(({ id }) => id === 'upload')).toMatchObject({
    state: 'done',
    finishedAt: '2026-02-01T12:01:30.000Z',
    bytesDone: 7,
  });
  expect(steps.filter(({ state }) => state === 'waiting')).toHaveLength(STEP_IDS.length - 1);
});

test('time without service that is said to begin twice began the first time', () => {
  const events = stamp([
    start,
    { type: 'downtime', state: 'began' },
    { type: 'downtime', state: 'began' },
    { type: 'downtime', state: 'ended' },
  ]);
  const state = fold(emptyRunState('j'), events);
  expect(state.downtimeBeganAt).toBe(events[1]?.at);
  expect(state.downtimeEndedAt).toBe(events[3]?.at);
  const again = fold(state, stamp([{ type: 'downtime', state: 'began' }], 5));
  expect(again.downtimeEndedAt).toBeNull();
});

test('a recover keeps what is known of the run it ends, and is running until it has ended', () => {
  const base = { jobId: 'j', at: '2026-02-01T12:00:00Z' };
  const about = { target: 't', environment: 'production', filename: 'f' } as const;
  const cutOff: readonly RunEvent[] = [
    { ...base, seq: 1, type: 'run-started', ...about, steps: ['load', 'cutover'] },
    { ...base, seq: 2, type: 'downtime', state: 'began' },
    { ...base, seq: 3, type: 'finished', job: sampleJob({ status: 'interrupted' }) },
    { ...base, seq: 4, type: 'run-started', ...about, steps: ['cutover'], recovers: true },
  ];
  const recovering = cutOff.reduce<RunState>(reduceRun, emptyRunState('j'));
  expect(recovering).toMatchObject({ phase: 'running', recovering: true, job: null, target: 't' });
  expect(recovering.steps.map(({ id }) => id)).toEqual(['load', 'cutover']);
  expect(recovering.downtimeBeganAt).toBe(base.at);
  const ended = reduceRun(recovering, { ...base, seq: 5, type: 'finished', job: sampleJob() });
  expect(ended.phase).toBe('finished');
  expect(ended.recovering).toBeUndefined();
});
