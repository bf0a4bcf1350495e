import type { VerificationCheck } from '../../shared/restore/job';

/**
 * A check that differs, as parameters of an error: `first` the sentence in English, for JSON and logs, the others the
 * same as data for who shows it in a language.
 */
export function differenceParams({ name, expected, found }: VerificationCheck): {
  readonly first: string;
  readonly check: string;
  readonly expected: string;
  readonly found: string;
} {
  return { first: `${name}: expected ${expected}, found ${found}`, check: name, expected, found };
}
