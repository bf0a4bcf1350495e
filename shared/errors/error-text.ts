import type { Language } from '../language';
import type { Finding } from '../manifest';
import { purposeWords, reasonWords } from '../phrases/phrase-text';
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
  const { reason, purpose } = params;
  return {
    ...params,
    ...(typeof reason === 'string' ? { reason: reasonWords(reason, params, language) } : {}),
    ...(typeof purpose === 'string' ? { purpose: purposeWords(purpose, language) } : {}),
  };
}
