import { type AppError, toAppError } from '../../shared/errors/app-error';
import { foundWords, type Phrase } from '../../shared/phrases/phrase-text';
import { CHECKS, type Check, type Checklist } from '../../shared/target-checks';

export type CheckId = Check['id'];

/** What a check found. A warning may carry the error code whose sentences explain it. */
export interface Finding {
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly found: string;
  /** What was found as data, where it is said in words of ours. */
  readonly phrases?: Phrase[];
  readonly error?: AppError;
}

/**
 * Collects the lines of a checklist. A check whose needs were not met, or that comes after the connection was lost,
 * is `not-reached`: never a second error for one cause.
 */
export class ChecklistBuilder {
  readonly #checks = new Map<CheckId, Check>();
  #lost = false;

  note(id: CheckId, finding: Finding): void {
    this.#checks.set(id, { id, ...finding });
  }

  /** True when all of them were answered without a failure. */
  passed(...ids: readonly CheckId[]): boolean {
    return ids.every((id) => ['ok', 'warning'].includes(this.#checks.get(id)?.verdict ?? ''));
  }

  /** Runs a probe when what it needs has passed; gives its value, or null. */
  async run<Value>(
    id: CheckId,
    needs: readonly CheckId[],
    probe: () => Promise<{ readonly finding: Finding; readonly value: Value }>,
  ): Promise<Value | null> {
    if (this.#lost || !this.passed(...needs)) return null;
    try {
      const { finding, value } = await probe();
      this.note(id, finding);
      return value;
    } catch (thrown) {
      const error = toAppError(thrown);
      this.#lost = error.code === 'connection-lost';
      this.note(id, { verdict: 'failed', found: '', error });
      return null;
    }
  }

  /** The whole list in its fixed order. */
  build(target: string, checkedAt: Date): Checklist {
    const checks = CHECKS.map(
      (id): Check => this.#checks.get(id) ?? { id, verdict: 'not-reached', found: '' },
    );
    const passed = checks.every((check) => check.verdict === 'ok' || check.verdict === 'warning');
    return { target, passed, checks, checkedAt: checkedAt.toISOString() };
  }
}

/** Names and a tool's own words, or phrases of ours. */
type Found = string | readonly Phrase[];

export function ok(found: Found): Finding {
  return { verdict: 'ok', ...seen(found) };
}

export function warning(found: Found, error?: AppError): Finding {
  return { verdict: 'warning', ...seen(found), ...(error ? { error } : {}) };
}

export function failed(found: Found, error: AppError): Finding {
  return { verdict: 'failed', ...seen(found), error };
}

function seen(found: Found): Pick<Finding, 'found' | 'phrases'> {
  if (typeof found === 'string') return { found };
  return { found: foundWords({ found: '', phrases: found }, 'en'), phrases: [...found] };
}
