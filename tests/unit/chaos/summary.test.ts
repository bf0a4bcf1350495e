import { expect, test } from 'vitest';
import { CARDS } from '../../chaos/deck';
import { lineOf, type RunRecord } from '../../chaos/record';
import { summaryOf } from '../../chaos/summary';

function record(more: Partial<RunRecord>): RunRecord {
  return {
    seed: 'a',
    index: 0,
    commit: 'c0ffee',
    scenario: 'reboot @ +1ms',
    faults: [{ name: 'reboot', moment: 'time', came: 'hit' }],
    commands: [
      { command: 'restore', ended: 'SIGKILL' },
      { command: 'attach', ended: '0' },
    ],
    live: 'new',
    seconds: 20,
    violations: [],
    ...more,
  };
}

const MISSED = record({ faults: [{ name: 'helper-killed', moment: 'step', came: 'missed' }] });
const LATE = record({ faults: [{ name: 'ssh-cut', moment: 'journal', came: 'never' }] });
const VIOLATED = record({ index: 3, violations: [{ invariant: 'pair', what: 'half' }] });

test('a fault that hit nothing is no hit, and its kind is named as never hit', () => {
  const text = summaryOf([record({}), MISSED, LATE]).join('\n');
  expect(text).toContain('faults hit: 1 of 3; by moment: time 1');
  expect(text).toContain('reboot: 1 hit, 0 missed, 0 never came');
  expect(text).toContain('helper-killed: 0 hit, 1 missed, 0 never came');
  expect(text).toMatch(/never hit: .*helper-killed/);
  expect(text).not.toMatch(/never hit: .*reboot/);
});

test('when every kind has hit the summary says so', () => {
  const faults = CARDS.map(({ name }) => ({ name, moment: 'step' as const, came: 'hit' as const }));
  expect(summaryOf([record({ faults })]).join('\n')).toContain('never hit: none, every kind has hit');
});

test('commands are counted, those that were killed too', () => {
  const text = summaryOf([record({}), record({})]).join('\n');
  expect(text).toContain('commands: restore 2, attach 2; killed: restore 2');
});

test('a violated run is named with the code it ran on', () => {
  const text = summaryOf([record({}), VIOLATED]).join('\n');
  expect(text).toContain('2 runs, 1 with violations');
  expect(text).toContain('violated: seed a run 3 on c0ffee: pair');
});

test("a run's line says what missed, what never came and what is violated", () => {
  expect(lineOf(MISSED)).toContain('(missed: helper-killed)');
  expect(lineOf(LATE)).toContain('(never came: ssh-cut)');
  expect(lineOf(record({}))).toMatch(/ok$/);
  expect(lineOf(VIOLATED)).toContain('VIOLATED pair\n  pair: half');
});
