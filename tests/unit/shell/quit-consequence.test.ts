import { expect, test } from 'vitest';
import { quitConsequence } from '../../../main/shell/quit-consequence';
import type { Job } from '../../../shared/restore/job';
import { reduceRun } from '../../../shared/restore/reduce-run';
import type { RunEvent } from '../../../shared/restore/run-event';
import { emptyRunState } from '../../../shared/restore/run-state';
import { stateBeforeRun } from '../../../shared/restore/run-state-of-job';
import { STEP_IDS, type StepId } from '../../../shared/restore/steps';
import { sampleJob } from '../../support/sample-job';

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

test('in place, with the services stopped, no step says that the site is up', () => {
  for (const step of ['safety-backup', 'load', 'merge', 'verify'] as const) {
    const run = reduceRun(runIn(step), { type: 'downtime', jobId: 'j', seq: 100, at, state: 'began' });
    expect(quitConsequence(run, 'en')).toContain('the site is down.');
    expect(quitConsequence(run, 'en')).toContain('stays down until you recover');
    expect(quitConsequence(run, 'en')).not.toContain('site is up');
    expect(quitConsequence(run, 'es')).toContain('sigue sin servicio hasta que recuperes');
  }
});

test('a site that serves again is no longer called down', () => {
  const down = reduceRun(runIn('load'), { type: 'downtime', jobId: 'j', seq: 100, at, state: 'began' });
  const up = reduceRun(down, { type: 'downtime', jobId: 'j', seq: 101, at, state: 'ended' });
  expect(quitConsequence(up, 'en')).toContain('site is up');
});

test('a run that goes on with one whose services are stopped is down from its first event', () => {
  const down = reduceRun(runIn('load'), { type: 'downtime', jobId: 'j', seq: 100, at, state: 'began' });
  const resumed = down.steps
    .filter((step) => step.state === 'done')
    .map(({ id, state }) => ({ id, state, started_at: at, duration_seconds: 1, bytes: null, parts: [] }));
  const again = reduceRun(down, {
    type: 'run-started',
    jobId: 'j',
    seq: 101,
    at,
    target: 'production',
    environment: 'production',
    filename: 'b.tar.gz',
    steps: [...STEP_IDS],
    resumed,
  });
  expect(quitConsequence(again, 'en')).toContain('the site is down.');
});

test('a job of another console that was cut off in place is known to be down', () => {
  const steps = runIn('load').steps.map(({ id, state }) => ({
    id,
    state,
    started_at: at,
    duration_seconds: null,
    bytes: null,
    parts: [],
  }));
  const job: Job = { ...sampleJob(), status: 'interrupted', strategy: 'in-place', steps };
  expect(quitConsequence(stateBeforeRun(job), 'en')).toContain('the site is down.');
  expect(quitConsequence(stateBeforeRun({ ...job, strategy: 'swap' }), 'en')).toContain('site is up');
});

test('in the cutover the host ends it alone', () => {
  expect(quitConsequence(runIn('cutover'), 'en')).toContain('ends this alone');
  expect(quitConsequence(runIn('cutover'), 'es')).toContain('lo termina solo');
});

test('a rollback is told as one: the pairs change places, and neither is called new', () => {
  const turning = (ended: boolean) => ({ ...runIn('cutover', ended), turn: 'back' as const });
  expect(quitConsequence(turning(false), 'en')).toContain('on the kept pair or back on the one taken out');
  expect(quitConsequence(turning(true), 'en')).toContain('have changed places');
  expect(quitConsequence(turning(true), 'es')).toContain('cambiaron de lugar');
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

test('of a run that is being ended it says what ends alone and what waits', () => {
  const run = { ...runIn('load'), recovering: true } as const;
  expect(quitConsequence(run, 'en')).toContain('until you recover the run again');
  expect(quitConsequence(run, 'es')).toContain('hasta que recuperes la ejecución de nuevo');
});
