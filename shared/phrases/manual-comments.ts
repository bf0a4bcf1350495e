import type { ErrorParams } from '../errors/app-error';
import { fill } from '../errors/fill';
import type { Language } from '../language';

/**
 * Lines that explain the commands of a manual way. They are stored among the commands in English, on the host too, so
 * another language is found back from the sentence: no two of them may read alike.
 */
const ENGLISH = {
  'to-old': '# Back to the old database and media',
  'to-new': '# The new database and media had proven healthy: finish',
  media: '# Media: must end with the line "RC-MEDIA"',
  'which-of-both': '# Which database carries the live name? {old} is the old one, {fresh} the new one',
  'which-is-new': '# Which database carries the live name? {fresh} is the new one',
  'only-if-new-live': '# Only if the live name is carried by {fresh} (the new one):',
  always: '# In any case:',
  'held-there': '# The old database has OID {oid}: is it still there, and under which name?',
  'only-if-held': '# Only if {oid} is there and called {held}:',
  'from-backup': '# Only if {oid} is gone: from the safety backup ({bytes} bytes, SHA-256 {sha})',
} as const;

type ManualComment = keyof typeof ENGLISH;

const SPANISH: Readonly<Record<ManualComment, string>> = {
  'to-old': '# Volver a la base de datos y la media anteriores',
  'to-new': '# La base de datos y la media nuevas resultaron sanas: terminar',
  media: '# Media: debe acabar con la línea "RC-MEDIA"',
  'which-of-both': '# ¿Qué base de datos lleva el nombre vivo? {old} es la anterior, {fresh} la nueva',
  'which-is-new': '# ¿Qué base de datos lleva el nombre vivo? {fresh} es la nueva',
  'only-if-new-live': '# Solo si el nombre vivo lo lleva {fresh} (la nueva):',
  always: '# En todo caso:',
  'held-there': '# La base de datos anterior tiene el OID {oid}: ¿sigue ahí, y con qué nombre?',
  'only-if-held': '# Solo si {oid} está ahí y se llama {held}:',
  'from-backup':
    '# Solo si {oid} ya no está: desde la copia de seguridad previa ({bytes} bytes, SHA-256 {sha})',
};

/** The line as it is stored. */
export function manualComment(code: ManualComment, params: ErrorParams = {}): string {
  return fill(ENGLISH[code], params, 'en');
}

/** A line of a manual way as it is shown: comments of ours in the language, commands and everything else as they are. */
export function manualLineWords(line: string, language: Language): string {
  if (language === 'en' || !line.startsWith('#')) return line;
  for (const { code, pattern } of PATTERNS) {
    const params = pattern.exec(line);
    if (params) return fill(SPANISH[code], { ...params.groups }, language);
  }
  return line;
}

const PATTERNS = (Object.keys(ENGLISH) as ManualComment[]).map((code) => ({
  code,
  pattern: new RegExp(
    `^${ENGLISH[code].replace(/[()?"*.+[\]\\^$|]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>.+)')}$`,
  ),
}));
