import { beforeEach, expect, test } from 'vitest';
import type { ProcessSample } from '../../../main/restore/ports/docker';
import { type ActivitySample, STALL_RULES, StallWatch } from '../../../main/restore/run/stall-watch';
import type { LockWait } from '../../../shared/restore/standstill';

const MINUTE = 60_000;
let now = 0;
let watch: StallWatch;

beforeEach(() => {
  now = 0;
  watch = new StallWatch({ ticks: () => now }, STALL_RULES);
});

function process(change: Partial<ProcessSample> = {}): ProcessSample {
  return { id: '7@100', name: 'psql', ticks: 50, bytes: 1000, ...change };
}
const seen = (
  processes: readonly ProcessSample[] = [],
  more: Partial<ActivitySample> = {},
): ActivitySample => ({
  processes,
  progress: '',
  waits: [],
  ...more,
});
const wait = (holder = 99): LockWait => ({
  pid: 7,
  holder: {
    pid: holder,
    role: 'postgres',
    application: 'psql',
    database: 'shop',
    state: 'idle in transaction',
    query_started_at: '2026-02-01T12:00:00Z',
  },
});
/** Looks every minute and gives what was new. */
function minutes(count: number, sample: () => ActivitySample) {
  return Array.from({ length: count }, () => {
    now += MINUTE;
    return watch.observe(sample());
  }).flat();
}

test('a step whose processes stand still for ten minutes is stalled, once', () => {
  expect(minutes(9, () => seen([process()]))).toEqual([]);
  expect(minutes(5, () => seen([process()]))).toEqual([{ kind: 'stalled', forMs: 10 * MINUTE }]);
});

test.each([
  ['CPU time', (round: number) => seen([process({ ticks: 50 + round * 2 })])],
  ['bytes', (round: number) => seen([process({ bytes: 1000 + round })])],
  ['the server’s own progress figures', (round: number) => seen([process()], { progress: `7 ${round}` })],
  ['a new worker', (round: number) => seen([process({ id: `${round}@1`, name: 'dd' })])],
])('%s counts as movement', (_what, sample) => {
  let round = 0;
  expect(minutes(30, () => sample(round++))).toEqual([]);
});

test('what a helper calls to look around, and a backend that only wakes, count as nothing', () => {
  let round = 0;
  const idle = (): ActivitySample => {
    round += 1;
    return seen([
      process({ ticks: 50 + round }),
      process({ id: `${round}@1`, name: 'sleep' }),
      process({ id: `${round}@2`, name: 'psql' }),
      process({ id: '1@1', name: 'sh', ticks: round * 10, bytes: round * 100 }),
    ]);
  };
  expect(minutes(11, idle)).toEqual([{ kind: 'stalled', forMs: 10 * MINUTE }]);
});

test('when something moves again the step goes on, and may stall again', () => {
  minutes(11, () => seen([process()]));
  now += MINUTE;
  expect(watch.observe(seen([process({ bytes: 2000 })]))).toEqual([{ kind: 'resumed' }]);
  expect(minutes(10, () => seen([process({ bytes: 2000 })]))).toEqual([
    { kind: 'stalled', forMs: 10 * MINUTE },
  ]);
  expect(watch.moved()).toEqual([{ kind: 'resumed' }]);
});

test('a line or bytes of the run itself are movement without asking the host', () => {
  for (let round = 0; round < 30; round += 1) {
    now += MINUTE;
    expect(watch.moved()).toEqual([]);
  }
});

test('time without a connection does not count; time without an answer does', () => {
  now = 9 * MINUTE;
  watch.unreachable();
  now += 9 * MINUTE;
  expect(watch.unanswered()).toEqual([]);
  now += 2 * MINUTE;
  expect(watch.unanswered()).toEqual([{ kind: 'stalled', forMs: 11 * MINUTE }]);
});

test('a lock wait is named after 15 seconds with its holder, once, and its end is told', () => {
  const at = (seconds: number, waits: readonly LockWait[]) => {
    now = seconds * 1000;
    return watch.observe(seen([], { waits }));
  };
  expect(at(5, [wait()])).toEqual([]);
  expect(at(15, [wait()])).toEqual([]);
  expect(at(20, [wait()])).toEqual([{ kind: 'waits', waits: [wait()] }]);
  expect(at(25, [wait()])).toEqual([]);
  expect(at(30, [])).toEqual([{ kind: 'waits', waits: [] }]);
});

test('waits that pass by are not named', () => {
  for (let second = 0; second < 60; second += 5) {
    now = second * 1000;
    expect(watch.observe(seen([], { waits: [wait(second)] }))).toEqual([]);
  }
});

test('a step that says something again waits no more', () => {
  now = 1000;
  watch.observe(seen([], { waits: [wait()] }));
  now = 20_000;
  watch.observe(seen([], { waits: [wait()] }));
  expect(watch.moved()).toEqual([{ kind: 'waits', waits: [] }]);
});
