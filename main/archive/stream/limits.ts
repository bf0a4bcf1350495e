import type { ErrorParams } from '../../../shared/errors/app-error';
import type { ErrorCode } from '../../../shared/errors/codes';

/** Bounds that keep a hostile archive from filling memory or time. Far beyond any real backup. */
export interface InspectLimits {
  readonly entries: number;
  /** Bytes the tar, or one dump, may expand to in any case. */
  readonly expandedBytes: number;
  /** Times its size that the archive, or one dump, may expand to … */
  readonly expansionRatio: number;
  /** … once it has grown beyond this many bytes. */
  readonly expansionFloor: number;
}

export const DEFAULT_LIMITS: InspectLimits = {
  entries: 5_000_000,
  expandedBytes: 16 * 1024 ** 4,
  expansionRatio: 250,
  expansionFloor: 4 * 1024 ** 3,
};

/** A limit was passed: inspection of this stream ends. */
export class LimitPassed extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams) {
    super(code);
    this.name = 'LimitPassed';
    this.code = code;
    this.params = params;
  }
}

/** Throws {@link LimitPassed} when `expanded` bytes from `source` compressed ones are more than allowed. */
export function checkExpansion(limits: InspectLimits, source: number, expanded: number): void {
  const limit = Math.min(
    limits.expandedBytes,
    Math.max(limits.expansionFloor, source * limits.expansionRatio),
  );
  if (expanded > limit) throw new LimitPassed('archive-expansion-limit', { limit, bytes: expanded });
}
