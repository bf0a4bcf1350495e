import { formatDateTime } from '../format/time';
import type { Language } from '../language';
import type { Finding } from '../manifest';
import {
  checkWords,
  noteWords,
  phrase,
  purposeWords,
  reasonWords,
  secretWords,
  valueWords,
} from '../phrases/phrase-text';
import { runWordsEn } from '../phrases/run-words-en';
import { runWordsEs } from '../phrases/run-words-es';
import type { AppError, ErrorParams } from './app-error';
import { catalogueEn } from './catalogue-en';
import { catalogueEs } from './catalogue-es';
import type { ErrorCode } from './codes';
import { fill } from './fill';

/**
 * One entry of the catalogue; placeholders as {@link fill} takes them.
 */
export interface ErrorText {
  /** What is the case, in a few words, without a full stop. */
  readonly title: string;
  /** Why, or what it means. */
  readonly explanation: string;
  /** What to do now. Empty where nothing is to be done. */
  readonly next: string;
}

/** A whole language. A code without a text is a compile error. */
export type ErrorCatalogue = Readonly<Record<ErrorCode, ErrorText>>;

const RUN_WORDS = { en: runWordsEn, es: runWordsEs };
const CATALOGUES: Readonly<Record<Language, ErrorCatalogue>> = { en: catalogueEn, es: catalogueEs };

/** The sentences of an error in a language, its parameters filled in. */
export function describeError(
  error: Pick<AppError, 'code' | 'params' | 'evidence'>,
  language: Language,
): ErrorText {
  const text = CATALOGUES[language][error.code];
  const where = error.evidence?.where;
  const params = inWords(where === undefined ? error.params : { where, ...error.params }, language);
  return {
    title: fill(text.title, params, language),
    explanation: fill(text.explanation, params, language),
    next: fill(text.next, params, language),
  };
}

/** The sentences of a finding of inspection; `{where}` is the entry or line it was found at. */
export function describeFinding(finding: Finding, language: Language): ErrorText {
  return describeError({ code: finding.code, params: { where: finding.where, ...finding.params } }, language);
}

/** Parameters that are codes of ours become words; a tool's own words stay as they are. */
function inWords(params: ErrorParams, language: Language): ErrorParams {
  const { reason, purpose, step, part, since, oldest, secret, status } = params;
  const differs = differenceWords(params, language);
  return {
    ...params,
    ...(differs === null ? {} : { first: differs, reason: differs }),
    ...(differs === null && typeof reason === 'string'
      ? { reason: reasonWords(reason, params, language) }
      : {}),
    ...(isMoment(since) ? { since: formatDateTime(since, language) } : {}),
    ...(isMoment(oldest) ? { oldest: formatDateTime(oldest, language) } : {}),
    ...(typeof step === 'string' ? { step: stepWords(step, language) } : {}),
    ...(typeof part === 'string' ? { part: partWords(part, language) } : {}),
    ...(typeof secret === 'string' ? { secret: secretWords(secret, language) } : {}),
    ...(typeof status === 'string' ? { status: statusWords(status, language) } : {}),
    ...(typeof purpose === 'string' ? { purpose: purposeWords(purpose, language) } : {}),
  };
}

/** Of an error about a check that differs: which one, what was expected and what was found; null for any other. */
function differenceWords({ check, expected, found }: ErrorParams, language: Language): string | null {
  if (typeof check !== 'string' || typeof expected !== 'string' || typeof found !== 'string') return null;
  const params = {
    check: checkWords(check, language),
    expected: valueWords(expected, language),
    found: valueWords(found, language),
  };
  return noteWords({ phrases: [phrase('check-differs', params)] }, language);
}

/** Steps by their names; several are joined with `, `. What is no step is shown as it is. */
function stepWords(steps: string, language: Language): string {
  const names: Readonly<Record<string, string>> = RUN_WORDS[language].steps;
  return steps
    .split(', ')
    .map((step) => names[step] ?? step)
    .join(', ');
}

/** A job's status by its name. */
function statusWords(status: string, language: Language): string {
  const names: Readonly<Record<string, string>> = RUN_WORDS[language].jobStatuses;
  return (names[status] ?? status).toLowerCase();
}

function partWords(part: string, language: Language): string {
  const names: Readonly<Record<string, string>> = RUN_WORDS[language].parts;
  return names[part] ?? valueWords(part, language);
}

/** An ISO 8601 time as jobs and locks hold it. */
function isMoment(value: ErrorParams[string] | undefined): value is string {
  return (
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value))
  );
}
