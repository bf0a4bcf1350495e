import { z } from 'zod';

/** The languages the interface, the catalogue of errors and the figures are written in. */
export const languageSchema = z.enum(['en', 'es']);
export type Language = z.infer<typeof languageSchema>;

/** The language for a system locale such as `es-CL`: Spanish for any Spanish, English otherwise. */
export function languageOfLocale(locale: string): Language {
  return /^es\b/i.test(locale) ? 'es' : 'en';
}
