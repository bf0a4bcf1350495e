import type { Dump } from '../../../shared/manifest';
import type { Administrator, Verification } from '../../../shared/restore/job';
import type { LockWait } from '../../../shared/restore/standstill';
import type { ProcessSample } from './docker';
import type { InPlaceDatabase } from './in-place';
import type { JobPlace, StepIo } from './step';

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

/** What lies on the server that may be ours: all databases, and the loader roles of runs. */
export interface DatabaseHoldings {
  readonly databases: readonly {
    readonly name: string;
    readonly oid: number;
    /** Asked for those that carry a name of ours. */
    readonly bytes: number | null;
    /** Client sessions that are not this project's. */
    readonly sessions: number;
  }[];
  /** `inLive`: something in the live database depends on the role. */
  readonly loaders: readonly { readonly name: string; readonly inLive: boolean }[];
}

/** Whose sessions are meant: the safety backup works beside other steps and is never counted for them. */
export type SessionsOf = 'safety-backup' | 'new-database';

/** What sessions of a run do on the server at one moment. */
export interface ServerActivity {
  /** The server's processes behind them. */
  readonly processes: readonly ProcessSample[];
  /** Figures of COPY and CREATE INDEX in one text: another text is progress. */
  readonly progress: string;
  /** Who waits for whom now, sessions of the run itself left out as holders. */
  readonly waits: readonly LockWait[];
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
  /** What the run's sessions do now, read-only. */
  activity(place: Pick<JobPlace, 'short'>, names: DatabaseNames, of: SessionsOf): Promise<ServerActivity>;
  /** Databases and loader roles, read-only. */
  holdings(): Promise<DatabaseHoldings>;
  /** Drops a database moved aside by an earlier run. */
  dropOld(name: string): Promise<void>;
  readonly inPlace: InPlaceDatabase;
}
