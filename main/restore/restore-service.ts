import { type AppError, fail, toAppError } from '../../shared/errors/app-error';
import type { InspectProgress, Manifest } from '../../shared/manifest';
import type { Profile } from '../../shared/profile';
import type { Job } from '../../shared/restore/job';
import type { Plan, RestoreOptions } from '../../shared/restore/plan';
import type { RunEvent } from '../../shared/restore/run-event';
import type { RunState } from '../../shared/restore/run-state';
import { CANCEL_RULES } from '../../shared/restore/steps';
import type { Inspector } from './inspector';
import type { JobStore } from './job-store';
import { newJob } from './new-job';
import { notReachedError } from './not-reached';
import { makePlan } from './plan/make-plan';
import { unreachablePlan } from './plan/unreachable-plan';
import type { Clock } from './ports/step';
import { probeTarget } from './preflight/probe-target';
import { recoverJob } from './recover';
import { executeRun } from './run/execute-run';
import { jobEnd } from './run/job-end';
import { runPhases } from './run/phases';
import { type Operator, PATIENCE, type RunContext, type RunProducts } from './run/run-context';
import { type Redact, RunRecorder } from './run/run-recorder';
import { SessionHolder } from './run/session-holder';
import type { TargetSessions } from './target-session';

/** How often a run says that its owner lives and asks whether another process wants it cancelled. */
const BEAT_EVERY_MS = 500;
/** How often the lock on the target is kept warm. */
const LOCK_BEAT_EVERY_MS = 10_000;

export interface RestoreDependencies {
  readonly inspector: Inspector;
  readonly jobs: JobStore;
  readonly sessions: TargetSessions;
  /** Throws `target-not-found`. */
  readonly profile: (name: string) => Profile;
  readonly clock: Clock;
  readonly operator: Operator;
  readonly redact: Redact;
  readonly newId: () => string;
}

export interface RestoreRequest {
  readonly path: string;
  readonly target: string;
  readonly options: RestoreOptions;
  /** Only as far as the archive on the host. */
  readonly uploadOnly?: boolean;
  /** An uploaded job to go on with; its id and history are kept. */
  readonly jobId?: string;
  /** The id a plan was made with; taken for the new job unless there is one of that id already. */
  readonly plannedJobId?: string;
  readonly onInspect?: (progress: InspectProgress) => void;
  readonly signal?: AbortSignal;
}

/** A run that was begun: follow it, and await its end. */
export interface LivingRun {
  readonly jobId: string;
  readonly done: Promise<Job>;
}

export type StartOutcome =
  | { readonly kind: 'started'; readonly run: LivingRun }
  | { readonly kind: 'refused'; readonly error: AppError };

export type CancelOutcome =
  | { readonly kind: 'asked' }
  | { readonly kind: 'refused'; readonly error: AppError };

/** What window and command line do: plan, restore, follow, cancel, recover. Electron-free, one per process. */
export class RestoreService {
  readonly #living = new Map<string, { readonly recorder: RunRecorder; readonly abort: AbortController }>();
  readonly #listeners = new Set<(event: RunEvent) => void>();

  constructor(private readonly deps: RestoreDependencies) {}

  /** Events of every run of this process. Returns a function that ends the listening. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  active(): readonly RunState[] {
    return [...this.#living.values()].map(({ recorder }) => recorder.state);
  }

  snapshot(jobId: string): RunState | null {
    return this.#living.get(jobId)?.recorder.state ?? this.deps.jobs.state(jobId);
  }

  /** A plan from an archive and read-only probes. A target that cannot be reached is a plan with that blocker. */
  async plan(
    request: Pick<RestoreRequest, 'path' | 'target' | 'options' | 'onInspect' | 'signal'>,
  ): Promise<Plan> {
    const profile = this.deps.profile(request.target);
    const manifest = await this.#inspect(request);
    const opened = await this.deps.sessions.open(profile);
    if (opened.kind !== 'open')
      return unreachablePlan(
        this.deps.newId(),
        profile,
        manifest,
        request.options,
        notReachedError(opened),
        this.deps.clock.now(),
      );
    try {
      const facts = await probeTarget(opened.session, manifest.sha256);
      return makePlan({
        jobId: this.deps.newId(),
        profile,
        manifest,
        options: request.options,
        facts,
        history: this.#history(profile.name),
        now: this.deps.clock.now(),
      }).plan;
    } finally {
      await opened.session.close();
    }
  }

