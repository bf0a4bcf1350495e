import { describe, expect, test } from 'vitest';
import { CUTOVER_PARTS, type CutoverPart, trueSentence } from '../../../renderer/features/run/true-sentence';
import { resourcesEn } from '../../../renderer/locales/en/resources';
import { emptyRunState, type RunState, type RunStep } from '../../../shared/restore/run-state';
import { STEP_IDS, type StepId, type StepState } from '../../../shared/restore/steps';

const AT = '2026-02-04T12:00:00Z';

function runAt(
  current: StepId | null,
  change: Partial<RunState> = {},
  cutover: StepState = 'running',
): RunState {
  const at = current === null ? STEP_IDS.length : STEP_IDS.indexOf(current);
  const steps = STEP_IDS.map((id, index): RunStep => {
    const state = index < at ? 'done' : index > at ? 'waiting' : id === 'cutover' ? cutover : 'running';
    return {
      id,
      state,
      startedAt: null,
      finishedAt: null,
      bytesDone: null,
      bytesTotal: null,
      detail: '',
      parts: [],
    };
  });
  return { ...emptyRunState('j'), phase: 'running', steps, ...change };
}

describe('before the cutover', () => {
  const before = STEP_IDS.slice(0, STEP_IDS.indexOf('cutover'));

  test.each(before)('in %s the site runs on as before', (step) => {
    expect(trueSentence(runAt(step))).toMatchObject({ site: 'asBefore', doing: step });
  });

  test.each(before)('in %s a site found unhealthy is not called up', (step) => {
    const warnings: RunState['warnings'] = [{ code: 'health-failing-before', params: {} }];
    expect(trueSentence(runAt(step, { warnings })).site).toBe('asFound');
  });

  test.each(before)('in %s a first restore claims no site', (step) => {
    const warnings: RunState['warnings'] = [{ code: 'first-restore', params: {} }];
    expect(trueSentence(runAt(step, { warnings })).site).toBe('nothingYet');
  });

  test('the safety backup beside the upload does not take its place', () => {
    const run = runAt('upload');
    const steps = run.steps.map((step) =>
      step.id === 'safety-backup' ? { ...step, state: 'running' as const } : step,
    );
    expect(trueSentence({ ...run, steps }).doing).toBe('upload');
  });
});

describe('in the cutover', () => {
  test('the site still runs until the first service has stopped answering', () => {
    expect(trueSentence(runAt('cutover')).site).toBe('asBefore');
  });

  test.each(CUTOVER_PARTS)(
    'the site is out of service in %s once it stopped answering',
    (part: CutoverPart) => {
      const run = runAt('cutover', { cutoverPart: part, downtimeBeganAt: AT });
      expect(trueSentence(run)).toEqual({ site: 'outOfService', doing: part, away: 'cutoverEnds' });
    },
  );

  test('it answers again when the downtime has ended, before anything is called done', () => {
    expect(trueSentence(runAt('cutover', { downtimeBeganAt: AT, downtimeEndedAt: AT })).site).toBe(
      'answersAgain',
    );
  });

  test('a part this version does not know is told as the cutover itself', () => {
    expect(trueSentence(runAt('cutover', { cutoverPart: 'something-new', downtimeBeganAt: AT })).doing).toBe(
      'cutover',
    );
  });

  test.each([
    ['done', 'onNew'],
    ['reversed', 'onOld'],
    ['failed', 'established'],
  ] as const)('a cutover that is %s leaves the site %s', (state, site) => {
    expect(trueSentence(runAt('cutover', {}, state)).site).toBe(site);
  });
});

test('after the cutover the new data are live, whatever the console does', () => {
  expect(trueSentence(runAt('after'))).toEqual({ site: 'onNew', doing: 'after', away: 'unlocks' });
});

describe('in a rollback', () => {
  const down = { downtimeBeganAt: AT };

  test.each([
    ['back', 'done', 'beforeRestore'],
    ['back', 'reversed', 'restored'],
    ['forward', 'done', 'restored'],
    ['forward', 'reversed', 'beforeRestore'],
  ] as const)('%s whose cutover is %s the site is on the pair %s', (turn, state, site) => {
    expect(trueSentence(runAt('cutover', { ...down, turn }, state)).site).toBe(site);
  });

  test('services start on the kept pair, and what is put back is the pair taken out', () => {
    const at = (cutoverPart: string | null) =>
      trueSentence(runAt('cutover', { ...down, turn: 'back', cutoverPart })).doing;
    expect([at('start'), at('reverse'), at(null)]).toEqual(['turn-start', 'turn-reverse', 'turn-cutover']);
    expect(at('stop')).toBe('stop');
  });

  test('once it is done nothing is called new', () => {
    expect(trueSentence(runAt('after', { turn: 'back' })).away).toBe('turnUnlocks');
  });
});

test('while a run that was cut off is being ended, nothing is said of the site that nobody has asked yet', () => {
  const cutOff = { ...runAt('load'), recovering: true } as const;
  expect(trueSentence(cutOff)).toEqual({ site: 'established', doing: 'recovering', away: 'recoverAgain' });
  expect(trueSentence({ ...cutOff, cutoverPart: 'reverse' }).doing).toBe('reverse');
  expect(trueSentence({ ...cutOff, cutoverPart: 'reverse', turn: 'back' }).doing).toBe('turn-reverse');
});

test('a run that has not begun leaves nothing behind', () => {
  expect(trueSentence({ ...emptyRunState('j') })).toEqual({
    site: 'asBefore',
    doing: 'starting',
    away: 'nothing',
  });
});

test('a cancel that was asked for is told as such, in whatever step', () => {
  expect(trueSentence(runAt('load', { phase: 'cancelling' })).doing).toBe('cancelling');
});

test('every sentence that can be said has its words', () => {
  const { site, doing, away } = resourcesEn.run;
  for (const step of [...STEP_IDS, null]) {
    for (const part of [...CUTOVER_PARTS, null]) {
      for (const turn of [{}, { turn: 'back' }, { turn: 'forward' }] as const) {
        const sentence = trueSentence(runAt(step, { cutoverPart: part, ...turn }));
        expect(site[sentence.site]).toBeTypeOf('string');
        expect(doing[sentence.doing]).toBeTypeOf('string');
        expect(away[sentence.away]).toBeTypeOf('string');
      }
    }
  }
});
