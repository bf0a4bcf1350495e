import { fail } from '../../../shared/errors/app-error';
import type { CutRange } from '../../../shared/manifest';

/** Copy `keep` bytes, then pass over `drop` bytes. */
export interface CutSegment {
  readonly keep: number;
  readonly drop: number;
}

/** What the target has, as far as it decides about a cut. */
export interface CutTarget {
  readonly knownSettings: ReadonlySet<string>;
  /** Schemas already in the fresh database before the load. */
  readonly schemas: ReadonlySet<string>;
}

/** Whether a cut holds on this target: most always do, two depend on what it has (shared/manifest.ts). */
export function cutApplies(cut: Pick<CutRange, 'rule' | 'subject'>, target: CutTarget): boolean {
  if (cut.subject === undefined) return cut.rule !== 'schema-exists';
  if (cut.rule === 'unknown-setting') return !target.knownSettings.has(cut.subject.toLowerCase());
  if (cut.rule === 'schema-exists') return target.schemas.has(cut.subject);
  return true;
}

/**
 * The ranges as segments that cover exactly `bytes`: neighbours become one, so thousands of statements in a row cost
 * two reads. Throws `internal` when ranges overlap or leave the dump: then nothing of it can be trusted.
 */
export function cutSegments(ranges: readonly CutRange[], bytes: number): readonly CutSegment[] {
  const segments: CutSegment[] = [];
  let position = 0;
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    if (range.start < position || range.end < range.start || range.end > bytes) {
      throw fail('internal', { message: `cut range ${range.start}-${range.end} does not fit the dump` });
    }
    const keep = range.start - position;
    const drop = range.end - range.start;
    const last = segments.at(-1);
    if (last && keep === 0) segments[segments.length - 1] = { keep: last.keep, drop: last.drop + drop };
    else if (keep > 0 || drop > 0) segments.push({ keep, drop });
    position = range.end;
  }
  if (position < bytes) segments.push({ keep: bytes - position, drop: 0 });
  return segments;
}

/** The dump's own line number of a line of the stream that is left after the cuts. */
export function originalLine(line: number, ranges: readonly CutRange[]): number {
  let original = line;
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    if (range.firstLine > original) break;
    original += range.lastLine - range.firstLine + 1;
  }
  return original;
}
