import type { ErrorParams } from '../../../shared/errors/app-error';
import type { ErrorCode } from '../../../shared/errors/codes';
import type { Dump } from '../../../shared/manifest';

/** A problem inside a dump; `line` where it is SQL. The entry's name is put before it by whoever knows it. */
export interface DumpFinding {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly line: number | null;
  readonly severity: 'error' | 'warning';
}

/** All of a dump but where it lies in the archive and what was peeled off it. */
export type DumpFacts = Omit<Dump, 'name' | 'members' | 'layers'>;

/** Told of rows and tables as they are found, for progress. */
export type OnCount = (rows: number, tables: number) => void;

/** What reading one file as a dump came to. */
export type ScanResult =
  | {
      readonly kind: 'dump';
      readonly facts: DumpFacts;
      readonly findings: readonly DumpFinding[];
      /** When it was written, where its format says so. */
      readonly createdAt?: string | null;
    }
  /** Not a dump of any kind: a note beside it, or something else entirely. */
  | { readonly kind: 'unrecognised' }
  /** Known for what it is, and refused. */
  | { readonly kind: 'refused'; readonly findings: readonly DumpFinding[] };

/** Findings of one dump, at most 50 a code: enough to act on. */
export class DumpFindings {
  readonly list: DumpFinding[] = [];
  readonly #counts = new Map<ErrorCode, number>();

  error(code: ErrorCode, line: number | null, params: ErrorParams = {}): void {
    this.#add({ code, params, line, severity: 'error' });
  }

  warning(code: ErrorCode, line: number | null, params: ErrorParams = {}): void {
    this.#add({ code, params, line, severity: 'warning' });
  }

  #add(finding: DumpFinding): void {
    const count = (this.#counts.get(finding.code) ?? 0) + 1;
    this.#counts.set(finding.code, count);
    if (count <= 50) this.list.push(finding);
  }
}
