import { expect, test } from 'vitest';
import { cancelConsequence } from '../../../renderer/features/run/cancel-consequence';
import { emptyRunState, type RunState } from '../../../shared/restore/run-state';
import { STEP_IDS, type StepId, type StepState } from '../../../shared/restore/steps';

function runWith(states: Partial<Record<StepId, StepState>>, change: Partial<RunState> = {}): RunState {
  const steps = STEP_IDS.map((id) => ({
    id,
    state: states[id] ?? ('waiting' as const),
    startedAt: null,
    finishedAt: null,
    bytesDone: null,
    bytesTotal: null,
    detail: '',
    parts: [],
  }));
  return { ...emptyRunState('j'), phase: 'running', steps, ...change };
}

test('a cancel in the load is allowed and names the load', () => {
  expect(cancelConsequence(runWith({ load: 'running' }))).toEqual({
    kind: 'allowed',
    step: 'load',
    safetyBackupBeside: false,
    inPlace: null,
  });
});

test('in place a cancel says what it does about a site that is down: before the load and from the load on', () => {
  const down = { downtimeBeganAt: '2026-02-01T12:00:00Z' };
  expect(cancelConsequence(runWith({ 'safety-backup': 'running' }, down))).toMatchObject({
    kind: 'allowed',
    inPlace: 'starts-again',
  });
  expect(cancelConsequence(runWith({ 'safety-backup': 'done', load: 'running' }, down))).toMatchObject({
    kind: 'allowed',
    inPlace: 'puts-back',
  });
});

test('a safety backup that runs beside another step is part of what a cancel does', () => {
  expect(cancelConsequence(runWith({ upload: 'running', 'safety-backup': 'running' }))).toMatchObject({
    step: 'upload',
    safetyBackupBeside: true,
  });
});

test.each(['cutover', 'after'] as const)('a cancel in %s is refused', (step) => {
  const states =
    step === 'after'
      ? { cutover: 'done' as const, after: 'running' as const }
      : { cutover: 'running' as const };
  expect(cancelConsequence(runWith(states))).toEqual({ kind: 'refused', step });
});

test('between cutover and after a cancel is refused too', () => {
  expect(cancelConsequence(runWith({ cutover: 'done' }))).toEqual({ kind: 'refused', step: 'cutover' });
});

test('between two early steps a cancel ends the run before the next one', () => {
  expect(cancelConsequence(runWith({ preflight: 'done' }))).toMatchObject({ kind: 'allowed', step: null });
});

test('a cancel cannot be asked twice, nor after the end', () => {
  expect(cancelConsequence(runWith({ load: 'running' }, { phase: 'cancelling' }))).toEqual({ kind: 'asked' });
  expect(cancelConsequence(runWith({}, { phase: 'finished' }))).toEqual({ kind: 'over' });
});
