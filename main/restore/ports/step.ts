import type { LogLevel } from '../../../shared/restore/run-event';

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

/** What a step may say while it works, and how it learns that it shall end; `isLockLost` says when it was no cancel. */
export interface StepIo {
  readonly signal: AbortSignal;
  log(level: LogLevel, source: 'console' | 'host', text: string): void;
  progress(bytesDone: number | null, bytesTotal: number | null, detail: string): void;
}

export interface Clock {
  now(): Date;
  /** Monotonic milliseconds. */
  ticks(): number;
}
