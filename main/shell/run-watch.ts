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

  /** `known`: a run as the services have it. What ends an interrupted job tells no event that names it. */
  constructor(private readonly known: (jobId: string) => RunState | null = () => null) {}

  /** Runs that have begun and not finished. */
  active(): readonly RunState[] {
    return [...this.runs.values()];
  }

  /** Called after each batch; `finished` is the run that ended in it. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  take(jobId: string, events: readonly RunEvent[]): void {
    const before = this.runs.get(jobId) ?? this.before(jobId, events);
    const state = events.reduce(reduceRun, before);
    const end = events.find((event) => event.type === 'finished');
    if (end) this.runs.delete(jobId);
    else this.runs.set(jobId, state);
    const finished: RunState | null = end ? { ...state, phase: 'finished', job: end.job } : null;
    for (const listener of this.listeners) listener(this.active(), finished);
  }

  private before(jobId: string, events: readonly RunEvent[]): RunState {
    const known = events[0]?.type === 'run-started' ? null : this.known(jobId);
    if (!known) return emptyRunState(jobId);
    // What an earlier run of the job ended with is not the end of this one.
    return known.phase === 'finished' ? { ...known, phase: 'running', job: null } : known;
  }
}
