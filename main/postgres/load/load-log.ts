import type { Dump } from '../../../shared/manifest';
import type { StepIo } from '../../restore/ports/step';
import { parseQualifiedName, tableKey } from '../qualified-name';

const TAIL_LINES = 40;

/**
 * Reads a load helper's lines: those that carry the run's own word are progress and verdicts, all others are what
 * psql and pg_restore said and go to the log as they came.
 */
export class LoadLog {
  /** True after the script's last word. */
  finished = false;
  /** True when it gave a reason to stop, or finished. */
  ended = false;
  /** The script's own reason: what failed and the statuses it saw. */
  failure: string | null = null;
  reserve: { readonly mount: string; readonly free: number; readonly reserve: number } | null = null;
  readonly tail: string[] = [];
  readonly #mark: string;
  readonly #io: StepIo;
  readonly #tableBytes: ReadonlyMap<string, number>;
  readonly #memberBytes: number;
  readonly #totalBytes: number;
  #counted: Map<string, number> | null = null;
  #read = 0;
  #tableDone = 0;
  #table = '';
  #phase = '';

  constructor(nonce: string, dump: Dump, io: StepIo) {
    this.#mark = `rc-${nonce} `;
    this.#io = io;
    this.#memberBytes = dump.members.reduce((sum, member) => sum + member.bytes, 0);
    const tables = dump.format === 'plain' ? [] : dump.tables;
    this.#tableBytes = new Map(tables.map((table) => [tableKey(table), table.bytes ?? 0]));
    this.#totalBytes = this.#memberBytes + tables.reduce((sum, table) => sum + (table.bytes ?? 0), 0);
  }

  /** Rows per table key, where the host counted them. */
  get countedRows(): ReadonlyMap<string, number> | null {
    return this.#counted;
  }

  push(line: string): void {
    if (line.startsWith(this.#mark)) this.#own(line.slice(this.#mark.length));
    else this.#said(line);
  }

  #own(line: string): void {
    const [word = '', ...rest] = line.split(' ');
    const value = rest.join(' ');
    switch (word) {
      case 'phase':
        this.#phase = value;
        if (value !== 'load' && value !== 'extract') this.#read = this.#memberBytes;
        this.#progress();
        return;
      case 'pos':
        this.#read = Number(value);
        this.#progress();
        return;
      case 'table':
        this.#table = value;
        this.#progress();
        return;
      case 'rows':
        this.#rows(value);
        return;
      case 'reserve': {
        const [mount = '', free = '0', reserve = '0'] = rest;
        this.reserve = { mount, free: Number(free) * 1024, reserve: Number(reserve) * 1024 };
        this.ended = true;
        return;
      }
      case 'fail':
        this.failure = value;
        this.ended = true;
        return;
      case 'done':
        this.finished = true;
        this.ended = true;
        this.#io.progress(this.#totalBytes, this.#totalBytes, '');
        return;
      default:
        this.#io.log('warning', 'host', line);
    }
  }

  #rows(value: string): void {
    const space = value.indexOf(' ');
    const name = parseQualifiedName(value.slice(space + 1));
    if (!name) return;
    this.#counted ??= new Map();
    const key = tableKey(name.table);
    this.#counted.set(key, (this.#counted.get(key) ?? 0) + Number(value.slice(0, space)));
  }

  #said(line: string): void {
    if (line === '') return;
    const processing = /^pg_restore: processing data for table "(.*)"$/.exec(line)?.[1];
    if (processing !== undefined) {
      this.#table = processing;
      this.#progress();
    }
    const finished = /^pg_restore: finished item \d+ TABLE DATA (.*)$/.exec(line)?.[1];
    if (finished !== undefined) this.#tableFinished(finished);
    if (/^pg_restore: (?!error|warning|hint|detail|while|from|in)/.test(line)) {
      this.#io.log('debug', 'host', line);
      return;
    }
    this.tail.push(line);
    if (this.tail.length > TAIL_LINES) this.tail.shift();
    this.#io.log(/ERROR|FATAL|PANIC/.test(line) ? 'error' : 'info', 'host', line);
  }

  /** pg_restore names the table without its schema here; the bytes of every table of that name are close enough for a bar. */
  #tableFinished(name: string): void {
    for (const [key, bytes] of this.#tableBytes) {
      const parts: unknown = JSON.parse(key);
      if (Array.isArray(parts) && parts[1] === name) this.#tableDone += bytes;
    }
    this.#progress();
  }

  #progress(): void {
    const done = Math.min(this.#totalBytes, this.#read + this.#tableDone);
    this.#io.progress(done, this.#totalBytes, this.#table === '' ? this.#phase : this.#table);
  }
}
