import type { AppError } from '../../shared/errors/app-error';
import type { Dump, Media } from '../../shared/manifest';
import type { HealthCheck, PostCommand, Profile, ServiceRef } from '../../shared/profile';
import type { Administrator, Verification, VerificationCheck } from '../../shared/restore/job';
import type { LogLevel } from '../../shared/restore/run-event';
import type { ReachOutcome } from '../../shared/target-checks';

/*
 * What the domain needs from the outside. Adapters in main/{remote,docker,postgres,targets,jobs} implement these;
 * main/composition wires them. Every operation that changes a host is safe to repeat.
 */

/** Result of a command that ended, whatever its status. A lost connection is thrown (`connection-lost`), never a result. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  /** Written to standard input, then closed. Secrets travel here or in 0600 files, never in argv. */
  readonly stdin?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Given up after this long: the channel is closed and `command-failed` thrown with what was said so far. */
  readonly timeoutMs?: number;
  /** Chunks as they come; with a listener stdout is not collected. */
  readonly onStdout?: (chunk: Buffer) => void;
  readonly onStderr?: (chunk: Buffer) => void;
}

export interface RemoteFile {
  readonly bytes: number;
  readonly modifiedAt: number;
  readonly directory: boolean;
}

/** A machine reached over SSH: commands as argument arrays, files over SFTP, HTTP from the host's point of view. */
export interface RemoteHost {
  /** `user@host:port`, for messages. */
  readonly address: string;
  /** `SHA256:…` of the host key that was accepted. */
  readonly fingerprint: string;
  /** Runs argv without a shell's interpretation; resolves when it has ended. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<CommandResult>;
  /** As exec, but a status other than 0 is thrown as `command-failed` with evidence. Gives stdout. */
  run(argv: readonly string[], options?: ExecOptions): Promise<string>;
  readFile(path: string): Promise<Buffer | null>;
  /** Written beside and renamed, so a reader sees the old or the new content. */
  writeFile(path: string, content: string | Uint8Array, mode: number): Promise<void>;
  stat(path: string): Promise<RemoteFile | null>;
  list(path: string): Promise<readonly string[]>;
  makeDirectory(path: string, mode: number): Promise<void>;
  removeFile(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Pipelined upload into `remotePart` from byte `startAt`; resolves with the bytes written in all. */
  upload(options: {
    readonly local: string;
    readonly remotePart: string;
    readonly startAt: number;
    readonly signal: AbortSignal;
    readonly onProgress: (bytesDone: number) => void;
  }): Promise<{ readonly kind: 'uploaded' } | { readonly kind: 'cancelled' }>;
  /** HTTP GET through the SSH connection: what the host itself reaches. Throws `command-failed` when nothing answers in time. */
  httpGet(url: string, timeoutMs: number): Promise<{ readonly status: number; readonly body: string }>;
  /** Called once when the connection ends, wanted or not. */
  onClose(listener: (error: AppError | null) => void): void;
  close(): Promise<void>;
}

export type ConnectOutcome =
  | { readonly kind: 'connected'; readonly host: RemoteHost; readonly milliseconds: number }
  | Exclude<ReachOutcome, { kind: 'reached' }>;

/** Opens connections to targets: host key, jump hosts, secrets and agent are its business. */
export interface Connector {
  connect(profile: Profile, options?: { readonly signal?: AbortSignal }): Promise<ConnectOutcome>;
}

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
  readonly operator: string;
  readonly machine: string;
  readonly jobId: string;
  readonly since: string;
  /** Seconds since the last heartbeat, by the host's clock. */
  readonly heartbeatAgeSeconds: number | null;
}

export type LockOutcome =
  | { readonly kind: 'acquired' }
  | { readonly kind: 'held'; readonly owner: LockOwner };

/** Docker on a host, spoken through its command line with JSON output. */
export interface Docker {
  /** Throws `docker-not-found`, `docker-denied`, `docker-not-running`. */
  version(): Promise<string>;
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
   * also over a reconnect (the caller passes the offset reached). Abort ends and removes the helper.
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
  /** `docker rm -f -v`: ends its database session too. No error when it is gone. */
  removeHelper(name: string): Promise<void>;
  /** `killed` when it did not end within the grace and was killed. */
  stop(id: string, graceSeconds: number): Promise<'stopped' | 'killed' | 'was-stopped'>;
  start(id: string): Promise<void>;
  acquireLock(lock: {
    readonly databaseContainerId: string;
    readonly database: string;
    readonly image: string;
    readonly operator: string;
    readonly machine: string;
    readonly jobId: string;
  }): Promise<LockOutcome>;
  readLock(databaseContainerId: string, database: string): Promise<LockOwner | null>;
  heartbeat(databaseContainerId: string, database: string): Promise<void>;
  /** Only the lock of that job is released. */
  releaseLock(databaseContainerId: string, database: string, jobId: string): Promise<void>;
}

