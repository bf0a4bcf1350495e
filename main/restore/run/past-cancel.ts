import type { AppError } from '../../../shared/errors/app-error';
import type { Job } from '../../../shared/restore/job';
import type { RunState } from '../../../shared/restore/run-state';
import { CANCEL_RULES, type StepId, type StepState } from '../../../shared/restore/steps';

/** Not begun, or ended by a cancel before it began anything. */
const UNTOUCHED: ReadonlySet<StepState> = new Set<StepState>(['waiting', 'skipped', 'cancelled']);

/**
 * The newest step of a run that no cancel ends, once it has begun; null while a cancel still counts. Also when that step
 * has ended: between two steps, and after one that failed here, the host may be on the new pair. A run without a state
 * of its own yet is judged by its job, as the host's record tells it.
 */
export function stepPastCancel(state: RunState | null, job: Job | null): StepId | null {
  const steps = state && state.steps.length > 0 ? state.steps : (job?.steps ?? []);
  const past = steps.filter((step) => CANCEL_RULES[step.id] === 'refused' && !UNTOUCHED.has(step.state));
  return past.at(-1)?.id ?? null;
}

/** Why a cancel is not followed. */
export function cancelRefused(step: StepId): AppError {
  return { code: 'cancel-refused', params: { step } };
}
