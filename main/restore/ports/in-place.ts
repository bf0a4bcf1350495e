import type { JobPlace, StepIo } from './step';

/** What tells a database put back from the one that was dropped: plain data, compared word by word. */
export interface DatabaseSurvey {
  /** Exact rows per ordinary table; those of extensions are left out, as their contents come with their version. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** Next values of sequences that were used. */
  readonly sequences: readonly { readonly name: string; readonly value: string }[];
  /** How many of each kind of object: indexes, views, constraints, triggers, functions, policies… */
  readonly objects: readonly { readonly kind: string; readonly count: number }[];
  /** Owner, encoding, locale, connection limit, rights, settings, comment: what belongs to the database itself. */
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

/** Who carries which name now, by OID. */
export interface NamesNow {
  /** The name the database of that OID carries; null: it is gone. */
  readonly nameOfOid: string | null;
  readonly liveOid: number | null;
  readonly heldOid: number | null;
}

/** The old database while it is taken out of reach: its OID, the name it had and the name it is held under. */
export interface HeldDatabase {
  readonly oid: number;
  readonly live: string;
  readonly held: string;
}

/**
 * What a restore in place needs of the server. ALLOW_CONNECTIONS false keeps pg_dump out as well as writers, so the
 * live database is blocked by another name: its door is shut, its sessions are ended, it is renamed, and only who
 * knows that name can enter. Databases are told by OID.
 */
export interface InPlaceDatabase {
  namesNow(database: HeldDatabase): Promise<NamesNow>;
  /** Safe to repeat. Throws `sessions-remain`. */
  hold(place: JobPlace, database: HeldDatabase): Promise<void>;
  /** Gives a database the live name and opens it, whichever of the two names it carries. Safe to repeat. */
  release(place: JobPlace, database: HeldDatabase): Promise<void>;
  survey(name: string): Promise<DatabaseSurvey>;
  /**
   * Writes what only the live database tells (shape, rights, settings, superusers) into the job folder, 0600, where
   * load, merge and hand-over take it from once the database is gone.
   */
  keepLiveFacts(place: JobPlace, name: string): Promise<void>;
  /** Drops the held database; refuses when the name is another OID's. */
  dropHeld(database: HeldDatabase): Promise<void>;
  /** As `DatabaseServer.backUp`, of the database of that name. */
  backUp(place: JobPlace, io: StepIo, name: string, file: string): Promise<{ readonly bytes: number }>;
  /**
   * Restores a safety backup made by `backUp` under the name it was dumped with, with owner, locale, settings and
   * rights, from the start: what lies under that name goes first. Throws `disk-reserve-reached`, `database-lost`.
   */
  putBack(
    place: JobPlace,
    io: StepIo,
    backup: { readonly file: string; readonly name: string },
  ): Promise<{ readonly oid: number; readonly complaints: readonly string[] }>;
  /**
   * Lines a person types to have the old database back, from wherever it is, and the services of those names started.
   * Exact, names filled in; `#` lines explain; no secret in them.
   */
  manualWay(question: {
    readonly database: HeldDatabase;
    readonly backup: { readonly path: string; readonly bytes: number; readonly sha256: string } | null;
    readonly start: readonly string[];
  }): Promise<readonly string[]>;
}
