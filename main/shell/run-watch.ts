import { reduceRun } from '../../shared/restore/reduce-run';
import type { RunEvent } from '../../shared/restore/run-event';
import { emptyRunState, type RunState } from '../../shared/restore/run-state';

type Listener = (active: readonly RunState[], finished: RunState | null) => void;

/**
 * What the shell knows of runs: those that run now, folded from the same events the page gets. Feeds the taskbar,
 * the power-save blocker, the notification at the end and the question asked on quitting.
 */
export class RunWatch {
  private readonly runs = new Map<string, RunState>();
  private readonly listeners: Listener[] = [];

  /** Runs that have begun and not finished. */
  active(): readonly RunState[] {
    return [...this.runs.values()];
  }

  /** Called after each batch; `finished` is the run that ended in it. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  take(jobId: string, events: readonly RunEvent[]): void {
    const state = events.reduce(reduceRun, this.runs.get(jobId) ?? emptyRunState(jobId));
    if (state.phase === 'finished') this.runs.delete(jobId);
    else this.runs.set(jobId, state);
    for (const listener of this.listeners) listener(this.active(), state.phase === 'finished' ? state : null);
  }
}
