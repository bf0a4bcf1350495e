import type { AppError } from '../../../shared/errors/app-error';
import type { Manifest } from '../../../shared/manifest';
import type { Profile } from '../../../shared/profile';
import type { Administrator, Job, Verification, VerificationCheck } from '../../../shared/restore/job';
import type { RestoreOptions } from '../../../shared/restore/plan';
import type { StepId } from '../../../shared/restore/steps';
import type { InPlaceEnd } from '../in-place/end-in-place';
import type { Inspector } from '../inspector';
import type { PlannedRun } from '../plan/make-plan';
import type { Clock, JobPlace, StepIo } from '../ports/step';
import type { DowntimeMeter } from '../steps/downtime-meter';
import type { TargetParts, TargetSession } from '../target-session';
import type { RunFacts } from './run-facts';
import type { RunRecorder } from './run-recorder';

/** Who runs, from where, with which console: shown in locks, jobs and reports. */
export interface Operator {
  readonly name: string;
  readonly machine: string;
  /** Version of this console. */
  readonly console?: string;
}

/** What preflight found and decided; every later step builds on it. */
export interface Prepared {
  readonly facts: RunFacts;
  readonly planned: Pick<PlannedRun, 'dump' | 'withMedia' | 'names' | 'safetyBackup'>;
  readonly place: JobPlace;
}

/** What steps leave for those after them. Filled once each, in step order. */
export interface RunProducts {
  prepared?: Prepared;
  lockHeld?: boolean;
  /** The lock's container, once it is known. */
  lockId?: string;
  safetyBackupPath?: string;
  freshOid?: number;
  countedRows?: ReadonlyMap<string, number> | null;
  /** The merge was asked for; a repeat cannot know whether it was committed. */
  mergeBegun?: boolean;
  administrators?: readonly Administrator[];
  verification?: Verification;
  handedOver?: boolean;
  /** From here on nothing is taken back by the console: the host's script finishes or reverses alone. */
  cutoverBegun?: boolean;
  mediaStaged?: { readonly files: number; readonly bytes: number };
  mediaChecks?: readonly VerificationCheck[];
  downtimeSeconds?: number;
  /** Health was asked and passed on the new pair; earlier pairs are kept otherwise. */
  healthProven?: boolean;
  /** How many commands of phase `after` have ended and been told: a repeated step passes them over. */
  afterCommandsRun?: number;
  /** How far the log of the one that runs was told. Of this console only: another begins at its first line. */
  afterLogOffset?: number;
  /** In place: the journal on the host is this run's, the site is down or about to be. */
  inPlaceBegun?: boolean;
  /** In place: the live database is gone; only the safety backup holds it. */
  inPlaceDropped?: boolean;
  /** In place: what a person types to have the old database back. */
  inPlaceManual?: readonly string[];
  /** In place: how it was taken back; decides what the run's end is called. */
  inPlaceEnd?: InPlaceEnd;
  /** Begun before the cutover where the site goes down before it. */
  downtimeMeter?: DowntimeMeter;
  /** Steps that have ended well, in this run or in the one it goes on with: they are not run again. */
  done?: readonly StepId[];
  /** Steps whose work could not be taken back: the target holds something of ours, and the lock. */
  leftBehind?: readonly StepId[];
}

/** How long what a passing fault keeps from being taken back is tried again, and how often. */
export interface Patience {
  readonly leaveMs: number;
  readonly pauseMs: number;
}

/** Crash recovery of a big server takes minutes. */
export const PATIENCE: Patience = { leaveMs: 5 * 60_000, pauseMs: 3_000 };

/** All a step works with. The session is the one that is open now: after a reconnect it is another. */
export interface RunContext {
  readonly profile: Profile;
  readonly manifest: Manifest;
  readonly options: RestoreOptions;
  readonly operator: Operator;
  readonly inspector: Inspector;
  readonly recorder: RunRecorder;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly history: readonly Job[];
  readonly products: RunProducts;
  session(): Promise<TargetSession>;
  parts(): Promise<TargetParts>;
  /**
   * Writes what the run has reached into the job folder, so that another console can go on from there. Steps call it
   * before what could not be asked of the host later; the runner calls it at every step's end. Throws `lock-lost`.
   */
  checkpoint(): Promise<void>;
  /** Asks whether the run is still this console's, as after a reconnect; throws `lock-lost`. */
  fence(): Promise<void>;
  /** True once another console has taken the run over. */
  lockLost(): boolean;
}

/** What preflight left; a step that runs without it is a defect of the runner's order. */
export function prepared(context: RunContext): Prepared {
  if (!context.products.prepared) throw new Error('A step ran before preflight had ended');
  return context.products.prepared;
}

export type StepPart = { readonly name: string; readonly seconds: number };

/** How a step ended. Failures are thrown; these are the expected ends. */
export type StepResult =
  | { readonly kind: 'done'; readonly parts?: readonly StepPart[] }
  | { readonly kind: 'cancelled' }
  /** Preflight found what stands against the run: nothing was written. */
  | { readonly kind: 'blocked'; readonly error: AppError }
  /** The cutover put the old pair back. */
  | { readonly kind: 'reversed'; readonly error: AppError; readonly parts: readonly StepPart[] }
  | { readonly kind: 'needs-person'; readonly error: AppError; readonly manual: readonly string[] };

/**
 * A step: the unit of code, progress, log, cancel and test. `run` is safe to repeat: after a lost connection it is
 * called again with a new session and takes up what the host did meanwhile. `leave` takes back what it made.
 */
export interface Step {
  readonly id: StepId;
  run(context: RunContext, io: StepIo): Promise<StepResult>;
  leave?(context: RunContext): Promise<void>;
  /** The lock: kept while anything of the run could not be taken back, so that nobody builds upon it before `recover`. */
  readonly leaveOnlyIfClean?: boolean;
}
