import { expect, test } from 'vitest';
import { createEventLines } from '../../../main/cli/text/event-line';
import { reduceRun } from '../../../shared/restore/reduce-run';
import { type RunEvent, runEventSchema, type TurnDirection } from '../../../shared/restore/run-event';
import { emptyRunState } from '../../../shared/restore/run-state';

const started = (turn?: TurnDirection): RunEvent =>
  runEventSchema.parse({
    type: 'run-started',
    jobId: 'j',
    seq: 1,
    at: '2026-02-01T12:00:00.000Z',
    target: 'shop',
    environment: 'production',
    filename: 'b.tar.gz',
    steps: ['preflight', 'lock', 'cutover'],
    ...(turn ? { turn } : {}),
  });

test.each([
  [undefined, 'Restoring b.tar.gz to shop'],
  ['back', 'Rolling shop back to what was there before b.tar.gz was restored'],
  ['forward', 'Taking shop forward again to what was restored from b.tar.gz'],
] as const)('a run that begins is told for what it is: %s', (turn, line) => {
  expect(createEventLines('en')(started(turn))).toContain(line);
});

test('which way a rollback goes is part of its state, and of no run after it', () => {
  const back = reduceRun(emptyRunState('j'), started('back'));
  expect(back.turn).toBe('back');
  expect(reduceRun(back, { ...started(), seq: 2 }).turn).toBeUndefined();
});

test('a recover is told for what it is', () => {
  const begun = { ...started(), type: 'run-started', recovers: true } as RunEvent;
  expect(createEventLines('en')(begun)).toContain('Ending on shop what was cut off');
});
