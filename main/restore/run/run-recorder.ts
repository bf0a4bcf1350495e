import type { AppError } from '../../../shared/errors/app-error';
import type { Job } from '../../../shared/restore/job';
import { reduceRun } from '../../../shared/restore/reduce-run';
import type { RunEvent, RunEventBody } from '../../../shared/restore/run-event';
import type { RunState } from '../../../shared/restore/run-state';
import { stateBeforeRun } from '../../../shared/restore/run-state-of-job';
import type { StepId } from '../../../shared/restore/steps';
import type { JobStore } from '../job-store';
import type { Clock } from '../ports/step';
import { type Redact, redactDeep } from '../redact-deep';

/** How often state and job are written to the history while a run goes on. */
const SAVE_EVERY_MS = 500;

/**
 * The one sink of a run: numbers and stamps its events, takes secrets out so that no step can forget it, folds them into the state, keeps the log
 * and the job in the history, and tells whoever listens.
 */
export class RunRecorder {
  #state: RunState;
  #job: Job;
  #lastSave = 0;
  readonly #listeners = new Set<(event: RunEvent) => void>();

  constructor(
    job: Job,
    private readonly store: JobStore,
    private readonly clock: Clock,
    private readonly redact: Redact,
  ) {
    this.#job = job;
    // An earlier run's numbering is continued, so that a window which saw it takes the new events for new.
    this.#state = store.state(job.id) ?? stateBeforeRun(job);
  }

  get state(): RunState {
    return this.#state;
  }

  get job(): Job {
    return this.#job;
  }

  /** Returns a function that ends the listening. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(body: RunEventBody): void {
    const event: RunEvent = {
      ...this.#clean(body),
      jobId: this.#job.id,
      seq: this.#state.lastSeq + 1,
      at: this.clock.now().toISOString(),
    };
    this.#state = reduceRun(this.#state, event);
    if (event.type === 'log') this.store.appendLog(event);
    this.#job = { ...this.#job, ...progressOf(this.#state, this.#job) };
    this.#saveSometimes(event.type !== 'log' && event.type !== 'step-progress');
    for (const listener of this.#listeners) listener(event);
  }

  log(step: StepId | null, level: 'debug' | 'info' | 'warning' | 'error', text: string): void {
    this.emit({ type: 'log', step, level, source: 'console', text });
  }

  /** Changes fields of the job; written at once. */
  update(change: Partial<Job>): void {
    this.#job = { ...this.#job, ...redactDeep(change, this.redact) };
    this.store.save(this.#job);
  }

  /** The last event: carries the finished job. */
  finish(change: Partial<Job>): Job {
    this.update(change);
    this.emit({ type: 'finished', job: this.#job });
    this.store.saveState(this.#state);
    this.store.save(this.#job);
    return this.#job;
  }

  warn(error: AppError): void {
    this.update({ warnings: [...this.#job.warnings, error] });
    this.emit({ type: 'warning', error });
  }

  #clean(body: RunEventBody): RunEventBody {
    return redactDeep(body, this.redact);
  }

  #saveSometimes(important: boolean): void {
    const now = this.clock.ticks();
    if (!important && now - this.#lastSave < SAVE_EVERY_MS) return;
    this.#lastSave = now;
    this.store.saveState(this.#state);
    this.store.save(this.#job);
  }
}

function progressOf(state: RunState, job: Job): Pick<Job, 'progress_percent' | 'current_step' | 'steps'> {
  const running = state.steps
    .filter((step) => step.state === 'running' || step.state === 'stalled')
    .map((step) => step.id);
  return {
    progress_percent: state.phase === 'finished' ? job.progress_percent : Math.floor(state.progress * 100),
    current_step: state.phase === 'finished' ? job.current_step : running.join(', ') || job.current_step,
    steps: state.steps.map(jobStep),
  };
}

function jobStep(step: RunState['steps'][number]): Job['steps'][number] {
  return {
    id: step.id,
    state: step.state,
    started_at: step.startedAt,
    duration_seconds:
      step.startedAt && step.finishedAt
        ? (Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000
        : null,
    bytes: step.bytesDone,
    parts: step.parts,
  };
}
