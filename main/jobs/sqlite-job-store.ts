import { fail } from '../../shared/errors/app-error';
import { type Job, type JobStatus, jobSchema } from '../../shared/restore/job';
import type { LogEvent } from '../../shared/restore/run-event';
import { type RunState, runStateSchema } from '../../shared/restore/run-state';
import type { JobFilter, JobStore } from '../restore/job-store';
import type { HistoryDatabase } from './history-database';
import type { JobLogFiles } from './job-log-file';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity';
import { logSays } from './search-log';

const SHORTEST_PREFIX = 4;
/** Fewer letters are in every log. */
const SHORTEST_IN_LOGS = 3;
/** What one search reads of logs, newest jobs first: a second or two of a disk. */
const SEARCHED_BYTES = 256 * 1024 * 1024;
/** States in which a job without a living owner was cut off. */
const RUNNING: readonly JobStatus[] = ['validating', 'restoring'];

/** The history on SQLite. Documents are checked when they are read: a row another version wrote is never trusted blindly. */
export class SqliteJobStore implements JobStore {
  #search = new AbortController();

  constructor(
    private readonly database: HistoryDatabase,
    private readonly logs: JobLogFiles,
  ) {}

  create(job: Job): void {
    this.database
      .prepare(
        'INSERT INTO jobs (id, target, status, created_at, search, document) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(job.id, job.target, job.status, job.created_at, searchText(job), JSON.stringify(job));
  }

  save(job: Job): void {
    this.database
      .prepare('UPDATE jobs SET target = ?, status = ?, search = ?, document = ? WHERE id = ?')
      .run(job.target, job.status, searchText(job), JSON.stringify(job), job.id);
  }

  get(jobId: string): Job | null {
    return parseJobs(this.database.prepare('SELECT document FROM jobs WHERE id = ?').all(jobId))[0] ?? null;
  }

  find(idOrPrefix: string): Job | null {
    const exact = this.get(idOrPrefix);
    if (exact || idOrPrefix.length < SHORTEST_PREFIX) return exact;
    const matches = parseJobs(
      this.database
        .prepare('SELECT document FROM jobs WHERE substr(id, 1, ?) = ? LIMIT 2')
        .all(idOrPrefix.length, idOrPrefix),
    );
    return matches.length === 1 ? (matches[0] ?? null) : null;
  }

  list(filter: JobFilter): { readonly jobs: readonly Job[]; readonly total: number } {
    const where = `WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR target = ?2) AND (?3 = '' OR instr(search, ?3) > 0)`;
    const values = [filter.status, filter.target, filter.search.toLowerCase()];
    const rows = this.database
      .prepare(`SELECT document FROM jobs ${where} ORDER BY created_at DESC, rowid DESC LIMIT ?4`)
      .all(...values, filter.limit);
    const [counted] = this.database.prepare(`SELECT count(*) AS total FROM jobs ${where}`).all(...values);
    return { jobs: parseJobs(rows), total: Number((counted as { total: number }).total) };
  }

  async search(filter: JobFilter): Promise<{ readonly jobs: readonly Job[]; readonly total: number }> {
    const named = this.list(filter);
    if (filter.search.length < SHORTEST_IN_LOGS) return named;
    this.#search.abort();
    this.#search = new AbortController();
    const { signal } = this.#search;
    const rows = this.database
      .prepare(
        'SELECT id, instr(search, ?3) > 0 AS named FROM jobs WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR target = ?2) ORDER BY created_at DESC, rowid DESC',
      )
      .all(filter.status, filter.target, filter.search.toLowerCase()) as { id: string; named: number }[];
    const budget = { bytes: SEARCHED_BYTES };
    const found: string[] = [];
    for (const row of rows) {
      if (found.length === filter.limit) break;
      const says =
        row.named === 1 || (await logSays(this.logs.pathOf(row.id), filter.search, budget, signal));
      if (says) found.push(row.id);
    }
    const jobs = found.flatMap((id) => this.get(id) ?? []);
    return { jobs, total: Math.max(jobs.length, named.total) };
  }

  beginRun(jobId: string): void {
    // IMMEDIATE: of two processes that take a run up at once, one finds the other's row.
    this.database.exec('BEGIN IMMEDIATE');
    try {
      if (this.isOwned(jobId)) {
        throw fail('job-running', { job: jobId, target: this.get(jobId)?.target ?? '' });
      }
      this.database
        .prepare(
          'INSERT OR REPLACE INTO runs (job_id, owner, heartbeat_at, cancel_requested) VALUES (?, ?, ?, 0)',
        )
        .run(jobId, JSON.stringify(thisProcess()), Date.now());
      this.database.exec('COMMIT');
    } catch (thrown) {
      this.database.exec('ROLLBACK');
      throw thrown;
    }
  }

  beat(jobId: string): { readonly cancelRequested: boolean } {
    this.database.prepare('UPDATE runs SET heartbeat_at = ? WHERE job_id = ?').run(Date.now(), jobId);
    const [row] = this.database.prepare('SELECT cancel_requested FROM runs WHERE job_id = ?').all(jobId);
    const cancelRequested = (row as { cancel_requested: number } | undefined)?.cancel_requested === 1;
    // Given once: one that is refused now must not count later.
    if (cancelRequested) {
      this.database.prepare('UPDATE runs SET cancel_requested = 0 WHERE job_id = ?').run(jobId);
    }
    return { cancelRequested };
  }

  endRun(jobId: string): void {
    this.database.prepare('DELETE FROM runs WHERE job_id = ?').run(jobId);
  }

  requestCancel(jobId: string): boolean {
    if (!this.isOwned(jobId)) return false;
    this.database.prepare('UPDATE runs SET cancel_requested = 1 WHERE job_id = ?').run(jobId);
    return true;
  }

  isOwned(jobId: string): boolean {
    const [row] = this.database.prepare('SELECT owner FROM runs WHERE job_id = ?').all(jobId);
    return row !== undefined && isAlive(JSON.parse((row as { owner: string }).owner) as ProcessIdentity);
  }

  saveState(state: RunState): void {
    this.database
      .prepare('INSERT OR REPLACE INTO run_states (job_id, document) VALUES (?, ?)')
      .run(state.jobId, JSON.stringify(state));
  }

  state(jobId: string): RunState | null {
    const [row] = this.database.prepare('SELECT document FROM run_states WHERE job_id = ?').all(jobId);
    return row ? runStateSchema.parse(JSON.parse((row as { document: string }).document)) : null;
  }

  appendLog(event: LogEvent): void {
    this.logs.append(event);
  }

  log(
    jobId: string,
    from: number,
    limit: number,
  ): { readonly lines: readonly LogEvent[]; readonly total: number } {
    return this.logs.read(jobId, from, limit);
  }

  logFile(jobId: string): string {
    return this.logs.pathOf(jobId);
  }

  sweepInterrupted(): readonly Job[] {
    const cut = RUNNING.flatMap((status) => this.list({ status, target: null, search: '', limit: 1000 }).jobs)
      .filter((job) => !this.isOwned(job.id))
      .map((job) => interrupted(job));
    for (const job of cut) {
      this.save(job);
      this.endRun(job.id);
    }
    return cut;
  }
}

/** Cut before the first write there is nothing to recover: the job failed and the target is as it was. */
function interrupted(job: Job): Job {
  const beforeFirstWrite =
    job.status === 'validating' &&
    job.steps.every((step) => step.id === 'preflight' || step.state === 'waiting');
  const error = {
    code: 'interrupted',
    params: { step: job.current_step, since: job.started_at ?? '' },
  } as const;
  return beforeFirstWrite
    ? { ...job, status: 'failed', outcome: 'unchanged', error, error_message: 'interrupted' }
    : { ...job, status: 'interrupted', error, error_message: 'interrupted' };
}

function searchText(job: Job): string {
  return [job.id, job.target, job.original_filename, job.error_message, job.uploaded_by, job.status]
    .join('\n')
    .toLowerCase();
}

function parseJobs(rows: readonly unknown[]): readonly Job[] {
  return rows.map((row) => {
    const parsed = jobSchema.safeParse(JSON.parse((row as { document: string }).document));
    if (parsed.success) return parsed.data;
    throw fail('internal', { message: `A job in the history cannot be read: ${parsed.error.message}` });
  });
}
