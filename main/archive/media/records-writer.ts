import { closeSync, openSync, rmSync, writeSync } from 'node:fs';

const FLUSH_BYTES = 256 * 1024;

/**
 * Appends records to a file, in large writes. Synchronous on purpose: inspection runs in its own thread, and a
 * million promises would cost more than the writes.
 */
export class RecordsWriter {
  readonly #path: string;
  readonly #file: number;
  #buffered: Buffer[] = [];
  #bytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'w', 0o600);
  }

  append(record: Buffer): void {
    this.#buffered.push(record);
    this.#bytes += record.length;
    if (this.#bytes >= FLUSH_BYTES) this.flush();
  }

  flush(): void {
    const whole = Buffer.concat(this.#buffered);
    this.#buffered = [];
    this.#bytes = 0;
    for (let at = 0; at < whole.length; ) at += writeSync(this.#file, whole, at);
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }

  /** Nothing of a cancelled or failed inspection stays. */
  discard(): void {
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }
}
