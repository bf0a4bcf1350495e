import { isAscii } from './byte-classes';

/** The lexer's states: what the next byte is part of. Numbers, because they are compared for every token. */
export const NORMAL = 0;
export const WORD = 1;
export const NUMBER = 2;
export const QUOTE = 3;
export const QUOTE_END = 4;
export const ESCAPE = 5;
export const IDENTIFIER = 6;
export const IDENTIFIER_END = 7;
export const DOLLAR_TAG = 8;
export const DOLLAR = 9;
export const DOLLAR_CLOSE = 10;
export const LINE_COMMENT = 11;
export const BLOCK_COMMENT = 12;
export const META = 13;
export const COPY = 14;

/** A token's bytes kept: names are at most 63, and of literals the beginning is enough. */
export const TEXT_LIMIT = 256;

/** Where the lexer stands, and the token it is in: the one thing that all its parts share. */
export class LexerCursor {
  state = NORMAL;
  /** Offset of the current chunk's first byte. */
  base = 0;
  line = 1;
  lineBlank = true;
  /** 1 after a word `u`, 2 when `&` followed at once: then a quote opens a Unicode literal. */
  unicode = 0;
  /** False after `SET standard_conforming_strings = off`: then a backslash escapes in every plain literal. */
  standardStrings = true;
  tokenStart = 0;
  tokenLine = 1;
  /** The token is of no use to the statement: its text is not kept. */
  silent = false;
  #text: number[] = [];

  /** A token begins with the byte at `i`. Gives the offset after it. */
  begin(state: number, i: number, silent = false): number {
    this.state = state;
    this.clear();
    this.silent = silent;
    this.unicode = 0;
    this.tokenStart = this.base + i;
    this.tokenLine = this.line;
    return i + 1;
  }

  keep(byte: number): void {
    if (!this.silent && this.#text.length < TEXT_LIMIT) this.#text.push(byte);
  }

  clear(): void {
    if (this.#text.length > 0) this.#text = [];
  }

  /** Bytes kept of the token. */
  get kept(): number {
    return this.#text.length;
  }

  /** The token's text; the next one begins empty. Where it is no UTF-8, each byte is a character. */
  takeText(): string {
    const kept = this.#text;
    this.#text = [];
    if (kept.every(isAscii)) return String.fromCharCode(...kept);
    const bytes = Buffer.from(kept);
    const text = bytes.toString('utf8');
    return text.includes('\ufffd') ? bytes.toString('latin1') : text;
  }

  /** The token's bytes, each as a character: texts made so are equal only where their bytes are. */
  takeBytes(): string {
    const kept = this.#text;
    this.#text = [];
    return Buffer.from(kept).toString('latin1');
  }
}
