import type { LogEvent } from '../../../../shared/restore/run-event';

/**
 * The lines of one job's log, in order of `seq`. The array is appended to in place, so a hundred thousand lines
 * are never copied for a new one; `version` tells readers that it grew.
 */
export interface LogBuffer {
  readonly lines: LogEvent[];
  readonly version: number;
}

export const EMPTY_LOG: LogBuffer = { lines: [], version: 0 };

/** Lines kept in the window; the file of the job holds all. */
export const KEPT_LINES = 200_000;

/** Adds lines that come after the last one; those already there are passed over, so a replay is harmless. */
export function appendLines(buffer: LogBuffer, more: readonly LogEvent[]): LogBuffer {
  const lines = buffer.lines;
  let last = lines.at(-1)?.seq ?? 0;
  let added = 0;
  for (const line of more) {
    if (line.seq <= last) continue;
    lines.push(line);
    last = line.seq;
    added += 1;
  }
  if (added === 0) return buffer;
  if (lines.length > KEPT_LINES + 10_000) lines.splice(0, lines.length - KEPT_LINES);
  return { lines, version: buffer.version + 1 };
}
