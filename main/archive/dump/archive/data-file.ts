import type { ErrorCode } from '../../../../shared/errors/codes';
import { type ByteSink, DISCARD } from '../../stream/byte-sink';
import { InflateSink } from '../../stream/inflate-sink';
import { ZstdSink } from '../../stream/zstd-sink';
import { CAPTURE_LIMIT } from '../migrations';
import { ScriptGuard } from '../plain/script-guard';
import { RowCounter } from './row-counter';

/** Names that directory and tar formats give the files with data. The suffix is part of the format: pg_restore goes by it. */
const DATA_NAME = /^(?:\d+\.dat|blob_\d+\.dat|blobs(?:_\d+)?\.toc)(\.gz|\.zst|\.lz4)?$/;

export function isDataName(basename: string): boolean {
  return DATA_NAME.test(basename);
}

/** The name as the TOC has it: without the suffix of its compression. */
export function tocName(basename: string): string {
  return basename.replace(/\.(gz|zst|lz4)$/, '');
}

/**
 * A file with a table's data, read before or after the TOC that says whose it is: rows are counted as COPY
 * lines, INSERT statements are looked through, and what may be Django's list of migrations is kept.
 */
export class DataFile implements ByteSink {
  readonly suffix: string;
  readonly #chain: ByteSink;
  #target: ByteSink | null = null;
  #counter: RowCounter | null = null;
  #readable = true;
  /** The beginning, until enough of it is there to tell what it is. */
  #head: Buffer = Buffer.alloc(0);
  #kept: Buffer[] | null = null;
  #keptBytes = 0;
  readonly refusals: { readonly code: ErrorCode; readonly text: string }[] = [];

  constructor(basename: string) {
    this.suffix = DATA_NAME.exec(basename)?.[1] ?? '';
    this.#chain = this.#chainFor(this.suffix);
  }

  /** What it holds; `unreadable` where only the host can decompress it. */
  get kind(): 'rows' | 'sql' | 'unreadable' {
    if (!this.#readable) return 'unreadable';
    return this.#counter === null ? 'sql' : 'rows';
  }

  get counter(): RowCounter | null {
    return this.#counter;
  }

  /** The bytes, where they look like Django's list of migrations. */
  get migrationRows(): Buffer | null {
    return this.#kept === null ? null : Buffer.concat(this.#kept);
  }

  write(chunk: Buffer): Promise<void> | void {
    return this.#chain.write(chunk);
  }

  end(): Promise<void> | void {
    return this.#chain.end();
  }

  #chainFor(suffix: string): ByteSink {
    const content: ByteSink = { write: (chunk) => this.#content(chunk), end: () => this.#endContent() };
    if (suffix === '.gz') return new InflateSink('gzip', content);
    if (suffix === '.zst') return new ZstdSink(content);
    if (suffix === '') return content;
    this.#readable = false;
    return DISCARD;
  }

  #content(chunk: Buffer): Promise<void> | void {
    if (this.#target === null) {
      this.#head = Buffer.concat([this.#head, chunk]);
      if (this.#head.length < 512) return;
      return this.#choose();
    }
    this.#keep(chunk);
    return this.#target.write(chunk);
  }

  async #endContent(): Promise<void> {
    if (this.#target === null) await this.#choose();
    await this.#target?.end();
  }

  #choose(): Promise<void> | void {
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    const text = head.toString('latin1', 0, 512);
    if (/^(INSERT INTO |--|SET |ALTER TABLE )/.test(text)) {
      this.#target = new ScriptGuard((code, found) => {
        if (this.refusals.length < 20) this.refusals.push({ code, text: found });
      });
    } else {
      this.#counter = new RowCounter();
      this.#target = this.#counter;
      if (/^[^\t\n]*\t[A-Za-z0-9_]+\t\d{4}\w*[\t\n]/.test(text)) this.#kept = [];
    }
    this.#keep(head);
    return this.#target.write(head);
  }

  #keep(chunk: Buffer): void {
    if (this.#kept === null) return;
    this.#keptBytes += chunk.length;
    if (this.#keptBytes > CAPTURE_LIMIT) this.#kept = null;
    else this.#kept.push(Buffer.from(chunk));
  }
}
