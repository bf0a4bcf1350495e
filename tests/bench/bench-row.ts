/** One figure of a benchmark: ours beside the thing it is measured against, in the same run. */
export interface BenchRow {
  /** What was measured, such as `inspection of 612 MB`. */
  readonly what: string;
  readonly ours: string;
  readonly other: string;
  /** Ours against the other, or the figure that has an aim: `0.31`, `84 MB`. */
  readonly result: string;
  readonly aim: string;
  readonly met: boolean;
}
