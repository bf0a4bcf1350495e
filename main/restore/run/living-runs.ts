import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import type { RunEvent } from '../../../shared/restore/run-event';
import type { RunState } from '../../../shared/restore/run-state';
import type { StepId } from '../../../shared/restore/steps';
import type { JobStore } from '../job-store';
import { LOCK_LOST } from '../ports/lock-lost';
import type { Clock } from '../ports/step';
import type { Redact } from '../redact-deep';
import type { TargetSessions } from '../target-session';
import { noLongerThan } from './no-longer-than';
import { cancelRefused, stepPastCancel } from './past-cancel';
import { RunRecorder } from './run-recorder';
import { SessionHolder } from './session-holder';

/** How often a run says that its owner lives and asks whether another process wants it cancelled. */
const BEAT_EVERY_MS = 500;
/** How often the lock on the target is kept warm. */
const LOCK_BEAT_EVERY_MS = 10_000;
/** A host that does not answer within this time keeps nobody from cancelling. */
const LOCK_ANSWERS_WITHIN_MS = 5_000;

/** A run that was begun: follow it, and await its end. */
export interface LivingRun {
  readonly jobId: string;
  readonly done: Promise<Job>;
}

export type CancelOutcome =
  | { readonly kind: 'asked' }
  | { readonly kind: 'refused'; readonly error: AppError };

/** What a run is given to work with. */
export interface OwnedRun {
  readonly recorder: RunRecorder;
  readonly holder: SessionHolder;
  /** The run's cancel; aborted too when the lock was lost, which `isLockLost` tells apart. */
  readonly signal: AbortSignal;
  /** The lock's container: as long as it is set here the lock is kept warm. */
  lockId: string | null;
  /** Another console has taken the run over: from here on nothing on the target is this run's to touch. */
  readonly lockLost: boolean;
  /** Ends the run for that reason, at once: a step that works must not clear away what is the other's. */
  loseLock(): void;
  /**
   * From here on every cancel is refused for that step: what the run's own steps do not tell, where it goes on with a
   * cutover that was begun before. One that was asked already is said not to be followed.
   */
  refuseCancel(step: StepId): void;
}

interface Living {
  readonly recorder: RunRecorder;
  readonly abort: AbortController;
  /** See {@link OwnedRun.refuseCancel}. */
  refusing: StepId | null;
  /** A cancel was asked for and is being followed. */
  cancelling: boolean;
  /** Asks whether the lock is still this run's, and aborts for that reason where it is not; null while it holds none. */
  askLock: () => Promise<void> | null;
}

export interface LivingRunsDependencies {
  readonly jobs: JobStore;
  readonly sessions: TargetSessions;
  readonly clock: Clock;
  readonly redact: Redact;
}

/** The runs that this process owns: from the first event to the last, whatever happens in between. */
export class LivingRuns {
  readonly #living = new Map<string, Living>();
  readonly #listeners = new Set<(event: RunEvent) => void>();

  constructor(private readonly deps: LivingRunsDependencies) {}

  /** Events of every run of this process. Returns a function that ends the listening. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  active(): readonly RunState[] {
    return [...this.#living.values()].map(({ recorder }) => recorder.state);
  }

  /** A run of this process as it is; else as the history has it, ended where no process owns it any more. */
  snapshot(jobId: string): RunState | null {
    const living = this.#living.get(jobId);
    if (living) return living.recorder.state;
    this.deps.jobs.sweepInterrupted();
    const state = this.deps.jobs.state(jobId);
    const job = this.deps.jobs.get(jobId);
    if (!state || !job || this.deps.jobs.isOwned(jobId)) return state;
    // Its console died before it could say so, or another one has changed the job since.
    return { ...state, phase: 'finished', job };
  }

  /** Asks a run, of this process or another, to end by its step's rule. Refused once its cutover has begun. */
  cancel(jobId: string): CancelOutcome {
    const living = this.#living.get(jobId);
    if (living) return askToCancel(living);
    const state = this.snapshot(jobId);
    const job = this.deps.jobs.get(jobId);
    const past = stepPastCancel(state, job);
    if (past && this.deps.jobs.isOwned(jobId)) return { kind: 'refused', error: cancelRefused(past) };
    if (this.deps.jobs.requestCancel(jobId)) return { kind: 'asked' };
    return {
      kind: 'refused',
      error: job
        ? { code: 'job-not-restorable', params: { job: jobId, status: job.status } }
        : { code: 'job-not-found', params: { job: jobId } },
    };
  }

