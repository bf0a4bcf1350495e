import type { AppError } from '../../../shared/errors/app-error';
import type { HealthCheck, PostCommand } from '../../../shared/profile';
import type { LogLevel } from '../../../shared/restore/run-event';
import type { DatabaseNames } from './database';
import type { JobPlace } from './step';

/** Everything the cutover needs to know, written into the job folder before it begins, so that any console can end it. */
export interface CutoverSpec {
  readonly place: JobPlace;
  readonly database: {
    readonly containerId: string;
    /** Its name: what finds it again, by `recover` or by a person, when it was made anew and has another id. */
    readonly containerName: string;
    readonly adminRole: string;
    readonly maintenanceDatabase: string;
    readonly names: DatabaseNames;
    /** Null at a first restore. */
    readonly liveOid: number | null;
    readonly freshOid: number;
    /**
     * How the admin's psql is called, from `DatabaseServer.adminPsql`: arguments after the docker prefix, such as
     * `exec -i <id> psql -X -w -v ON_ERROR_STOP=1 -At -U postgres -d postgres`. Reads SQL from standard input; psql
     * options may be appended. No secret in it.
     */
    readonly psqlArgv: readonly string[];
  } | null;
  readonly media: {
    readonly source: string;
    readonly folder: string;
    readonly mode: 'merge' | 'mirror';
    readonly first: boolean;
    /** The container that moves the media, from `MediaStore.startMover`; `runArgv` makes it anew (docker prefix included). */
    readonly mover: { readonly name: string; readonly runArgv: readonly string[] };
  } | null;
  /** Stopped in this order; started backend first, workers and others after health. Only those that ran are started. */
  readonly services: readonly {
    readonly id: string;
    readonly name: string;
    readonly role: 'backend' | 'worker' | 'other';
    readonly graceSeconds: number;
    readonly wasRunning: boolean;
  }[];
  readonly beforeStart: readonly (PostCommand & {
    readonly containerId: string;
    readonly containerName: string;
  })[];
  readonly health: HealthCheck | null;
  /** The container the docker and command checks ask. */
  readonly healthContainerId: string | null;
  readonly healthContainerName: string | null;
  readonly healthTimeoutSeconds: number;
  /** False when the operator lets a site that was unhealthy before stay so. */
  readonly healthRequired: boolean;
  /**
   * There in a restore in place, where the old database is in its safety backup alone: a reverse then takes the new
   * pair out and starts nothing, as who began it puts the old one back; these lines end the manual way to the old pair.
   */
  readonly putBackByHand?: readonly string[];
}

export type CutoverOutcome =
  /** The new pair is live and healthy. */
  | {
      readonly kind: 'completed';
      readonly parts: readonly { name: string; seconds: number }[];
      readonly killed: readonly string[];
      /** What health said when a site that was unhealthy before was let stay so; null where health has passed. */
      readonly healthAccepted: string | null;
      /** Without service, by the host's journal; null where nothing was stopped. */
      readonly downtimeSeconds: number | null;
    }
  /** The old pair is back, services as they were. */
  | {
      readonly kind: 'reversed';
      readonly error: AppError;
      readonly parts: readonly { name: string; seconds: number }[];
      readonly downtimeSeconds: number | null;
    }
  /** Neither could be reached: the journal says where it stands. */
  | { readonly kind: 'needs-person'; readonly error: AppError; readonly manual: readonly string[] };

export interface CutoverListener {
  part(name: string, state: 'begin' | 'done' | 'failed'): void;
  downtime(state: 'began' | 'ended'): void;
  log(level: LogLevel, source: 'console' | 'host', text: string): void;
  /** What undoes this cutover by hand, as soon as it is known: before anything is stopped, or from the job folder. */
  manual?(undo: readonly string[]): void;
}

/** Runs the cutover as a detached host script with a journal, and ends one that was interrupted. */
export interface Cutover {
  /**
   * `onLaunch` is called right before the host's script is started: what is thrown before that has changed nothing.
   */
  run(spec: CutoverSpec, listener: CutoverListener, onLaunch?: () => void): Promise<CutoverOutcome>;
  /** True while a script of this job folder, begun by any console, is at work on the host. */
  isLiving(place: JobPlace): Promise<boolean>;
  /** Old or new pair, by OID and media marker: before health had passed the old one, after it the new one. */
  recover(
    place: JobPlace,
    listener: CutoverListener,
  ): Promise<CutoverOutcome | { readonly kind: 'not-begun' }>;
}
