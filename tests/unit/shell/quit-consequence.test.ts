import { expect, test } from 'vitest';
import { quitConsequence } from '../../../main/shell/quit-consequence';
import { reduceRun } from '../../../shared/restore/reduce-run';
import type { RunEvent } from '../../../shared/restore/run-event';
import { emptyRunState } from '../../../shared/restore/run-state';
import { STEP_IDS, type StepId } from '../../../shared/restore/steps';

const at = '2026-02-01T12:00:00.000Z';

/** A run of production whose steps before `step` are done and in which `step` runs, unless it has just ended. */
function runIn(step: StepId, ended = false) {
  const steps = STEP_IDS.slice(0, STEP_IDS.indexOf(step) + 1);
  let seq = 0;
  const events: RunEvent[] = [
    {
      type: 'run-started',
      jobId: 'j',
      seq: ++seq,
      at,
      target: 'production',
      environment: 'production',
      filename: 'b.tar.gz',
      steps: [...STEP_IDS],
    },
  ];
  for (const id of steps) {
    events.push({ type: 'step-started', jobId: 'j', seq: ++seq, at, step: id });
    if (id !== step || ended) {
      events.push({ type: 'step-finished', jobId: 'j', seq: ++seq, at, step: id, state: 'done', parts: [] });
    }
  }
  return events.reduce(reduceRun, emptyRunState('j'));
}

test('before the upload the host goes on with nothing', () => {
  expect(quitConsequence(runIn('preflight'), 'en')).toContain('goes on with nothing');
});

test('in the upload what has arrived stays', () => {
  expect(quitConsequence(runIn('upload'), 'en')).toContain('is resumed next time');
});

test('in a step beside the live site the host ends that step and stops no service', () => {
  for (const step of ['safety-backup', 'load', 'merge', 'verify', 'stage-media'] as const) {
    expect(quitConsequence(runIn(step), 'en')).toContain('no service is stopped');
  }
});

test('in the cutover the host ends it alone', () => {
  expect(quitConsequence(runIn('cutover'), 'en')).toContain('ends this alone');
  expect(quitConsequence(runIn('cutover'), 'es')).toContain('lo termina solo');
});

test('between two steps it is told by the one that ended last', () => {
  expect(quitConsequence(runIn('load', true), 'en')).toContain('no service is stopped');
});

test('every step has a sentence that names the target, in both languages', () => {
  for (const step of STEP_IDS) {
    for (const language of ['en', 'es'] as const) {
      expect(quitConsequence(runIn(step), language)).toMatch(/^production: .+\.$/);
    }
  }
});
