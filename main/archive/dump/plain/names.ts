import type { Token } from './statement';

/** A name as the server would store it; `schema` null where none is written. */
export interface QualifiedName {
  readonly schema: string | null;
  readonly name: string;
  /** Index of the token after it. */
  readonly next: number;
}

/** Reads `name`, `schema.name` or `catalog.schema.name` at an index; null when no name stands there. */
export function nameAt(tokens: readonly Token[], index: number): QualifiedName | null {
  const parts: string[] = [];
  let at = index;
  for (;;) {
    const token = tokens[at];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'quoted')) return null;
    parts.push(token.text);
    at++;
    if (!isSymbol(tokens[at], '.')) break;
    at++;
  }
  return { schema: parts.at(-2) ?? null, name: parts.at(-1) ?? '', next: at };
}

export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text);
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol;
}

/** The index after optional words such as IF NOT EXISTS, or the same index when they do not all stand there. */
export function skipWords(tokens: readonly Token[], index: number, ...words: readonly string[]): number {
  return words.every((word, i) => isWord(tokens[index + i], word)) ? index + words.length : index;
}
