import { isSymbol, isWord, nameAt } from './names';
import type { Statement } from './statement';

/** A setting changed at the top level of a script. `value` in lower case, `raw` as written, first element of a list. */
export interface SessionSetting {
  readonly name: string;
  readonly value: string;
  readonly raw: string;
}

/** Settings that change how the text after them is to be read, or where names without a schema go. */
const READ_BY_US = ['standard_conforming_strings', 'client_encoding', 'search_path'];

/** Encodings in which a byte of a character can look like a quote or a backslash (clients only, never a server's). */
const UNSAFE_ENCODINGS = new Set([
  'sjis',
  'shiftjis',
  'big5',
  'gbk',
  'gb18030',
  'uhc',
  'johab',
  'shiftjis2004',
  'mskanji',
  'win949',
  'win950',
  'win936',
  'windows949',
  'windows950',
  'windows936',
]);

/** Reads `SET name = value` and `SELECT pg_catalog.set_config('name', 'value', …)`; null for any other statement. */
export function settingOf(statement: Statement): SessionSetting | null {
  const { head } = statement;
  if (isWord(head[0], 'set')) {
    if (isWord(head[1], 'names')) return made('client_encoding', head[2]?.text ?? '');
    const name = nameAt(head, isWord(head[1], 'session', 'local') ? 2 : 1);
    if (name === null || !(isSymbol(head[name.next], '=') || isWord(head[name.next], 'to'))) return null;
    return made(name.name.toLowerCase(), head[name.next + 1]?.text ?? '');
  }
  const at = head.findIndex(
    (token) => token.kind === 'string' && READ_BY_US.includes(token.text.toLowerCase()),
  );
  if (at === -1 || !head.some((token) => isWord(token, 'set_config'))) return null;
  const value = head.slice(at + 1).find((token) => token.kind === 'string');
  return made(head[at]?.text.toLowerCase() ?? '', value?.text.split(',')[0]?.trim() ?? '');
}

function made(name: string, raw: string): SessionSetting {
  return { name, raw, value: raw.toLowerCase() };
}

/** True where the bytes of a character could be taken for SQL. The name may be written as PostgreSQL allows, in any case. */
export function isUnsafeEncoding(name: string): boolean {
  return UNSAFE_ENCODINGS.has(name.toLowerCase().replace(/[^a-z0-9]/g, ''));
}
