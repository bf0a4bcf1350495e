import type { TurnDirection } from '../../../shared/restore/run-event';
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
  | 'beforeRestore'
  | 'restored'
  | 'established';

export const CUTOVER_PARTS = ['stop', 'swap', 'media', 'before-start', 'start', 'health', 'reverse'] as const;
export type CutoverPart = (typeof CUTOVER_PARTS)[number];
/** Where a rollback does something else than a restore. */
const TURN_DOING = {
  cutover: 'turn-cutover',
  'before-start': 'turn-before-start',
  start: 'turn-start',
  reverse: 'turn-reverse',
} as const;
type TurnDoing = (typeof TURN_DOING)[keyof typeof TURN_DOING];
export type DoingKey =
  | 'starting'
  | 'between'
  | 'cancelling'
  | 'recovering'
  | StepId
  | CutoverPart
  | TurnDoing;
export type AwayKey =
  | 'nothing'
  | 'partStays'
  | 'stepEnds'
  | 'staysDown'
  | 'cutoverEnds'
  | 'unlocks'
  | 'turnUnlocks'
  | 'recoverAgain';

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
  // What was known when the run was cut off may have changed since: the host is asked for it now.
  if (run.recovering) {
    const doing = CUTOVER_PARTS.find((part) => part === run.cutoverPart) ?? 'recovering';
    return { site: 'established', doing: run.turn ? turnDoing(doing) : doing, away: 'recoverAgain' };
  }
  const step = currentStep(run);
  const begun = run.steps.some(
    ({ id, state }) => id === 'cutover' && state !== 'waiting' && state !== 'skipped',
  );
  const site = begun ? siteInCutover(run) : siteBefore(run);
  const usual = step ? AWAY[step.id] : awayBetween(run, begun);
  // In place the site is down before the cutover, and nothing on the host starts it again by itself.
  const away = usual === 'stepEnds' && isOutOfService(run) ? 'staysDown' : usual;
  const doing = doingNow(run, step?.id ?? null);
  if (!run.turn) return { site, doing, away };
  return { site, doing: turnDoing(doing), away: away === 'unlocks' ? 'turnUnlocks' : away };
}

function doingNow(run: RunState, step: StepId | null): DoingKey {
  if (run.phase === 'cancelling') return 'cancelling';
  if (step === null) return run.steps.every(({ state }) => state === 'waiting') ? 'starting' : 'between';
  if (step !== 'cutover') return step;
  return CUTOVER_PARTS.find((part) => part === run.cutoverPart) ?? 'cutover';
}

function turnDoing(doing: DoingKey): DoingKey {
  return Object.hasOwn(TURN_DOING, doing) ? TURN_DOING[doing as keyof typeof TURN_DOING] : doing;
}

/** The pair that a rollback left live, or put back. */
function siteAfterTurn(turn: TurnDirection, reversed: boolean): SiteKey {
  return (turn === 'back') === reversed ? 'restored' : 'beforeRestore';
}

function siteBefore(run: RunState): SiteKey {
  if (run.downtimeBeganAt !== null) return isOutOfService(run) ? 'outOfService' : 'onOld';
  const codes = new Set(run.warnings.map(({ code }) => code));
  if (codes.has('first-restore')) return 'nothingYet';
  return codes.has('health-failing-before') ? 'asFound' : 'asBefore';
}

function siteInCutover(run: RunState): SiteKey {
  const cutover = run.steps.find(({ id }) => id === 'cutover');
  if (cutover?.state === 'done') return run.turn ? siteAfterTurn(run.turn, false) : 'onNew';
  if (cutover?.state === 'reversed') return run.turn ? siteAfterTurn(run.turn, true) : 'onOld';
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
