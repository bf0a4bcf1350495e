import { Transform, type TransformCallback } from 'node:stream';
import type { Conditions } from './conditions';

/** Bytes under way before the sender has to wait: a window, so that a delay does not throttle by itself. */
const WINDOW = 4 * 1024 * 1024;

interface UnderWay {
  chunk: Buffer;
  /** Milliseconds of the clock at which the chunk arrives. */
  due: number;
}

/** One direction of one connection under the conditions of the moment. */
export class ShapedStream extends Transform {
  private readonly queue: UnderWay[] = [];
  private queuedBytes = 0;
  private lineFreeAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private waiting: TransformCallback | undefined;
  private ending: TransformCallback | undefined;

  constructor(
    private readonly conditions: () => Conditions,
    private readonly counted: (bytes: number) => void,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const { delayMs, kilobytesPerSecond } = this.conditions();
    const now = Date.now();
    const sending = kilobytesPerSecond === null ? 0 : chunk.length / kilobytesPerSecond;
    this.lineFreeAt = Math.max(now, this.lineFreeAt) + sending;
    this.queue.push({ chunk, due: this.lineFreeAt + delayMs });
    this.queuedBytes += chunk.length;
    if (this.queuedBytes < WINDOW && sending === 0) done();
    else this.waiting = done;
    this.deliver();
  }

  override _flush(done: TransformCallback): void {
    this.ending = done;
    this.deliver();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.timer);
    done(error);
  }

  private deliver(): void {
    clearTimeout(this.timer);
    if (this.destroyed) return;
    while (!this.conditions().stall) {
      const next = this.queue[0];
      if (next === undefined || next.due > Date.now()) break;
      this.queue.shift();
      this.queuedBytes -= next.chunk.length;
      this.push(next.chunk);
      this.counted(next.chunk.length);
    }
    const next = this.queue[0];
    if (next !== undefined) {
      this.timer = setTimeout(() => this.deliver(), Math.max(1, Math.min(200, next.due - Date.now())));
    }
    if (
      this.waiting !== undefined &&
      this.queuedBytes < WINDOW &&
      (next === undefined || this.lineFreeAt <= Date.now() + 50)
    ) {
      const resume = this.waiting;
      this.waiting = undefined;
      resume();
    }
    if (this.ending !== undefined && next === undefined) {
      const end = this.ending;
      this.ending = undefined;
      end();
    }
  }
}
