import type { LockFacts } from '../ports/docker';
import type { MediaHolding } from '../ports/media';
import type { FolderTarget, TargetIdentity } from '../target-identity';

/** A database of the server, with the sessions in it that are not ours. */
export interface DatabaseHolding {
  readonly name: string;
  readonly oid: number;
  readonly bytes: number | null;
  readonly sessions: number;
}

export interface FileHolding {
  readonly name: string;
  readonly bytes: number;
  readonly madeAt: string;
}

/** A job folder, with as much as its files tell. */
export interface JobFolder {
  readonly jobId: string;
  readonly bytes: number | null;
  readonly madeAt: string;
  /** From job.json; null where it is missing or unreadable. */
  readonly about: {
    readonly target: FolderTarget;
    readonly liveOid: number | null;
    readonly archive: string;
    readonly startedAt: string;
  } | null;
  /** The job's status in its own record; null where there is none. */
  readonly status: string | null;
  /** It restored in place: what was live before it is in its safety backup alone. */
  readonly inPlace: boolean;
  readonly needsPerson: boolean;
  readonly oldPair: { readonly database: string | null; readonly media: string | null } | null;
  /** A cutover, of the restore or of a rollback, was begun and has no final word, or one that asks for a person; or a restore in place has not ended. */
  readonly unfinishedCutover: boolean;
  /** The final word of the restore's own cutover, such as `completed`; null without one. */
  readonly cutover: string | null;
}

export interface HelperHolding {
  readonly name: string;
  readonly running: boolean;
}

/** Everything of ours that a target shows now: what the rules of prune decide on. */
export interface HostState {
  readonly workDir: string;
  /** Name of the live database. */
  readonly database: string;
  /** Who this target is, to tell its job folders from those of another one that shares the work directory. */
  readonly identity: TargetIdentity;
  readonly databases: readonly DatabaseHolding[];
  /** Loader roles; `inLive`: something in the live database depends on it. */
  readonly loaders: readonly { readonly name: string; readonly inLive: boolean }[];
  readonly media: readonly MediaHolding[];
  readonly helpers: readonly HelperHolding[];
  /** Locks of every database on this engine: targets may share a work directory. */
  readonly locks: readonly LockFacts[];
  /** Name of this target's lock. */
  readonly lockName: string;
  readonly archives: readonly FileHolding[];
  readonly backups: readonly FileHolding[];
  readonly jobs: readonly JobFolder[];
}
