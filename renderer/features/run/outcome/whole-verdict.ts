import type { Verification } from '../../../../shared/restore/job';

/** A verification as one verdict: `match` only where every check was made; `unchecked` counts those that were not. */
export function wholeVerdict({ passed, checks }: Verification): {
  readonly verdict: Verification['checks'][number]['verdict'];
  readonly unchecked: number;
} {
  const unchecked = checks.filter((check) => check.verdict === 'not-checked').length;
  if (!passed || checks.some((check) => check.verdict === 'mismatch'))
    return { verdict: 'mismatch', unchecked };
  return { verdict: unchecked > 0 || checks.length === 0 ? 'not-checked' : 'match', unchecked };
}
