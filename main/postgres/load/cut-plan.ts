import type { CutRange } from '../../../shared/manifest';

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
