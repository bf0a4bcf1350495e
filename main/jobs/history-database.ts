import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';

/** An open history. Every statement is synchronous and short, so window and command line can share the file. */
export type HistoryDatabase = InstanceType<typeof Database>;

/** How long a writer waits for another process's write before it gives up. */
const BUSY_TIMEOUT_MS = 10_000;

/** Each entry brings the schema one version further; never edited once released, only added to. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    search TEXT NOT NULL,
    document TEXT NOT NULL
  );
  CREATE INDEX jobs_by_time ON jobs (created_at DESC);
  CREATE TABLE runs (
    job_id TEXT PRIMARY KEY REFERENCES jobs (id),
    owner TEXT NOT NULL,
    heartbeat_at INTEGER NOT NULL,
    cancel_requested INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE run_states (job_id TEXT PRIMARY KEY REFERENCES jobs (id), document TEXT NOT NULL);
  CREATE TABLE log_index (
    job_id TEXT NOT NULL REFERENCES jobs (id),
    line INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    PRIMARY KEY (job_id, line)
  );
  CREATE TABLE archives (
    path TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    modified_at_ms REAL NOT NULL,
    inspected_at TEXT NOT NULL,
    manifest TEXT NOT NULL
  );
  `,
];

/** Opens (and if needed makes or migrates) the history in a state folder. WAL, so that readers never wait for a writer. */
export function openHistory(stateFolder: string): HistoryDatabase {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const database = new Database(path.join(stateFolder, 'history.sqlite'));
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA foreign_keys = ON');
  migrate(database);
  return database;
}

function migrate(database: HistoryDatabase): void {
  // IMMEDIATE: of two processes that open a new history at once, the second waits and then finds it migrated.
  database.exec('BEGIN IMMEDIATE');
  const version = readVersion(database);
  for (const [index, script] of MIGRATIONS.entries()) {
    if (index >= version) database.exec(script);
  }
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  database.exec('COMMIT');
}

function readVersion(database: HistoryDatabase): number {
  const [row] = database.prepare('PRAGMA user_version').all();
  return Number((row as { user_version?: unknown } | undefined)?.user_version ?? 0);
}
