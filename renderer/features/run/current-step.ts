import type { RunState, RunStep } from '../../../shared/restore/run-state';

/**
 * The step that stands for the run now: the running one; of two that run side by side the one that is not the
 * safety backup, which only goes on beside it. Null between steps and after the end.
 */
export function currentStep(run: Pick<RunState, 'steps'>): RunStep | null {
  const running = run.steps.filter(({ state }) => state === 'running' || state === 'stalled');
  return running.find(({ id }) => id !== 'safety-backup') ?? running[0] ?? null;
}
