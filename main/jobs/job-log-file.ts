import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { type LogEvent, logEventSchema } from '../../shared/restore/run-event';
import type { HistoryDatabase } from './history-database';

/** The index remembers where every so-manieth line begins, so that any page is read without reading the file. */
const INDEX_EVERY = 256;
const CHUNK_BYTES = 64 * 1024;

/**
 * A job's log: one JSON event a line in a file of its own, only ever appended to. SQLite holds offsets into it, so
 * one process can follow what another writes.
 */
export class JobLogFiles {
  readonly #lines = new Map<string, { count: number; bytes: number }>();

  constructor(
    private readonly folder: string,
    private readonly database: HistoryDatabase,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  pathOf(jobId: string): string {
    return path.join(this.folder, `${jobId}.ndjson`);
  }

  append(event: LogEvent): void {
    const file = this.pathOf(event.jobId);
    const place = this.#lines.get(event.jobId) ?? this.#measure(event.jobId);
    const line = `${JSON.stringify(event)}\n`;
    if (place.count % INDEX_EVERY === 0) {
      this.database
        .prepare('INSERT OR REPLACE INTO log_index (job_id, line, offset) VALUES (?, ?, ?)')
        .run(event.jobId, place.count, place.bytes);
    }
    appendFileSync(file, line, { mode: 0o600 });
    this.#lines.set(event.jobId, { count: place.count + 1, bytes: place.bytes + Buffer.byteLength(line) });
  }

  read(jobId: string, from: number, limit: number): { lines: readonly LogEvent[]; total: number } {
    const file = this.pathOf(jobId);
    if (!existsSync(file)) return { lines: [], total: 0 };
    const start = this.#nearest(jobId, from);
    const lines: LogEvent[] = [];
    let number = start.line;
    eachLine(file, start.offset, (text) => {
      if (number >= from && lines.length < limit) lines.push(logEventSchema.parse(JSON.parse(text)));
      number += 1;
    });
    return { lines, total: number };
  }

  #nearest(jobId: string, line: number): { line: number; offset: number } {
    const [row] = this.database
      .prepare('SELECT line, offset FROM log_index WHERE job_id = ? AND line <= ? ORDER BY line DESC LIMIT 1')
      .all(jobId, line);
    const found = row as { line: number; offset: number } | undefined;
    return found ? { line: found.line, offset: found.offset } : { line: 0, offset: 0 };
  }

  /** Where a file written by an earlier process ends. */
  #measure(jobId: string): { count: number; bytes: number } {
    const file = this.pathOf(jobId);
    if (!existsSync(file)) return { count: 0, bytes: 0 };
    const { line, offset } = this.#nearest(jobId, Number.MAX_SAFE_INTEGER);
    let count = line;
    eachLine(file, offset, () => {
      count += 1;
    });
    return { count, bytes: statSync(file).size };
  }
}

/** Whole lines of a file from a byte offset; a last line without its end is another process's write under way. */
function eachLine(file: string, offset: number, onLine: (text: string) => void): void {
  const handle = openSync(file, 'r');
  const size = fstatSync(handle).size;
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  for (let position = offset; position < size; ) {
    const got = readSync(handle, chunk, 0, CHUNK_BYTES, position);
    if (got === 0) break;
    position += got;
    let data = Buffer.concat([rest, chunk.subarray(0, got)]);
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
      onLine(data.subarray(0, end).toString('utf8'));
      data = data.subarray(end + 1);
    }
    rest = Buffer.from(data);
  }
  closeSync(handle);
}