/** Where a job lives on the host, and what its helpers are called. */
export interface JobPlace {
  readonly jobId: string;
  /** First 8 characters of the id: part of every name we make on the host. */
  readonly short: string;
  /** Absolute. */
  readonly workDir: string;
  readonly jobDir: string;
  readonly archivePath: string;
  readonly helperImage: string;
}

/** What a step may say while it works, and how it learns that it shall end. */
export interface StepIo {
  readonly signal: AbortSignal;
  log(level: LogLevel, source: 'console' | 'host', text: string): void;
  progress(bytesDone: number | null, bytesTotal: number | null, detail: string): void;
}

export interface FilesystemFacts {
  /** Device and mount as df names them inside; two facts with the same `device` share their space. */
  readonly device: string;
  readonly mount: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export interface DatabaseNames {
  readonly live: string;
  readonly fresh: string;
  readonly old: string;
  readonly loader: string;
}

/** What read-only probes of the database server tell. */
export interface DatabaseFacts {
  /** `server_version_num`, such as 150018. */
  readonly versionNumber: number;
  readonly version: string;
  /** Version of pg_restore and psql in the container's image. */
  readonly clientVersion: string;
  readonly adminRole: string;
  readonly applicationRole: { readonly exists: boolean; readonly superuser: boolean };
  readonly databases: readonly {
    readonly name: string;
    readonly oid: number;
    readonly allowConnections: boolean;
    readonly bytes: number | null;
  }[];
  /** Null: the live database does not exist: a first restore. */
  readonly live: {
    readonly oid: number;
    readonly encoding: string;
    readonly collate: string;
    readonly ctype: string;
    readonly bytes: number;
    readonly userTables: number;
    readonly otherSessions: readonly {
      readonly application: string;
      readonly client: string;
      readonly user: string;
    }[];
    readonly extensions: readonly string[];
    readonly preparedTransactions: number;
    readonly replicationSlots: number;
    readonly subscriptions: number;
  } | null;
  readonly availableExtensions: readonly string[];
  /** Names of settings the server knows, lower case. */
  readonly knownSettings: ReadonlySet<string>;
  readonly roles: readonly string[];
  readonly archiveMode: boolean;
  readonly dataFilesystem: FilesystemFacts;
  /** Null when WAL lies on the same filesystem. */
  readonly walFilesystem: FilesystemFacts | null;
  /** Tools proven in the image: gzip, zstd, dd, tar, sha256sum… */
  readonly tools: ReadonlySet<string>;
}

/** The application's user table as the catalogue shows it, and its superusers. */
export interface AdministratorFacts {
  readonly userTable: { readonly schema: string; readonly name: string } | null;
  readonly superusers: readonly { readonly email: string; readonly active: boolean }[];
}

export interface MigrationFacts {
  /** All applied migrations as `app.name`. */
  readonly applied: readonly string[];
}

/** The live database server, its tools run in helper containers beside it. Implemented in main/postgres. */
export interface DatabaseServer {
  probe(): Promise<DatabaseFacts>;
  administrators(database: string): Promise<AdministratorFacts>;
  /** Null: no `django_migrations` there. */
  migrations(database: string): Promise<MigrationFacts | null>;
  /** Free bytes where the data lies, asked often while loading. */
  freeBytes(): Promise<number>;
  /** pg_dump -Fc of the live database into `file`, proven readable to the end by pg_restore. */
  backUp(place: JobPlace, io: StepIo, file: string): Promise<{ readonly bytes: number }>;
  /** Loader role, fresh database from template0 with the live one's locale, extensions made by the admin, grants. */
  createFresh(
    place: JobPlace,
    io: StepIo,
    names: DatabaseNames,
    dump: Dump,
  ): Promise<{ readonly oid: number }>;
  /** Cuts the dump out of the archive by offsets, peels it, filters it, loads it as the loader, ANALYZEs. */
  load(
    place: JobPlace,
    io: StepIo,
    names: DatabaseNames,
    dump: Dump,
  ): Promise<{
    /** For a dump whose rows inspection could not count: rows per table counted from its data on the host before loading. */
    readonly countedRows: ReadonlyMap<string, number> | null;
  }>;
  /** Live superusers into the fresh database, one transaction, as the loader (design §7). */
  mergeAdministrators(place: JobPlace, io: StepIo, names: DatabaseNames): Promise<readonly Administrator[]>;
  /** Exact rows per table and the rest, as the loader. `merged` explains the extra rows. */
  verify(
    place: JobPlace,
    io: StepIo,
    names: DatabaseNames,
    dump: Dump,
    expectations: {
      readonly countedRows: ReadonlyMap<string, number> | null;
      readonly merged: readonly Administrator[];
    },
  ): Promise<Verification>;
  /** RESET ALL, REASSIGN to the application role, drop the loader, the live database's settings, grants, comment, limit. */
  handOver(place: JobPlace, io: StepIo, names: DatabaseNames): Promise<void>;
  /**
   * Arguments after the docker prefix that run psql as the admin on the maintenance database, reading SQL from
   * standard input; without a secret (a password comes from the container's environment or a 0600 env file in the job folder).
   */
  adminPsql(place: JobPlace): Promise<readonly string[]>;
  /** Drops the fresh database and the loader, whatever state they are in. */
  dropFresh(names: DatabaseNames): Promise<void>;
  /** Drops a database moved aside by an earlier run. */
  dropOld(name: string): Promise<void>;
}

export interface MediaFacts {
  /** False: a first restore, the volume or folder is made. */
  readonly exists: boolean;
  /** Path on the host that a helper mounts. */
  readonly source: string;
  readonly files: number;
  readonly bytes: number;
  readonly filesystem: FilesystemFacts;
  /** Mount points below the media folder: renames cannot cross them. */
  readonly nestedMounts: readonly string[];
  /** Containers besides the profile's services that mount it for writing. */
  readonly otherWriters: readonly string[];
}

/** The live media and what is staged beside it. Implemented in main/docker. */
export interface MediaStore {
  probe(): Promise<MediaFacts>;
  freeBytes(): Promise<number>;
  /** Builds the new tree beside the live one inside a root:0700 stage, and verifies it against the records. */
  stage(
    place: JobPlace,
    io: StepIo,
    media: Media,
    records: AsyncIterable<{
      readonly sha256: string;
      readonly bytes: number;
      readonly path: string;
      /** The name's bytes, where it may be no UTF-8. */
      readonly pathBytes?: Uint8Array;
    }>,
  ): Promise<{
    readonly files: number;
    readonly bytes: number;
    readonly checks: readonly VerificationCheck[];
  }>;
  dropStage(place: JobPlace): Promise<void>;
  /** Starts the container that moves the media at cutover; safe to repeat. `runArgv` makes it anew, docker prefix included. */
  startMover(place: JobPlace): Promise<{ readonly name: string; readonly runArgv: readonly string[] }>;
  /** Short ids of the jobs whose replaced media is still kept. */
  oldPairs(): Promise<readonly string[]>;
  /** Removes media moved aside by an earlier run. */
  dropOld(name: string): Promise<void>;
}

/** Everything the cutover needs to know, written into the job folder before it begins, so that any console can end it. */
export interface CutoverSpec {
  readonly place: JobPlace;
  readonly database: {
    readonly containerId: string;
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
  readonly healthTimeoutSeconds: number;
  /** False when the operator lets a site that was unhealthy before stay so. */
  readonly healthRequired: boolean;
}

export type CutoverOutcome =
  /** The new pair is live and healthy. */
  | {
      readonly kind: 'completed';
      readonly parts: readonly { name: string; seconds: number }[];
      readonly killed: readonly string[];
    }
  /** The old pair is back, services as they were. */
  | {
      readonly kind: 'reversed';
      readonly error: AppError;
      readonly parts: readonly { name: string; seconds: number }[];
    }
  /** Neither could be reached: the journal says where it stands. */
  | { readonly kind: 'needs-person'; readonly error: AppError; readonly manual: readonly string[] };

export interface CutoverListener {
  part(name: string, state: 'begin' | 'done' | 'failed'): void;
  downtime(state: 'began' | 'ended'): void;
  log(level: LogLevel, source: 'console' | 'host', text: string): void;
}

/** Runs the cutover as a detached host script with a journal, and ends one that was interrupted. */
export interface Cutover {
  run(spec: CutoverSpec, listener: CutoverListener): Promise<CutoverOutcome>;
  /** Old or new pair, by OID and media marker: before health had passed the old one, after it the new one. */
  recover(
    place: JobPlace,
    listener: CutoverListener,
  ): Promise<CutoverOutcome | { readonly kind: 'not-begun' }>;
}

export interface Clock {
  now(): Date;
  /** Monotonic milliseconds. */
  ticks(): number;
}
