import type { Language } from '../../../../shared/language';
import { runWordsEn } from '../../../../shared/phrases/run-words-en';
import { runWordsEs } from '../../../../shared/phrases/run-words-es';
import { type ReportWords, reportWordsEn } from './report-words-en';
import { reportWordsEs } from './report-words-es';

const WORDS: Readonly<Record<Language, ReportWords>> = { en: reportWordsEn, es: reportWordsEs };
const RUN_WORDS = { en: runWordsEn, es: runWordsEs } as const;

export function reportWords(language: Language): ReportWords {
  return WORDS[language];
}

/** Words of runs, shared with the window. */
export function runWords(language: Language): (typeof RUN_WORDS)[Language] {
  return RUN_WORDS[language];
}
