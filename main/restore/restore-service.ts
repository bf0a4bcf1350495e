import { type AppError, fail } from '../../shared/errors/app-error';
import type { InspectProgress, Manifest } from '../../shared/manifest';
import type { Profile } from '../../shared/profile';
import type { Job } from '../../shared/restore/job';
import type { Plan, RestoreOptions } from '../../shared/restore/plan';
import type { RunEvent } from '../../shared/restore/run-event';
import type { RunState } from '../../shared/restore/run-state';
import { askTarget } from './ask-target';
import { attachJob } from './attach';
import { closedByHand } from './closed-by-hand';
import { findHostJob, hostJobs, importJob, unfinishedHostJob } from './host-jobs';
import type { Inspector } from './inspector';
import type { JobStore } from './job-store';
import { newJob } from './new-job';
import { notReachedError } from './not-reached';
import { makePlan } from './plan/make-plan';
import { unreachablePlan } from './plan/unreachable-plan';
import type { Clock } from './ports/step';
import { probeTarget } from './preflight/probe-target';
import { recoverJob } from './recover';
import type { Redact } from './redact-deep';
import { rollbackJob } from './rollback/rollback-job';
import { type CancelOutcome, type LivingRun, LivingRuns } from './run/living-runs';
import type { Operator } from './run/run-context';
import { runJob } from './run/run-job';
import type { TargetSessions } from './target-session';
import { whyForget } from './why-forget';

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

export type StartOutcome =
  | { readonly kind: 'started'; readonly run: LivingRun }
  | { readonly kind: 'refused'; readonly error: AppError };

export type AttachOutcome =
  | StartOutcome
  /** A living process of this machine owns it: its history is followed. */
  | { readonly kind: 'owned'; readonly job: Job };

/** What window and command line do: plan, restore, attach, cancel, recover, roll back. Electron-free, one per process. */
export class RestoreService {
  readonly #living: LivingRuns;

  constructor(private readonly deps: RestoreDependencies) {
    this.#living = new LivingRuns(deps);
  }

  /** Events of every run of this process. Returns a function that ends the listening. */
  listen(listener: (event: RunEvent) => void): () => void {
    return this.#living.listen(listener);
  }

  active(): readonly RunState[] {
    return this.#living.active();
  }

  snapshot(jobId: string): RunState | null {
    return this.#living.snapshot(jobId);
  }

  /** Asks a run, of this process or another, to end by its step's rule. */
  cancel(jobId: string): CancelOutcome {
    return this.#living.cancel(jobId);
  }

  /** Asks every living run to cancel: for an orderly end of the process. */
  async cancelAll(): Promise<void> {
    this.#living.cancelAll();
  }

  /** A plan from an archive and read-only probes. A target that cannot be reached is a plan with that blocker. */
  async plan(
    request: Pick<RestoreRequest, 'path' | 'target' | 'options' | 'onInspect' | 'signal'>,
  ): Promise<Plan> {
    const profile = this.deps.profile(request.target);
    const manifest = await this.#inspect(request);
    const now = this.deps.clock.now();
    const opened = await this.deps.sessions.open(profile);
    if (opened.kind !== 'open') {
      const error = notReachedError(opened);
      return unreachablePlan(this.deps.newId(), profile, manifest, request.options, error, now);
    }
    try {
      const facts = await probeTarget(opened.session, manifest.sha256);
      const history = this.#history(profile.name);
      const { options } = request;
      return makePlan({ jobId: this.deps.newId(), profile, manifest, options, facts, history, now }).plan;
    } finally {
      await opened.session.close();
    }
  }

