import { type ByteSink, StreamDamaged } from '../stream/byte-sink';
import { LimitPassed } from '../stream/limits';
import type { DumpFinding } from './dump-facts';

/** How far one way of reading a file came. */
export interface Reading {
  /** The stream could not be read to its end. */
  failure: DumpFinding | null;
  /** False when the archive broke off inside it: then the archive's own error says so. */
  ended: boolean;
}

/** A damaged dump ends its own reading, never the archive's. */
export class GuardedSink implements ByteSink {
  readonly #inner: ByteSink;
  readonly #reading: Reading;

  constructor(inner: ByteSink, into: Reading) {
    this.#inner = inner;
    this.#reading = into;
  }

  write(chunk: Buffer): Promise<void> | void {
    return this.#guard(() => this.#inner.write(chunk));
  }

  end(): Promise<void> | void {
    this.#reading.ended = true;
    return this.#guard(() => this.#inner.end());
  }

  #guard(action: () => Promise<void> | void): Promise<void> | void {
    if (this.#reading.failure !== null) return;
    try {
      return action()?.catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (error instanceof StreamDamaged) this.#give('dump-corrupt', { reason: error.reason, ...error.params });
    else if (error instanceof LimitPassed) this.#give(error.code, error.params);
    else throw error;
  }

  #give(code: DumpFinding['code'], params: DumpFinding['params']): void {
    this.#reading.failure = { code, params, line: null, severity: 'error' };
  }
}
