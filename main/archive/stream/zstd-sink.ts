import { Decompress } from 'fzstd';
import { type ByteSink, StreamDamaged } from './byte-sink';

/**
 * Decompresses zstd (all frames) on this thread; fzstd is the one decoder that streams and needs no
 * native build. It gives typed arrays over buffers it reuses, so each is copied once.
 */
export class ZstdSink implements ByteSink {
  readonly #downstream: ByteSink;
  readonly #decoder: Decompress;
  #outputs: Buffer[] = [];
  #any = false;

  constructor(downstream: ByteSink) {
    this.#downstream = downstream;
    this.#decoder = new Decompress((data) => {
      if (data.length > 0) this.#outputs.push(Buffer.from(data));
    });
  }

  write(chunk: Buffer): Promise<void> | void {
    this.#any = true;
    // Small pieces bound what one push can give back at once.
    return this.#feed(chunk, 0);
  }

  async end(): Promise<void> {
    if (!this.#any) throw new StreamDamaged('compressed-cut');
    this.#push(new Uint8Array(0), true);
    await this.#flush();
    await this.#downstream.end();
  }

  async #feed(chunk: Buffer, from: number): Promise<void> {
    for (let at = from; at < chunk.length; at += 65_536) {
      this.#push(chunk.subarray(at, at + 65_536), false);
      await this.#flush();
    }
  }

  #push(bytes: Uint8Array, last: boolean): void {
    try {
      this.#decoder.push(bytes, last);
    } catch (error) {
      throw new StreamDamaged('zstd-damaged', null, {
        said: error instanceof Error ? error.message : String(error),
      });
    }
  }

  async #flush(): Promise<void> {
    const outputs = this.#outputs;
    this.#outputs = [];
    for (const output of outputs) await this.#downstream.write(output);
  }
}
