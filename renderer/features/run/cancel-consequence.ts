import type { RunState } from '../../../shared/restore/run-state';
import { CANCEL_RULES, type StepId } from '../../../shared/restore/steps';
import { currentStep } from './current-step';

/** Whether a cancel may be asked for now, and which words say what it does. */
export type CancelConsequence =
  | { readonly kind: 'allowed'; readonly step: StepId | null; readonly safetyBackupBeside: boolean }
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
  const beside = run.steps.some(({ id, state }) => id === 'safety-backup' && state === 'running');
  return { kind: 'allowed', step, safetyBackupBeside: beside && step !== 'safety-backup' };
}