  /** Asks every run of this process to end. */
  cancelAll(): void {
    for (const living of this.#living.values()) askToCancel(living);
  }

  /** A recorder outside any run, for a job that is closed without one. */
  recorder(job: Job): RunRecorder {
    const started: Job = {
      ...job,
      status: job.status === 'interrupted' ? 'restoring' : job.status,
      started_at: this.deps.clock.now().toISOString(),
    };
    const recorder = new RunRecorder(started, this.deps.jobs, this.deps.clock, this.deps.redact);
    recorder.listen((event) => {
      if (writesToTheTarget(event) && recorder.job.status === 'validating') {
        recorder.update({ status: 'restoring' });
      }
      for (const listener of this.#listeners) listener(event);
    });
    return recorder;
  }

  /** Owns a run until `work` has ended; what it gives are the job's last fields. */
  own(job: Job, profile: Profile, work: (run: OwnedRun) => Promise<Partial<Job>>): LivingRun {
    const recorder = this.recorder(job);
    this.deps.jobs.beginRun(job.id);
    const living: Living = {
      recorder,
      abort: new AbortController(),
      refusing: null,
      cancelling: false,
      askLock: () => null,
    };
    this.#living.set(job.id, living);
    const run = ownedRun(living, new SessionHolder(this.deps.sessions, profile, recorder));
    living.askLock = () => (run.lockId === null ? null : beatLock(run).catch(() => undefined));
    const timers = this.#beat(living, run);
    const done = (async () => {
      try {
        return recorder.finish(await work(run));
      } catch (thrown) {
        // A defect of ours, or a host that cannot be asked: it may hold anything, so the job asks for recover.
        const error = toAppError(thrown);
        return recorder.finish({ status: 'interrupted', error, error_message: String(thrown) });
      } finally {
        for (const timer of timers) clearInterval(timer);
        this.deps.jobs.endRun(job.id);
        this.#living.delete(job.id);
        await run.holder.close().catch(() => undefined);
      }
    })();
    return { jobId: job.id, done };
  }

  #beat(living: Living, run: OwnedRun): readonly NodeJS.Timeout[] {
    const owner = setInterval(() => {
      try {
        if (!this.deps.jobs.beat(living.recorder.job.id).cancelRequested) return;
        const outcome = askToCancel(living);
        // Whoever asked saw a state that was a moment older, and has gone.
        if (outcome.kind === 'refused') living.recorder.warn(outcome.error);
      } catch {
        // A busy or full disk of this machine must not end a run; the next beat comes soon.
      }
    }, BEAT_EVERY_MS);
    const lock = setInterval(() => {
      void beatLock(run).catch(() => undefined);
    }, LOCK_BEAT_EVERY_MS);
    return [owner, lock];
  }
}

function ownedRun(living: Living, holder: SessionHolder): OwnedRun {
  const { recorder, abort } = living;
  let lockLost = false;
  return {
    recorder,
    holder,
    signal: abort.signal,
    lockId: null,
    get lockLost() {
      return lockLost;
    },
    loseLock() {
      lockLost = true;
      abort.abort(LOCK_LOST);
    },
    refuseCancel(step) {
      if (abort.signal.aborted && !lockLost && !living.refusing) recorder.warn(cancelRefused(step));
      living.refusing = step;
    },
  };
}

function writesToTheTarget(event: RunEvent): boolean {
  return (
    event.type === 'step-started' &&
    event.step !== 'preflight' &&
    event.step !== 'lock' &&
    event.step !== 'upload'
  );
}

function askToCancel(living: Living): CancelOutcome {
  const past = pastCancel(living);
  if (past) return { kind: 'refused', error: cancelRefused(past) };
  if (living.abort.signal.aborted || living.cancelling) return { kind: 'asked' };
  living.cancelling = true;
  try {
    living.recorder.emit({ type: 'cancel-requested' });
  } finally {
    // A history that cannot be written now keeps nobody from cancelling, and it is asked once.
    void abortAsAsked(living);
  }
  return { kind: 'asked' };
}

/**
 * A step that is cancelled clears away what it made. A console that slept may have been taken over since and not know it
 * yet: the lock is asked first, and one that is gone aborts the run for that reason, which leaves all to the other.
 */
async function abortAsAsked(living: Living): Promise<void> {
  const asking = living.askLock();
  if (asking) await noLongerThan(LOCK_ANSWERS_WITHIN_MS, asking);
  const past = pastCancel(living);
  if (past && !living.abort.signal.aborted) living.recorder.warn(cancelRefused(past));
  else living.abort.abort();
}

function pastCancel({ refusing, recorder }: Living): StepId | null {
  return refusing ?? stepPastCancel(recorder.state, recorder.job);
}

/** Keeps the lock warm over the session that is open, and learns when it is not this run's any more. */
export async function beatLock(run: OwnedRun): Promise<void> {
  const { lockId, holder } = run;
  const session = holder.openSession();
  if (lockId === null || !session) return;
  try {
    await session.docker.heartbeat(lockId);
  } catch (thrown) {
    // A lock that was given back meanwhile is no loss.
    if (toAppError(thrown).code !== 'container-missing' || run.lockId !== lockId) throw thrown;
    if (run.lockLost) return;
    run.loseLock();
    run.recorder.log(null, 'error', 'The lock on the target is not this run’s any more');
  }
}
