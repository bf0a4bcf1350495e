import type { ServiceRef } from '../../../shared/profile';
import type { CommandResult, ExecOptions } from './host';

export interface MountInfo {
  readonly type: 'volume' | 'bind' | 'tmpfs' | 'other';
  readonly name: string | null;
  readonly source: string;
  readonly destination: string;
  readonly readWrite: boolean;
}

/** The part of `docker inspect` that matters here. */
export interface ContainerInfo {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly running: boolean;
  readonly restarting: boolean;
  readonly status: string;
  readonly health: 'healthy' | 'unhealthy' | 'starting' | null;
  readonly exitCode: number | null;
  readonly oomKilled: boolean;
  readonly startedAt: string;
  readonly restartPolicy: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly MountInfo[];
  readonly networks: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  readonly exposedPorts: readonly string[];
  readonly command: readonly string[];
}

/**
 * A helper container: runs `script` with sh, detached, under dockerd's supervision. Its output and exit status go
 * to `<jobDir>/<step>.log` and `.status`, so they survive the container. Mounts `jobDir` at /job.
 */
export interface HelperSpec {
  /** Unique on the host, such as `rc-1f2e3d4c-load`. */
  readonly name: string;
  readonly image: string;
  /** `container:<id>` to speak to the database on its own loopback; `none` for media. */
  readonly network: string;
  readonly jobDir: string;
  /** Base name of its log and status files, such as `load`. */
  readonly step: string;
  readonly mounts: readonly {
    readonly source: string;
    readonly target: string;
    readonly readOnly: boolean;
  }[];
  /** Not secret. */
  readonly env: Readonly<Record<string, string>>;
  /** Path on the host of a 0600 env file with secrets; removed by the caller's rule. */
  readonly envFile: string | null;
  /** POSIX sh, busybox-safe. Arguments arrive as $1…; nothing is interpolated into the text. */
  readonly script: string;
  readonly args: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Bytes for /dev/shm where parallel index builds need it. */
  readonly shmBytes?: number;
}

/** How a helper ended. `vanished`: no container and no status file: counts as failed. */
export type HelperExit =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly logTail: string }
  | { readonly kind: 'vanished'; readonly logTail: string }
  | { readonly kind: 'cancelled' };

export interface LockOwner {
  /** The container that is this lock: a lock taken since is another one. */
  readonly containerId: string;
  readonly operator: string;
  readonly machine: string;
  readonly jobId: string;
  readonly since: string;
  /** Seconds since the last heartbeat, by the host's clock. Null: not known, as while its container is being started. */
  readonly heartbeatAgeSeconds: number | null;
}

/** What a lock is taken with. */
export interface LockRequest {
  readonly databaseContainerId: string;
  readonly database: string;
  readonly image: string;
  readonly operator: string;
  readonly machine: string;
  readonly jobId: string;
}

/** A process as it was seen at one moment. */
export interface ProcessSample {
  /** Number and start time: a number that is used again is another process. */
  readonly id: string;
  readonly name: string;
  /** CPU time in clock ticks. */
  readonly ticks: number;
  /** Bytes read and written by its calls; 0 where that may not be read. */
  readonly bytes: number;
}

/** A lock as it lies on the engine, whichever database it is for. */
export interface LockFacts extends LockOwner {
  readonly name: string;
  readonly database: string;
}

export type LockOutcome =
  | { readonly kind: 'acquired'; readonly containerId: string }
  | { readonly kind: 'held'; readonly owner: LockOwner };

/** Docker on a host, spoken through its command line with JSON output. */
export interface Docker {
  /** Throws `docker-not-found`, `docker-denied`, `docker-not-running`. */
  version(): Promise<string>;
  /** The engine's own id, which survives its restart; null where it has none. */
  engineId(): Promise<string | null>;
  container(nameOrId: string): Promise<ContainerInfo | null>;
  /** All containers, stopped ones too. */
  containers(): Promise<readonly ContainerInfo[]>;
  /** Containers a reference means now (replicas of a Compose service, in number order). */
  resolve(ref: ServiceRef): Promise<readonly ContainerInfo[]>;
  volume(name: string): Promise<{ readonly name: string; readonly mountpoint: string } | null>;
  createVolume(name: string, labels: Readonly<Record<string, string>>): Promise<void>;
  imageExists(image: string): Promise<boolean>;
  /** A short command inside a running container; `env` values never reach argv. */
  exec(
    container: string,
    argv: readonly string[],
    options?: ExecOptions & { readonly user?: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<CommandResult>;
  /** The argument prefix for a script on the host: `env DOCKER_HOST=… docker`, already an argv. */
  readonly prefix: readonly string[];
  startHelper(spec: HelperSpec): Promise<void>;
  /**
   * Follows log and status from byte `fromOffset` of the log until the helper has ended; gives each line once,
   * also over a reconnect (the caller passes the offset reached). Abort ends and removes the helper, unless the lock was
   * lost: then it is another console's.
   */
  followHelper(
    spec: Pick<HelperSpec, 'name' | 'jobDir' | 'step'>,
    options: {
      readonly fromOffset: number;
      readonly onLine: (line: string, nextOffset: number) => void;
      readonly signal: AbortSignal;
    },
  ): Promise<HelperExit>;
  helperRunning(name: string): Promise<boolean>;
  /** Processes in a container, or those of `pids` alone; none when it does not run. */
  processes(container: string, pids?: readonly number[]): Promise<readonly ProcessSample[]>;
  /** `docker rm -f -v`: ends its database session too. No error when it is gone. */
  removeHelper(name: string): Promise<void>;
  /** `killed` when it did not end within the grace and was killed. */
  stop(id: string, graceSeconds: number): Promise<'stopped' | 'killed' | 'was-stopped'>;
  start(id: string): Promise<void>;
  /**
   * For a script on the host: an argv, docker prefix included, to which the id of a container is appended. It kills what
   * lives of a container that docker takes for stopped, and so neither stops nor starts.
   */
  lostProcessesArgv(place: {
    readonly jobId: string;
    readonly short: string;
    readonly helperImage: string;
  }): readonly string[];
  acquireLock(lock: LockRequest): Promise<LockOutcome>;
  /** Replaces the lock in container `deadContainerId`, which the caller knows to be dead; one taken since stays and holds. */
  takeOverLock(lock: LockRequest, deadContainerId: string): Promise<LockOutcome>;
  readLock(databaseContainerId: string, database: string): Promise<LockOwner | null>;
  /** Throws `container-missing` when that very lock is gone: released, taken over by another console, or removed. */
  heartbeat(lockContainerId: string): Promise<void>;
  /** Every lock on the engine, those of other databases too: targets may share a work directory. */
  locks(): Promise<readonly LockFacts[]>;
  /** The name a database's lock has. */
  lockName(databaseContainerId: string, database: string): string;
  /** Empties a folder of the host as root, for files that a helper made and the SSH user may not remove. */
  emptyFolder(path: string, image: string): Promise<void>;
  /** Only the lock of that job is released; given the lock's container, no other, though it be the same job's. */
  releaseLock(
    databaseContainerId: string,
    database: string,
    jobId: string,
    lockContainerId?: string | null,
  ): Promise<void>;
}
