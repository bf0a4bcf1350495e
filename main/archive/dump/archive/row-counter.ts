import type { ByteSink } from '../../stream/byte-sink';
import { CopyData } from '../plain/copy-data';

/** Counts the rows of one table's data as it lies in an archive: COPY lines, then `\.` and empty lines. */
export class RowCounter implements ByteSink {
  readonly #data = new CopyData();
  readonly #onBytes: ((bytes: Buffer) => void) | null;
  #closed = false;

  constructor(onBytes: ((bytes: Buffer) => void) | null = null) {
    this.#onBytes = onBytes;
  }

  get rows(): number {
    return this.#data.rows;
  }

  get bytes(): number {
    return this.#data.bytes;
  }

  /** False when the data was cut off before its closing line. */
  get closed(): boolean {
    return this.#closed;
  }

  write(chunk: Buffer): void {
    if (this.#closed) return;
    const end = this.#data.take(chunk, 0);
    this.#onBytes?.(end === -1 ? chunk : chunk.subarray(0, end));
    if (end !== -1) this.#closed = true;
  }

  end(): void {}
}
