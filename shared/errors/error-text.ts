import { formatBytes } from '../format/bytes';
import { formatDuration } from '../format/duration';
import { formatNumber } from '../format/number';
import type { Language } from '../language';
import type { Finding } from '../manifest';
import type { AppError, ErrorParams } from './app-error';
import { catalogueEn } from './catalogue-en';
import { catalogueEs } from './catalogue-es';
import type { ErrorCode } from './codes';

/**
 * One entry of the catalogue. Placeholders:
 * `{host}` the parameter as it is · `{free:bytes}`, `{waited:seconds}`, `{rows:count}` a number as a figure
 * with its unit (a string passes as it is) · `{files?file:files}` a word by number.
 * A parameter that was not given prints as "(unknown)", never as `{host}`.
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

const CATALOGUES: Readonly<Record<Language, ErrorCatalogue>> = { en: catalogueEn, es: catalogueEs };
const UNKNOWN: Readonly<Record<Language, string>> = { en: '(unknown)', es: '(desconocido)' };

/** The sentences of an error in a language, its parameters filled in. */
export function describeError(
  error: Pick<AppError, 'code' | 'params' | 'evidence'>,
  language: Language,
): ErrorText {
  const text = CATALOGUES[language][error.code];
  const where = error.evidence?.where;
  const params = where === undefined ? error.params : { where, ...error.params };
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

const PLACEHOLDER = /\{([a-zA-Z]+)(?::(bytes|seconds|count)|\?([^:{}]*):([^{}]*))?\}/g;

function fill(sentence: string, params: ErrorParams, language: Language): string {
  const filled = sentence.replace(
    PLACEHOLDER,
    (_all, name: string, unit?: string, one?: string, many?: string) => {
      const value = Object.hasOwn(params, name) ? params[name] : undefined;
      if (one !== undefined && many !== undefined) return value === 1 ? one : many;
      if (value === undefined || value === '') return UNKNOWN[language];
      return typeof value === 'number' ? figure(value, unit, language) : value.trimEnd();
    },
  );
  // A parameter that is a sentence itself brings its own full stop.
  return filled.replace(/([^.\s])\.\s*\.(?=\s|$)/g, '$1.');
}

function figure(value: number, unit: string | undefined, language: Language): string {
  if (unit === 'bytes') return formatBytes(value, language);
  if (unit === 'seconds') return formatDuration(value, language);
  if (unit === 'count') return formatNumber(value, language);
  return String(value);
}