  /** Begins a run. Refused, with nothing done, when the target has an unfinished one or the archive cannot be read. */
  async start(request: RestoreRequest): Promise<StartOutcome> {
    const { inspector, operator, clock } = this.deps;
    const profile = this.deps.profile(request.target);
    const manifest = await this.#inspect(request);
    const unfinished = this.#unfinished(profile.name, request.jobId);
    if (unfinished) return refused(unfinished);
    const earlier = request.jobId ? this.deps.jobs.get(request.jobId) : null;
    const id = earlier?.id ?? this.#freeId(request.plannedJobId);
    const { options } = request;
    const job = newJob(id, profile, manifest, options, operator, clock.now());
    if (earlier) this.deps.jobs.save({ ...job, created_at: earlier.created_at });
    else this.deps.jobs.create(job);
    const history = this.#history(profile.name);
    const uploadOnly = request.uploadOnly ?? false;
    const question = { profile, manifest, options, uploadOnly, operator, inspector, clock, history };
    return started(this.#living.own(job, profile, (run) => runJob(run, { ...question, products: {} })));
  }

  /**
   * Goes on with a run whose console is gone, from what the host's job folder says; one that a living process of this
   * machine owns is only followed. `target` finds a job that this history does not know.
   */
  async attach(idOrPrefix: string, target: string | null): Promise<AttachOutcome> {
    const { inspector, operator, clock } = this.deps;
    const job = await this.#jobHereOrThere(idOrPrefix, target);
    if (this.deps.jobs.isOwned(job.id)) return { kind: 'owned', job };
    if (job.status !== 'interrupted') return refused(notRestorable(job));
    const profile = this.deps.profile(target ?? job.target);
    const history = this.#history(profile.name);
    const question = { job, profile, operator, inspector, clock, history };
    return started(this.#living.own(job, profile, (run) => attachJob(run, question)));
  }

  /** Ends the newest unfinished job of a target, of this history or of the host's, on the old or the new pair. */
  async recover(target: string, options: { readonly forget: boolean }): Promise<StartOutcome> {
    const profile = this.deps.profile(target);
    this.deps.jobs.sweepInterrupted();
    const { jobs } = this.deps.jobs.list({ status: null, target: profile.name, search: '', limit: 50 });
    const job =
      jobs.find((each) => each.status === 'interrupted' || each.needs_person) ??
      (options.forget ? null : await this.#unfinishedThere(profile));
    if (!job) return refused({ code: 'no-unfinished-run', params: { target } });
    if (this.deps.jobs.isOwned(job.id)) {
      return refused({ code: 'job-running', params: { job: job.id, target } });
    }
    if (options.forget) return this.#forget(job, profile);
    const { operator, inspector, clock } = this.deps;
    const history = this.#history(profile.name);
    const question = { job, profile, operator, inspector, clock, history };
    return started(this.#living.own(job, profile, (run) => recoverJob(run, question)));
  }

  /** Back to the pair before a job's restore; forward again where that was done already. */
  async rollback(idOrPrefix: string, target: string): Promise<StartOutcome> {
    const { operator, clock } = this.deps;
    const profile = this.deps.profile(target);
    const job = await this.#jobHereOrThere(idOrPrefix, target);
    if (job.target !== profile.name) return refused(notRestorable(job));
    if (job.status !== 'completed' && job.status !== 'rolled_back') return refused(notRestorable(job));
    const unfinished = this.#unfinished(profile.name, job.id);
    if (unfinished) return refused(unfinished);
    const newer = this.#restoredAfter(job);
    if (newer) return refused({ code: 'rollback-not-newest', params: { job: job.id, newest: newer.id } });
    const question = { job, profile, operator, clock };
    return started(this.#living.own(job, profile, (run) => rollbackJob(run, question)));
  }

  /**
   * The jobs that a target's host tells of, newest first, whoever ran them. One whose console is gone and one whose
   * console lives elsewhere look the same there; what a living process of this machine has is told as it knows it.
   */
  async jobsOnHost(target: string): Promise<readonly Job[]> {
    const { jobs, sessions } = this.deps;
    const told = await askTarget(sessions, this.deps.profile(target), (session) => hostJobs(session));
    return told.map((job) => (jobs.isOwned(job.id) ? (jobs.get(job.id) ?? job) : job));
  }

  /** This history's job, else the host's, taken into this history. Throws `job-not-found`. */
  async #jobHereOrThere(idOrPrefix: string, target: string | null): Promise<Job> {
    this.deps.jobs.sweepInterrupted();
    const here = this.deps.jobs.find(idOrPrefix);
    if (here) return here;
    if (target === null) throw fail('job-not-found', { job: idOrPrefix });
    const there = await askTarget(this.deps.sessions, this.deps.profile(target), (session) =>
      findHostJob(session, idOrPrefix),
    );
    if (!there) throw fail('job-not-found', { job: idOrPrefix });
    return importJob(this.deps.jobs, there);
  }

  async #unfinishedThere(profile: Profile): Promise<Job | null> {
    const now = this.deps.clock.now();
    const job = await askTarget(this.deps.sessions, profile, (session) => unfinishedHostJob(session, now));
    return job && importJob(this.deps.jobs, job);
  }

  #freeId(planned: string | undefined): string {
    return planned !== undefined && this.deps.jobs.get(planned) === null ? planned : this.deps.newId();
  }

  /** Closes a job whose host is gone, or is not this target's. Else only `recover` without it may end the job. */
  async #forget(job: Job, profile: Profile): Promise<StartOutcome> {
    const because = await whyForget(this.deps.sessions, profile, job.id);
    if (because.kind === 'answers') return refused(because.error);
    const closed = this.#living.recorder(job).finish(closedByHand(job, because, this.deps.clock.now()));
    return started({ jobId: job.id, done: Promise.resolve(closed) });
  }

  #history(target: string): readonly Job[] {
    return this.#withPairs(target).filter((job) => job.status === 'completed');
  }

  #restoredAfter(job: Job): Job | null {
    // By when a pair became live: a job may have been uploaded long before it was restored.
    const liveSince = (each: Job): string => each.completed_at ?? each.created_at;
    return this.#withPairs(job.target).find((each) => liveSince(each) > liveSince(job)) ?? null;
  }

  /** Jobs that left a pair live on a target, newest first. */
  #withPairs(target: string): readonly Job[] {
    const { jobs } = this.deps.jobs.list({ status: null, target, search: '', limit: 200 });
    return jobs.filter((job) => job.status === 'completed' || job.status === 'rolled_back');
  }

  #unfinished(target: string, exceptJob: string | undefined): AppError | null {
    this.deps.jobs.sweepInterrupted();
    const { jobs } = this.deps.jobs.list({ status: null, target, search: '', limit: 50 });
    const other = jobs.find(
      (job) => job.id !== exceptJob && (job.status === 'restoring' || job.status === 'validating'),
    );
    if (other) return { code: 'job-running', params: { job: other.id, target } };
    const interrupted = jobs.find((job) => job.status === 'interrupted' || job.needs_person);
    if (!interrupted) return null;
    const { current_step: step, started_at: since } = interrupted;
    return { code: 'interrupted', params: { step, since: since ?? '' } };
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

function started(run: LivingRun): StartOutcome {
  return { kind: 'started', run };
}

function refused(error: AppError): { readonly kind: 'refused'; readonly error: AppError } {
  return { kind: 'refused', error };
}

function notRestorable(job: Job): AppError {
  return { code: 'job-not-restorable', params: { job: job.id, status: job.status } };
}
