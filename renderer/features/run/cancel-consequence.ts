import type { RunState } from '../../../shared/restore/run-state';
import { CANCEL_RULES, type StepId } from '../../../shared/restore/steps';
import { currentStep } from './current-step';

/** Whether a cancel may be asked for now, and which words say what it does. */
export type CancelConsequence =
  | {
      readonly kind: 'allowed';
      readonly step: StepId | null;
      readonly safetyBackupBeside: boolean;
      /** The site is down before the cutover, as in place: what a cancel does about it. */
      readonly inPlace: 'starts-again' | 'puts-back' | null;
    }
  | { readonly kind: 'refused'; readonly step: StepId }
  | { readonly kind: 'asked' }
  | { readonly kind: 'over' };

/** By the rule of the running step; between steps a cancel ends the run before the next one. */
export function cancelConsequence(run: RunState): CancelConsequence {
  if (run.phase === 'finished') return { kind: 'over' };
  if (run.phase === 'cancelling') return { kind: 'asked' };
  const step = currentStep(run)?.id ?? null;
  const past = run.steps.find(
    ({ id, state }) => CANCEL_RULES[id] === 'refused' && state !== 'waiting' && state !== 'skipped',
  );
  if (past) return { kind: 'refused', step: step ?? past.id };
  const beside = run.steps.some(
    ({ id, state }) => id === 'safety-backup' && (state === 'running' || state === 'stalled'),
  );
  return {
    kind: 'allowed',
    step,
    safetyBackupBeside: beside && step !== 'safety-backup',
    inPlace: inPlace(run),
  };
}

/** Down before the cutover: until the load has begun the live database is there, from then on only its backup. */
function inPlace(run: RunState): 'starts-again' | 'puts-back' | null {
  if (run.downtimeBeganAt === null || run.downtimeEndedAt !== null) return null;
  return run.steps.some(({ id, state }) => id === 'load' && state !== 'waiting')
    ? 'puts-back'
    : 'starts-again';
}