  /** Begins a run. Refused, with nothing done, when the target has an unfinished one or the archive cannot be read. */
  async start(request: RestoreRequest): Promise<StartOutcome> {
    const profile = this.deps.profile(request.target);
    const manifest = await this.#inspect(request);
    const unfinished = this.#unfinished(profile.name, request.jobId);
    if (unfinished) return { kind: 'refused', error: unfinished };
    const earlier = request.jobId ? this.deps.jobs.get(request.jobId) : null;
    const fresh = newJob(
      earlier?.id ?? this.#freeId(request.plannedJobId),
      profile,
      manifest,
      request.options,
      this.deps.operator,
      this.deps.clock.now(),
    );
    if (earlier) this.deps.jobs.save({ ...fresh, created_at: earlier.created_at });
    else this.deps.jobs.create(fresh);
    return { kind: 'started', run: this.#begin(fresh, profile, manifest, request) };
  }

  #freeId(planned: string | undefined): string {
    return planned !== undefined && this.deps.jobs.get(planned) === null ? planned : this.deps.newId();
  }

  /** Asks a run, of this process or another, to end by its step's rule. */
  cancel(jobId: string): CancelOutcome {
    const state = this.snapshot(jobId);
    const running = state?.steps.find(
      (step) => step.state === 'running' && CANCEL_RULES[step.id] === 'refused',
    );
    if (running) return { kind: 'refused', error: { code: 'cancel-refused', params: { step: running.id } } };
    const living = this.#living.get(jobId);
    if (living) {
      this.#askToCancel(living);
      return { kind: 'asked' };
    }
    if (this.deps.jobs.requestCancel(jobId)) return { kind: 'asked' };
    const job = this.deps.jobs.get(jobId);
    return {
      kind: 'refused',
      error: job
        ? { code: 'job-not-restorable', params: { job: jobId, status: job.status } }
        : { code: 'job-not-found', params: { job: jobId } },
    };
  }

