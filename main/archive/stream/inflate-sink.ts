import { createGunzip, createInflate, type Gunzip, type Inflate } from 'node:zlib';
import { type ByteSink, StreamDamaged } from './byte-sink';

/** Large output blocks: each one costs a round trip to the thread pool. */
const OUTPUT_BLOCK = 1024 * 1024;
/** Compressed bytes queued before the producer has to wait: the pool inflates while this thread goes on. */
const QUEUE_BYTES = 1024 * 1024;

/**
 * Decompresses gzip (all members) or zlib in the thread pool and hands the bytes on. Bytes after the last
 * member must be zeros, as `gzip` itself demands: the host's gunzip would end with status 2 otherwise.
 */
export class InflateSink implements ByteSink {
  readonly #zlib: Gunzip | Inflate;
  readonly #downstream: ByteSink;
  readonly #done: Promise<void>;
  #settle: () => void = () => {};
  /** What was handed to zlib and is not known to be used up; looked at when a stream ends before its input. */
  #pending: { readonly start: number; readonly chunk: Buffer }[] = [];
  #supplied = 0;
  #queued = 0;
  #ended = false;
  #failure: unknown = null;
  #wake: (() => void) | null = null;
  /** The last block is still being taken when zlib says it has ended, paused or not. */
  #lastBlock: Promise<void> = Promise.resolve();

  constructor(kind: 'gzip' | 'zlib', downstream: ByteSink) {
    this.#zlib = (kind === 'gzip' ? createGunzip : createInflate)({ chunkSize: OUTPUT_BLOCK });
    this.#downstream = downstream;
    this.#done = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#zlib.on('data', (chunk: Buffer) => this.#handOn(chunk));
    this.#zlib.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.#ended) this.#fail(damageOf(error));
    });
    this.#zlib.on('end', () => {
      this.#ended = true;
      this.#wake?.();
      this.#settle();
    });
  }

  write(chunk: Buffer): Promise<void> | void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#ended) {
      if (!isZeros(chunk)) throw new StreamDamaged('not-gzip-after-end');
      return;
    }
    this.#pending.push({ start: this.#supplied, chunk });
    this.#supplied += chunk.length;
    this.#queued += chunk.length;
    this.#zlib.write(chunk, () => {
      this.#queued -= chunk.length;
      this.#forget();
      this.#wake?.();
    });
    if (this.#queued > QUEUE_BYTES) return this.#drained();
  }

  async end(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    if (!this.#ended) this.#zlib.end();
    await this.#done;
    await this.#lastBlock;
    this.#zlib.destroy();
    if (this.#failure !== null) throw this.#failure;
    this.#checkRest();
    await this.#downstream.end();
  }

  #handOn(chunk: Buffer): void {
    if (this.#failure !== null) return;
    try {
      const waiting = this.#downstream.write(chunk);
      if (waiting === undefined) return;
      this.#zlib.pause();
      this.#lastBlock = waiting.then(
        () => {
          this.#zlib.resume();
        },
        (error: unknown) => this.#fail(error),
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#zlib.destroy();
    this.#wake?.();
    this.#settle();
  }

  async #drained(): Promise<void> {
    while (this.#queued > QUEUE_BYTES && this.#failure === null && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    if (this.#failure !== null) throw this.#failure;
  }

  #forget(): void {
    const used = this.#zlib.bytesWritten;
    while (this.#pending[0] !== undefined) {
      const first = this.#pending[0];
      if (first.start + first.chunk.length > used) return;
      this.#pending.shift();
    }
  }

  #checkRest(): void {
    const used = this.#zlib.bytesWritten;
    for (const { start, chunk } of this.#pending) {
      const rest = chunk.subarray(Math.max(0, used - start));
      if (!isZeros(rest)) throw new StreamDamaged('not-gzip-after-end');
    }
    this.#pending = [];
  }
}

function isZeros(chunk: Buffer): boolean {
  for (let i = 0; i < chunk.length; i++) if (chunk[i] !== 0) return false;
  return true;
}

function damageOf(error: NodeJS.ErrnoException): StreamDamaged {
  if (error.code === 'Z_BUF_ERROR') return new StreamDamaged('compressed-cut');
  return new StreamDamaged('compressed-damaged', null, { said: error.message });
}
