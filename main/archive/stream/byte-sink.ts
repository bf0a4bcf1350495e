import type { ErrorParams } from '../../../shared/errors/app-error';
import type { ReasonCode } from '../../../shared/phrases/phrases-en';

/**
 * Takes bytes as they come: the one shape every stage of inspection has. A stage that keeps up returns
 * nothing; one that cannot (a decompressor with a full queue) returns a promise, and the caller waits.
 * Chunks are never changed after they were handed over, so a stage may keep slices of them.
 */
export interface ByteSink {
  write(chunk: Buffer): Promise<void> | void;
  /** No more bytes. Rejects or throws {@link StreamDamaged} where the bytes so far are not a whole. */
  end(): Promise<void> | void;
}

/** Bytes that cannot be what they claim to be. `reason` is a phrase of ours, `params` what it is filled with. */
export class StreamDamaged extends Error {
  readonly reason: ReasonCode;
  /** Offset in the stream the stage read, where it knows one. */
  readonly offset: number | null;
  readonly params: ErrorParams;

  constructor(reason: ReasonCode, offset: number | null = null, params: ErrorParams = {}) {
    super(reason);
    this.name = 'StreamDamaged';
    this.reason = reason;
    this.offset = offset;
    this.params = params;
  }
}

/** Takes everything and keeps nothing. */
export const DISCARD: ByteSink = {
  write() {},
  end() {},
};
