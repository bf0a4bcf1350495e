import { z } from 'zod';
import { type ErrorParams, errorParamsSchema } from '../errors/app-error';
import { fill } from '../errors/fill';
import type { Language } from '../language';
import { type FoundCode, type NoteCode, type Phrases, phrasesEn } from './phrases-en';
import { phrasesEs } from './phrases-es';

const PHRASES: Readonly<Record<Language, Phrases>> = { en: phrasesEn, es: phrasesEs };

/** A remark as data. A code another version wrote is read, and shown as it is. */
export const phraseSchema = z.object({ code: z.string(), params: errorParamsSchema });
export type Phrase = z.infer<typeof phraseSchema>;

/** What a check of a target found, as data. */
export function foundPhrase(code: FoundCode, params: ErrorParams = {}): Phrase {
  return { code, params };
}

/** What a check of a target found, in a language; names and a tool's own words as they are. */
export function foundWords(
  { found, phrases }: { readonly found: string; readonly phrases?: readonly Phrase[] | undefined },
  language: Language,
): string {
  if (!phrases) return found;
  return phrases
    .map(({ code, params }) => {
      const { purpose } = params;
      const named = typeof purpose === 'string' ? { purpose: purposeWords(purpose, language) } : {};
      return words('found', code, { ...params, ...named }, language);
    })
    .join(' · ');
}

/** Makes a remark of the closed set. */
export function phrase(code: NoteCode, params: ErrorParams = {}): Phrase {
  return { code, params };
}

/** What carries remarks: `note` in English for JSON and logs, `phrases` the same as data for who shows it in a language. */
export interface Noted {
  readonly note?: string | undefined;
  readonly phrases?: readonly Phrase[] | undefined;
}

/** Both forms of remarks, or none of them where there are none. */
export function noted(phrases: readonly Phrase[]): { note?: string; phrases?: Phrase[] } {
  if (phrases.length === 0) return {};
  return { note: noteWords({ phrases }, 'en'), phrases: [...phrases] };
}

/** The remarks in a language; those of an older job as they were written. Empty: none. */
export function noteWords(noted: Noted, language: Language): string {
  if (!noted.phrases) return noted.note ?? '';
  return noted.phrases.map(({ code, params }) => words('notes', code, params, language)).join('; ');
}

/** A check's name; one that is not of the closed set as it is. */
export function checkWords(name: string, language: Language): string {
  return words('checks', name, {}, language);
}

/** What a check expected or found: a figure as it is, a word of ours in the language. */
export function valueWords(value: string, language: Language): string {
  return words('values', value, {}, language);
}

/** What an error left. */
export function leftWords(left: string | undefined, language: Language): string {
  return left === undefined ? '' : words('left', left, {}, language);
}

/** Why something is damaged; a tool's own words as they are. */
export function reasonWords(reason: string, params: ErrorParams, language: Language): string {
  return words('reasons', reason, params, language);
}

/** What a login lacks. */
export function secretWords(secret: string, language: Language): string {
  return words('secrets', secret, {}, language);
}

/** What grows on a filesystem: one purpose, or several joined with `, `. */
export function purposeWords(purpose: string, language: Language): string {
  return purpose
    .split(', ')
    .map((each) => words('purposes', each, {}, language))
    .join(', ');
}

function words(group: keyof Phrases, code: string, params: ErrorParams, language: Language): string {
  const sentences: Readonly<Record<string, string>> = PHRASES[language][group];
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  return sentence === undefined ? code : fill(sentence, params, language);
}
