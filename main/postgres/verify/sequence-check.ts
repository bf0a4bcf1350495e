import { noted, phrase } from '../../../shared/phrases/phrase-text';
import type { VerificationCheck } from '../../../shared/restore/job';
import { some } from './row-check';

/** A sequence and the column it feeds: largest value there (`-` when empty) and the next one it will give, as decimal text. */
export interface SequenceState {
  readonly schema: string;
  readonly name: string;
  readonly largest: string;
  readonly next: string;
}

/**
 * A sequence at or below its column's largest value will give a value that is taken. A faithful copy of a database
 * that was so is still faithful: said, not refused.
 */
export function checkSequences(sequences: readonly SequenceState[]): VerificationCheck {
  const behind = sequences.filter(
    (sequence) => sequence.largest !== '-' && BigInt(sequence.next) <= BigInt(sequence.largest),
  );
  return {
    name: 'sequences',
    expected: String(sequences.length),
    found: String(sequences.length - behind.length),
    verdict: behind.length > 0 ? 'not-checked' : 'match',
    ...noted(
      behind.length > 0
        ? [phrase('sequences-behind', { names: some(behind.map((each) => `${each.schema}.${each.name}`)) })]
        : [],
    ),
  };
}
