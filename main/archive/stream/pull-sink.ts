import { type ByteSink, StreamDamaged } from './byte-sink';

/** Bytes asked for one after the other: what a format with lengths and types wants. */
export interface ByteReader {
  /** Exactly `length` bytes. Throws {@link StreamDamaged} when the stream ends before. */
  take(length: number): Promise<Buffer>;
  /** False at the end of the stream. */
  more(): Promise<boolean>;
  /** Hands exactly `length` bytes to a sink. */
  pass(length: number, sink: ByteSink | null): Promise<void>;
}

/**
 * Turns pushed chunks into a reader for a parser written top-down. The producer waits while the parser has
 * bytes left, so at most one chunk is held. What the parser leaves unread is dropped.
 */
export class PullSink implements ByteSink, ByteReader {
  readonly #parsing: Promise<void>;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #ended = false;
  #finished = false;
  #failure: unknown = null;
  /** The parser waits for bytes. */
  #wanted: (() => void) | null = null;
  /** The producer waits for the parser to need more. */
  #hungry: (() => void) | null = null;

  constructor(parse: (reader: ByteReader) => Promise<void>) {
    this.#parsing = parse(this).then(
      () => this.#finish(null),
      (error: unknown) => this.#finish(error),
    );
  }

  async write(chunk: Buffer): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    if (this.#finished || chunk.length === 0) return;
    const hungry = new Promise<void>((resolve) => {
      this.#hungry = resolve;
    });
    this.#chunk = chunk;
    this.#at = 0;
    this.#wake();
    await hungry;
    if (this.#failure !== null) throw this.#failure;
  }

  async end(): Promise<void> {
    this.#ended = true;
    this.#wake();
    await this.#parsing;
    if (this.#failure !== null) throw this.#failure;
  }

  async take(length: number): Promise<Buffer> {
    if (this.#chunk.length - this.#at >= length) return this.#slice(length);
    const pieces: Buffer[] = [];
    for (let left = length; left > 0; ) {
      if (!(await this.more())) throw new StreamDamaged('ends-early');
      const piece = this.#slice(Math.min(left, this.#chunk.length - this.#at));
      pieces.push(piece);
      left -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  async more(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      if (this.#ended) return false;
      const wanted = new Promise<void>((resolve) => {
        this.#wanted = resolve;
      });
      this.#hungry?.();
      this.#hungry = null;
      await wanted;
    }
    return true;
  }

  async pass(length: number, sink: ByteSink | null): Promise<void> {
    for (let left = length; left > 0; ) {
      if (!(await this.more())) throw new StreamDamaged('ends-early');
      const piece = this.#slice(Math.min(left, this.#chunk.length - this.#at));
      left -= piece.length;
      const waiting = sink?.write(piece);
      if (waiting !== undefined) await waiting;
    }
  }

  #slice(length: number): Buffer {
    const piece = this.#chunk.subarray(this.#at, this.#at + length);
    this.#at += length;
    return piece;
  }

  #wake(): void {
    const wanted = this.#wanted;
    this.#wanted = null;
    wanted?.();
  }

  #finish(failure: unknown): void {
    this.#finished = true;
    this.#failure = failure;
    this.#hungry?.();
    this.#hungry = null;
  }
}
