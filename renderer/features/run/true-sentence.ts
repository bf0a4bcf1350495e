import { isOutOfService, type RunState } from '../../../shared/restore/run-state';
import type { StepId } from '../../../shared/restore/steps';
import { currentStep } from './current-step';

export type SiteKey =
  | 'asBefore'
  | 'asFound'
  | 'nothingYet'
  | 'outOfService'
  | 'answersAgain'
  | 'onNew'
  | 'onOld'
  | 'established';

export const CUTOVER_PARTS = ['stop', 'swap', 'media', 'before-start', 'start', 'health', 'reverse'] as const;
export type CutoverPart = (typeof CUTOVER_PARTS)[number];
export type DoingKey = 'starting' | 'between' | 'cancelling' | StepId | CutoverPart;
export type AwayKey = 'nothing' | 'partStays' | 'stepEnds' | 'staysDown' | 'cutoverEnds' | 'unlocks';

/** The sentence under the bar, as keys: what the site does, what is being done, what happens without a console now. */
export interface TrueSentence {
  readonly site: SiteKey;
  readonly doing: DoingKey;
  readonly away: AwayKey;
}

const AWAY: Readonly<Record<StepId, AwayKey>> = {
  preflight: 'nothing',
  lock: 'stepEnds',
  upload: 'partStays',
  'safety-backup': 'stepEnds',
  load: 'stepEnds',
  merge: 'stepEnds',
  verify: 'stepEnds',
  'stage-media': 'stepEnds',
  cutover: 'cutoverEnds',
  after: 'unlocks',
};

/** What is true of a run at this moment; says no more than the events have shown. */
export function trueSentence(run: RunState): TrueSentence {
  const step = currentStep(run);
  const begun = run.steps.some(
    ({ id, state }) => id === 'cutover' && state !== 'waiting' && state !== 'skipped',
  );
  const site = begun ? siteInCutover(run) : siteBefore(run);
  const usual = step ? AWAY[step.id] : awayBetween(run, begun);
  // In place the site is down before the cutover, and nothing on the host starts it again by itself.
  const away = usual === 'stepEnds' && isOutOfService(run) ? 'staysDown' : usual;
  return { site, doing: doingNow(run, step?.id ?? null), away };
}

function doingNow(run: RunState, step: StepId | null): DoingKey {
  if (run.phase === 'cancelling') return 'cancelling';
  if (step === null) return run.steps.every(({ state }) => state === 'waiting') ? 'starting' : 'between';
  if (step !== 'cutover') return step;
  return CUTOVER_PARTS.find((part) => part === run.cutoverPart) ?? 'cutover';
}

function siteBefore(run: RunState): SiteKey {
  if (run.downtimeBeganAt !== null) return isOutOfService(run) ? 'outOfService' : 'onOld';
  const codes = new Set(run.warnings.map(({ code }) => code));
  if (codes.has('first-restore')) return 'nothingYet';
  return codes.has('health-failing-before') ? 'asFound' : 'asBefore';
}

function siteInCutover(run: RunState): SiteKey {
  const cutover = run.steps.find(({ id }) => id === 'cutover');
  if (cutover?.state === 'done') return 'onNew';
  if (cutover?.state === 'reversed') return 'onOld';
  if (cutover?.state === 'failed') return 'established';
  if (run.downtimeBeganAt === null) return siteBefore(run);
  return run.downtimeEndedAt === null ? 'outOfService' : 'answersAgain';
}

function awayBetween(run: RunState, cutoverBegun: boolean): AwayKey {
  if (cutoverBegun)
    return run.steps.some(({ id, state }) => id === 'cutover' && state === 'done')
      ? 'unlocks'
      : 'cutoverEnds';
  return run.steps.every(({ state }) => state === 'waiting') ? 'nothing' : 'stepEnds';
}