  /** Ends the newest unfinished job of a target on the old or the new pair. */
  async recover(target: string, options: { readonly forget: boolean }): Promise<StartOutcome> {
    const profile = this.deps.profile(target);
    this.deps.jobs.sweepInterrupted();
    const { jobs } = this.deps.jobs.list({ status: null, target: profile.name, search: '', limit: 50 });
    const job = jobs.find((each) => each.status === 'interrupted' || each.needs_person);
    if (!job) return { kind: 'refused', error: { code: 'no-unfinished-run', params: { target } } };
    if (this.deps.jobs.isOwned(job.id)) {
      return { kind: 'refused', error: { code: 'job-running', params: { job: job.id, target } } };
    }
    if (options.forget) return this.#forget(job, profile);
    const recorder = this.#recorder(job);
    const abort = new AbortController();
    const done = this.#own(job, recorder, abort, { keepLock: false }, (holder) =>
      recoverJob({ job, profile, recorder, holder, clock: this.deps.clock }),
    );
    return { kind: 'started', run: { jobId: job.id, done } };
  }

  /** Asks every living run to cancel and waits until all have ended: for an orderly end of the process. */
  async cancelAll(): Promise<void> {
    for (const living of this.#living.values()) this.#askToCancel(living);
  }

  #begin(job: Job, profile: Profile, manifest: Manifest, request: RestoreRequest): LivingRun {
    const recorder = this.#recorder(job);
    const abort = new AbortController();
    const products: RunProducts = {};
    const shape = {
      database: request.options.restoreSql && manifest.dumps.length > 0,
      media: request.options.restoreMedia && (manifest.media?.files ?? 0) > 0 && profile.media !== null,
      safetyBackup: request.options.restoreSql && request.options.safetyBackup && manifest.dumps.length > 0,
      inPlace: request.options.strategy === 'in-place',
      uploadOnly: request.uploadOnly ?? false,
    };
    const done = this.#own(job, recorder, abort, { keepLock: true }, async (holder) => {
      const context: RunContext = {
        profile,
        manifest,
        options: request.options,
        operator: this.deps.operator,
        inspector: this.deps.inspector,
        recorder,
        clock: this.deps.clock,
        patience: PATIENCE,
        history: this.#history(profile.name),
        products,
        session: () => holder.session(),
        parts: () => holder.parts(),
      };
      const phases = runPhases(shape);
      recorder.emit({
        type: 'run-started',
        target: profile.name,
        environment: profile.environment,
        filename: manifest.filename,
        steps: phases.flatMap((phase) => phase.flatMap((chain) => chain.map((step) => step.id))),
      });
      const end = await executeRun(context, phases, abort.signal, holder.waitForConnection);
      return jobEnd(recorder.job, end, products, this.deps.clock.now(), shape.uploadOnly);
    });
    return { jobId: job.id, done };
  }

  /** Owns a run from its first event to its last, whatever happens in between. */
  #own(
    job: Job,
    recorder: RunRecorder,
    abort: AbortController,
    options: { readonly keepLock: boolean },
    work: (holder: SessionHolder) => Promise<Partial<Job>>,
  ): Promise<Job> {
    this.deps.jobs.beginRun(job.id);
    this.#living.set(job.id, { recorder, abort });
    const holder = new SessionHolder(this.deps.sessions, this.deps.profile(job.target), recorder);
    const beating = this.#beat(job.id, { recorder, abort }, options.keepLock ? holder : null);
    return (async () => {
      try {
        return recorder.finish(await work(holder));
      } catch (thrown) {
        // A defect of ours: the host may hold anything, so the job asks for recover instead of claiming an end.
        return recorder.finish({
          status: 'interrupted',
          error: toAppError(thrown),
          error_message: String(thrown),
        });
      } finally {
        for (const timer of beating) clearInterval(timer);
        this.deps.jobs.endRun(job.id);
        this.#living.delete(job.id);
        await holder.close().catch(() => undefined);
      }
    })();
  }

  #beat(
    jobId: string,
    living: { recorder: RunRecorder; abort: AbortController },
    holder: SessionHolder | null,
  ): readonly NodeJS.Timeout[] {
    const owner = setInterval(() => {
      try {
        if (this.deps.jobs.beat(jobId).cancelRequested) this.#askToCancel(living);
      } catch {
        // A busy or full disk of this machine must not end a run; the next beat comes soon.
      }
    }, BEAT_EVERY_MS);
    if (!holder) return [owner];
    const lock = setInterval(() => {
      void keepLockWarm(holder, living.recorder.job.target, this.deps.profile).catch(() => undefined);
    }, LOCK_BEAT_EVERY_MS);
    return [owner, lock];
  }

  #askToCancel(living: { recorder: RunRecorder; abort: AbortController }): void {
    if (living.abort.signal.aborted) return;
    const past = living.recorder.state.steps.some(
      (step) => step.state === 'running' && CANCEL_RULES[step.id] === 'refused',
    );
    if (past) return;
    living.recorder.emit({ type: 'cancel-requested' });
    living.abort.abort();
  }

  #recorder(job: Job): RunRecorder {
    const started: Job = {
      ...job,
      status: job.status === 'interrupted' ? 'restoring' : job.status,
      started_at: this.deps.clock.now().toISOString(),
    };
    const recorder = new RunRecorder(started, this.deps.jobs, this.deps.clock, this.deps.redact);
    recorder.listen((event) => {
      if (
        event.type === 'step-started' &&
        event.step !== 'preflight' &&
        event.step !== 'lock' &&
        event.step !== 'upload'
      ) {
        if (recorder.job.status === 'validating') recorder.update({ status: 'restoring' });
      }
      for (const listener of this.#listeners) listener(event);
    });
    return recorder;
  }

  /** Closes a job whose host is gone. Where the host answers, only `recover` without it may end the job. */
  async #forget(job: Job, profile: Profile): Promise<StartOutcome> {
    const opened = await this.deps.sessions.open(profile);
    if (opened.kind === 'open') {
      await opened.session.close();
      const message = `${opened.session.host.address} answers: recover without --forget`;
      return { kind: 'refused', error: { code: 'usage', params: { message } } };
    }
    const recorder = this.#recorder(job);
    const closed = recorder.finish({
      status: 'failed',
      needs_person: false,
      completed_at: this.deps.clock.now().toISOString(),
    });
    return { kind: 'started', run: { jobId: job.id, done: Promise.resolve(closed) } };
  }

  #history(target: string): readonly Job[] {
    return this.deps.jobs.list({ status: 'completed', target, search: '', limit: 20 }).jobs;
  }

  #unfinished(target: string, exceptJob: string | undefined): AppError | null {
    this.deps.jobs.sweepInterrupted();
    const { jobs } = this.deps.jobs.list({ status: null, target, search: '', limit: 50 });
    const other = jobs.find(
      (job) => job.id !== exceptJob && (job.status === 'restoring' || job.status === 'validating'),
    );
    if (other) return { code: 'job-running', params: { job: other.id, target } };
    const interrupted = jobs.find((job) => job.status === 'interrupted' || job.needs_person);
    if (interrupted) {
      return {
        code: 'interrupted',
        params: { step: interrupted.current_step, since: interrupted.started_at ?? '' },
      };
    }
    return null;
  }

  async #inspect(request: Pick<RestoreRequest, 'path' | 'onInspect' | 'signal'>): Promise<Manifest> {
    const outcome = await this.deps.inspector.inspect(request.path, {
      signal: request.signal ?? new AbortController().signal,
      onProgress: request.onInspect ?? (() => undefined),
    });
    if (outcome.kind === 'cancelled') throw fail('cancelled', { step: 'inspection' });
    return outcome.manifest;
  }
}

async function keepLockWarm(
  holder: SessionHolder,
  target: string,
  profileOf: (name: string) => Profile,
): Promise<void> {
  const open = holder.openParts();
  if (!open) return;
  const { session, parts } = await open;
  await session.docker.heartbeat(parts.container.id, profileOf(target).database.name);
}
