import type { Manifest } from '../../shared/manifest';
import type { Job, JobStatus } from '../../shared/restore/job';
import type { LogEvent } from '../../shared/restore/run-event';
import type { RunState } from '../../shared/restore/run-state';

export interface JobFilter {
  readonly status: JobStatus | null;
  readonly target: string | null;
  /** Matched against names, targets and errors; case-insensitive. Empty: all. */
  readonly search: string;
  readonly limit: number;
}

/** The local history, shared by window and command line at the same time. Implemented in main/jobs on SQLite. */
export interface JobStore {
  create(job: Job): void;
  save(job: Job): void;
  get(jobId: string): Job | null;
  /** By id or an unambiguous beginning of one, of at least 4 characters. */
  find(idOrPrefix: string): Job | null;
  /** Newest first; `total` is the number that match before the limit. */
  list(filter: JobFilter): { readonly jobs: readonly Job[]; readonly total: number };
  /**
   * As `list`, and jobs whose log says what is searched for as well. Newest first; the logs are read as far as a limit
   * of their own goes. A search for words ends the one before, which gives what it had.
   */
  search(filter: JobFilter): Promise<{ readonly jobs: readonly Job[]; readonly total: number }>;
  /**
   * This process takes the job's run: its pid, start time and boot id are kept, so a dead owner is told from a living
   * one. Throws `job-running` when a living process has it.
   */
  beginRun(jobId: string): void;
  /** Says that the owner lives; gives back whether another process has asked to cancel since the last time. */
  beat(jobId: string): { readonly cancelRequested: boolean };
  endRun(jobId: string): void;
  /** Asks the process that owns the run to cancel. False when no living process owns one. */
  requestCancel(jobId: string): boolean;
  /** True while a living process, this one or another, owns a run of the job. */
  isOwned(jobId: string): boolean;
  saveState(state: RunState): void;
  state(jobId: string): RunState | null;
  appendLog(event: LogEvent): void;
  log(
    jobId: string,
    from: number,
    limit: number,
  ): { readonly lines: readonly LogEvent[]; readonly total: number };
  logFile(jobId: string): string;
  /** Marks jobs whose owner died as interrupted; gives those that changed. */
  sweepInterrupted(): readonly Job[];
}

/** A file is the same archive while path, size and modification time are. */
export interface ArchiveFileFacts {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAtMs: number;
}

/** Inspected archives, so that a file is not read twice for nothing. */
export interface ArchiveLibrary {
  remember(file: ArchiveFileFacts, manifest: Manifest): void;
  recall(file: ArchiveFileFacts): Manifest | null;
  recent(limit: number): readonly Manifest[];
}
