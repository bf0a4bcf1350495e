import { CopyData } from './copy-data';
import { Statement, type Token } from './statement';

/** What the lexer finds at the top level of a script, in order. Offsets count the dump's uncompressed bytes. */
export interface LexerEvents {
  /**
   * A statement ended with `;`. `alone`: nothing but white space follows on its line (whose newline then
   * belongs to the statement). Gives `copy` when rows of COPY … FROM stdin follow on the next line.
   */
  statement(statement: Statement, alone: boolean): 'sql' | 'copy';
  /** Raw bytes of a COPY block, closing line included, where `captures` was set. */
  copyBytes(bytes: Buffer): void;
  copyEnd(data: CopyData): void;
  /** A line comment outside statements, without its dashes, at most 200 bytes. */
  comment(text: string, line: number): void;
  /** A backslash command to the end of its line. `alone`: nothing stands before it and no statement is open. */
  meta(text: string, start: number, end: number, line: number, alone: boolean): void;
  /** Something that psql's versions read differently. */
  doubtful(reason: string, line: number): void;
}

/** What is left open at the end of a script. */
export type LexerRest =
  | { readonly open: 'nothing' }
  | { readonly open: 'copy' }
  | { readonly open: 'statement'; readonly line: number };

const NORMAL = 0;
const WORD = 1;
const NUMBER = 2;
const QUOTE = 3;
const QUOTE_END = 4;
const ESCAPE = 5;
const IDENTIFIER = 6;
const IDENTIFIER_END = 7;
const DOLLAR_TAG = 8;
const DOLLAR = 9;
const DOLLAR_CLOSE = 10;
const LINE_COMMENT = 11;
const BLOCK_COMMENT = 12;
const META = 13;
const COPY = 14;

const LF = 0x0a;
const CR = 0x0d;
const QUOTE_MARK = 0x27;
const DOUBLE_QUOTE = 0x22;
const DOLLAR_SIGN = 0x24;
const BACKSLASH = 0x5c;
const DASH = 0x2d;
const SLASH = 0x2f;
const STAR = 0x2a;

const TEXT_LIMIT = 256;

/**
 * Reads a plain dump the way psql's own scanner does (psqlscan.l), in pieces of any size: quotes of every kind,
 * dollar quotes, nested comments, `;` inside parentheses and BEGIN ATOMIC bodies, COPY data. It must agree with
 * psql on where a statement ends, because psql acts on a backslash wherever it stands outside quotes. Like psql
 * it reads line by line: no literal is continued on the next line, and a carriage return ends a `--` comment.
 */
export class SqlLexer {
  readonly #events: LexerEvents;
  #state = NORMAL;
  /** Offset of the current chunk's first byte. */
  #base = 0;
  #line = 1;
  #lineBlank = true;
  #statement: Statement | null = null;
  /** Ended by `;`, and not yet reported: what follows on its line is not known. */
  #ended: Statement | null = null;
  /** Bytes of the token being read. */
  #text: number[] = [];
  #tokenStart = 0;
  #tokenLine = 1;
  /** The token is of no use to the statement: its text is not kept. */
  #silent = false;
  /** A `-` or `/` that may begin a comment. */
  #pending = 0;
  #escapes = false;
  #previous = 0;
  #commentDepth = 0;
  #parens = 0;
  /** psql counts BEGIN … END in CREATE FUNCTION and PROCEDURE only, by the statement's first words. */
  #begins = 0;
  #identifiers = 0;
  #firstLetters = '';
  #tag = '';
  #metaAlone = false;
  #copy: CopyData | null = null;
  /** `u` then `&` right before: a Unicode literal. */
  #unicode = 0;
  /** False after `SET standard_conforming_strings = off`: then a backslash escapes in every plain literal. */
  standardStrings = true;
  /** Makes {@link LexerEvents.copyBytes} be called for the COPY block that follows; reset at its end. */
  captures = false;

  constructor(events: LexerEvents) {
    this.#events = events;
  }

  get line(): number {
    return this.#line;
  }

  write(chunk: Buffer): void {
    if (this.#statement?.wantsPreview) this.#statement.addPreview(chunk);
    let i = 0;
    while (i < chunk.length) i = this.#state === COPY ? this.#inCopy(chunk, i) : this.#step(chunk, i);
    this.#base += chunk.length;
  }

  end(): LexerRest {
    const state = this.#state;
    if (state === COPY) return this.#endInCopy();
    if (state === META) this.#endMeta(this.#base);
    else if (state === LINE_COMMENT) this.#endComment();
    else if (state === QUOTE_END) this.#endQuote();
    else if (state === WORD || state === NUMBER) this.#endWord(-1);
    this.#report(this.#base, true);
    if (this.#state === COPY) return this.#endInCopy();
    const unclosed = this.#state !== NORMAL || this.#pending !== 0;
    if (unclosed || this.#statement !== null) {
      return { open: 'statement', line: this.#statement?.line ?? this.#tokenLine };
    }
    return { open: 'nothing' };
  }

  #endInCopy(): LexerRest {
    const copy = this.#copy;
    if (copy === null || !copy.closedAtEnd) return { open: 'copy' };
    this.#events.copyEnd(copy);
    return { open: 'nothing' };
  }

  #step(chunk: Buffer, i: number): number {
    switch (this.#state) {
      case NORMAL:
        return this.#inNormal(chunk, i);
      case WORD:
        return this.#inWord(chunk, i);
      case NUMBER:
        return this.#inNumber(chunk, i);
      case QUOTE:
        return this.#inQuote(chunk, i);
      case QUOTE_END:
        return this.#afterQuote(chunk, i);
      case ESCAPE:
        if (chunk[i] === LF) this.#line++;
        this.#keep(chunk[i] ?? 0);
        this.#state = QUOTE;
        return i + 1;
      case IDENTIFIER:
        return this.#inIdentifier(chunk, i);
      case IDENTIFIER_END:
        return this.#afterIdentifier(chunk, i);
      case DOLLAR_TAG:
        return this.#inDollarTag(chunk, i);
      case DOLLAR:
        return this.#inDollar(chunk, i);
      case DOLLAR_CLOSE:
        return this.#inDollarClose(chunk, i);
      case LINE_COMMENT:
        return this.#inLineComment(chunk, i);
      case BLOCK_COMMENT:
        return this.#inBlockComment(chunk, i);
      default:
        return this.#inMeta(chunk, i);
    }
  }

  #inNormal(chunk: Buffer, i: number): number {
    const byte = chunk[i] ?? 0;
    if (this.#pending !== 0) {
      const pending = this.#pending;
      this.#pending = 0;
      if (pending === DASH && byte === DASH) return this.#begin(LINE_COMMENT, i);
      if (pending === SLASH && byte === STAR) return this.#begin(BLOCK_COMMENT, i);
      this.#open(chunk, i, this.#base + i - 1);
      this.#symbol(pending);
    }
    if (byte === LF) {
      this.#unicode = 0;
      this.#report(this.#base + i + 1, true);
      this.#line++;
      this.#lineBlank = true;
      return i + 1;
    }
    if (byte === 0x20 || (byte >= 0x09 && byte <= CR)) {
      this.#unicode = 0;
      return i + 1;
    }
    if (byte === DASH || byte === SLASH) {
      this.#unicode = 0;
      this.#pending = byte;
      return i + 1;
    }
    if (byte === BACKSLASH) return this.#beginMeta(i);
    // A byte order mark at the very start is psql's to skip.
    if (this.#base + i < 3 && byte === BOM[this.#base + i]) return i + 1;
    this.#open(chunk, i, this.#base + i);
    return this.#content(chunk, i, byte);
  }

  #content(chunk: Buffer, i: number, byte: number): number {
    if (byte === QUOTE_MARK) return this.#beginQuote(i, this.#plainEscapes());
    if (byte === DOUBLE_QUOTE) return this.#begin(IDENTIFIER, i);
    if (byte === DOLLAR_SIGN) return this.#begin(DOLLAR_TAG, i);
    if (isWordStart(byte)) {
      this.#begin(WORD, i);
      return this.#inWord(chunk, i);
    }
    if (isDigit(byte)) {
      this.#begin(NUMBER, i);
      return this.#inNumber(chunk, i);
    }
    this.#unicode = byte === 0x26 && this.#unicode === 1 ? 2 : 0;
    this.#symbol(byte);
    if (byte === 0x28) this.#parens++;
    else if (byte === 0x29) this.#parens = Math.max(0, this.#parens - 1);
    else if (byte === 0x3b && this.#parens === 0 && this.#begins === 0) this.#close(i);
    return i + 1;
  }

  /** Something that is neither white space nor comment: a statement is open from here on. */
  #open(chunk: Buffer, i: number, start: number): void {
    this.#report(this.#base + i, false);
    this.#lineBlank = false;
    if (this.#statement !== null) return;
    this.#statement = new Statement(start, this.#line);
    this.#statement.addPreview(chunk.subarray(i));
    this.#parens = 0;
    this.#begins = 0;
    this.#identifiers = 0;
    this.#firstLetters = '';
  }

  #close(i: number): void {
    const statement = this.#statement;
    if (statement === null) return;
    statement.end = this.#base + i + 1;
    statement.lastLine = this.#line;
    this.#ended = statement;
    this.#statement = null;
  }

  /** Reports the statement that ended on this line, now that what follows it is known. */
  #report(offset: number, alone: boolean): void {
    const ended = this.#ended;
    if (ended === null) return;
    this.#ended = null;
    if (alone) ended.end = offset;
    if (this.#events.statement(ended, alone) === 'copy') {
      this.#copy = new CopyData();
      this.#state = COPY;
    }
  }

  #begin(state: number, i: number): number {
    if (state === LINE_COMMENT || state === BLOCK_COMMENT) this.#report(this.#base + i, false);
    this.#state = state;
    if (this.#text.length > 0) this.#text = [];
    // A dollar quote's tag and a word are needed whatever becomes of the token.
    const plain = state === QUOTE || state === IDENTIFIER || state === NUMBER;
    this.#silent = plain && this.#statement?.isSated(this.#parens) === true;
    this.#unicode = 0;
    this.#previous = 0;
    this.#commentDepth = 1;
    this.#tokenStart = this.#base + i;
    this.#tokenLine = this.#line;
    return i + 1;
  }

  #keep(byte: number): void {
    if (!this.#silent && this.#text.length < TEXT_LIMIT) this.#text.push(byte);
  }

  #symbol(byte: number): void {
    // The parenthesis itself counts outside; `;` is no token.
    if (byte === 0x3b || this.#statement?.isSated(this.#parens) === true) return;
    const depth = byte === 0x29 ? Math.max(0, this.#parens - 1) : this.#parens;
    this.#add('symbol', String.fromCharCode(byte), depth);
  }

  #add(kind: Token['kind'], text: string, depth = this.#parens): void {
    this.#statement?.add({ kind, text, depth });
  }

  // Words and numbers

  #inWord(chunk: Buffer, from: number): number {
    let i = from;
    while (i < chunk.length) {
      const byte = chunk[i] ?? 0;
      if (!isWordStart(byte) && !isDigit(byte) && byte !== DOLLAR_SIGN) break;
      this.#keep(byte);
      i++;
    }
    if (i === chunk.length) return i;
    return this.#endWord(chunk[i] ?? 0) ? this.#beginQuote(i, this.#escapes) : i;
  }

  /** True when the word was a literal's prefix: E'…', B'…', X'…', N'…'. */
  #endWord(next: number): boolean {
    const number = this.#state === NUMBER;
    this.#state = NORMAL;
    if (number) {
      if (!this.#silent) this.#add('number', this.#takeText());
      return false;
    }
    const word = this.#takeText().toLowerCase();
    if (next === QUOTE_MARK && (word === 'e' || word === 'b' || word === 'x' || word === 'n')) {
      this.#escapes = word === 'e' || (word === 'n' && this.#plainEscapes());
      return true;
    }
    this.#unicode = word === 'u' ? 1 : 0;
    this.#countBegins(word);
    if (WATCHED.has(word)) this.#statement?.watched.push(word);
    this.#add('word', word);
    return false;
  }

  #inNumber(chunk: Buffer, from: number): number {
    let i = from;
    let last = 0;
    while (i < chunk.length) {
      const byte = chunk[i] ?? 0;
      if (!isDigit(byte) && !isWordStart(byte) && byte !== 0x2e) break;
      this.#keep(byte);
      this.#previous = byte;
      i++;
    }
    if (i === chunk.length) return i;
    last = this.#previous;
    this.#endWord(0);
    if (chunk[i] === QUOTE_MARK && isWordStart(last)) {
      this.#events.doubtful('a number runs into a quoted text', this.#line);
    }
    return i;
  }

  /** As in psqlscan.l: CREATE [OR REPLACE] FUNCTION|PROCEDURE, then BEGIN, CASE and END outside parentheses. */
  #countBegins(word: string): void {
    const letters = this.#identifiers < 4 ? (HEAD_WORDS.get(word) ?? '-') : '';
    this.#firstLetters += letters;
    this.#identifiers++;
    if (this.#parens > 0 || !/^c(or)?[fp]/.test(this.#firstLetters)) return;
    if (word === 'begin') this.#begins++;
    else if (word === 'case' && this.#begins > 0) this.#begins++;
    else if (word === 'end' && this.#begins > 0) this.#begins--;
  }

  #takeText(): string {
    const kept = this.#text;
    this.#text = [];
    if (kept.every(isAscii)) return String.fromCharCode(...kept);
    const bytes = Buffer.from(kept);
    const text = bytes.toString('utf8');
    return text.includes('\ufffd') ? bytes.toString('latin1') : text;
  }

  // Literals and quoted identifiers

  #plainEscapes(): boolean {
    return !this.standardStrings;
  }

  #beginQuote(i: number, escapes: boolean): number {
    if (this.#unicode === 2 && !this.standardStrings) {
      this.#events.doubtful('a Unicode literal while standard_conforming_strings is off', this.#line);
    }
    this.#escapes = escapes;
    const line = this.#line;
    const next = this.#begin(QUOTE, i);
    this.#tokenLine = line;
    return next;
  }

  #inQuote(chunk: Buffer, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === QUOTE_MARK) {
        this.#state = QUOTE_END;
        return i + 1;
      }
      if (byte === BACKSLASH && this.#escapes) {
        this.#state = ESCAPE;
        return i + 1;
      }
      if (byte === LF) this.#line++;
      this.#keep(byte);
    }
    return chunk.length;
  }

  #afterQuote(chunk: Buffer, i: number): number {
    if (chunk[i] === QUOTE_MARK) {
      this.#keep(QUOTE_MARK);
      this.#state = QUOTE;
      return i + 1;
    }
    this.#endQuote();
    return i;
  }

  #endQuote(): void {
    this.#state = NORMAL;
    if (!this.#silent) this.#add('string', this.#takeText());
  }

  #inIdentifier(chunk: Buffer, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === DOUBLE_QUOTE) {
        this.#state = IDENTIFIER_END;
        return i + 1;
      }
      if (byte === LF) this.#line++;
      this.#keep(byte);
    }
    return chunk.length;
  }

  #afterIdentifier(chunk: Buffer, i: number): number {
    if (chunk[i] === DOUBLE_QUOTE) {
      this.#keep(DOUBLE_QUOTE);
      this.#state = IDENTIFIER;
      return i + 1;
    }
    this.#state = NORMAL;
    if (!this.#silent) this.#add('quoted', this.#takeText());
    return i;
  }

  // Dollar quotes

  #inDollarTag(chunk: Buffer, i: number): number {
    const byte = chunk[i] ?? 0;
    if (byte === DOLLAR_SIGN) {
      this.#tag = Buffer.from(this.#text).toString('latin1');
      this.#text = [];
      this.#state = DOLLAR;
      return i + 1;
    }
    if (isWordStart(byte) || (isDigit(byte) && this.#text.length > 0)) {
      this.#keep(byte);
      if (this.#text.length === TEXT_LIMIT)
        this.#events.doubtful('a dollar quote with a very long name', this.#line);
      return i + 1;
    }
    // No quote after all: `$` and perhaps a word.
    this.#add('symbol', '$');
    this.#state = this.#text.length > 0 ? WORD : NORMAL;
    return i;
  }

  #inDollar(chunk: Buffer, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === LF) this.#line++;
      else if (byte === DOLLAR_SIGN) {
        this.#state = DOLLAR_CLOSE;
        this.#text = [];
        return i + 1;
      }
    }
    return chunk.length;
  }

  #inDollarClose(chunk: Buffer, i: number): number {
    const byte = chunk[i] ?? 0;
    if (byte === DOLLAR_SIGN) {
      const closes = Buffer.from(this.#text).toString('latin1') === this.#tag;
      this.#text = [];
      // Another tag's second dollar may be the first of ours.
      if (!closes) return i + 1;
      this.#state = NORMAL;
      this.#add('string', '');
      return i + 1;
    }
    if (isWordStart(byte) || (isDigit(byte) && this.#text.length > 0)) {
      this.#keep(byte);
      return i + 1;
    }
    this.#state = DOLLAR;
    return i;
  }

  // Comments

  #inLineComment(chunk: Buffer, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === LF || byte === CR) {
        this.#endComment();
        return i;
      }
      if (this.#text.length < 200) this.#text.push(byte);
    }
    return chunk.length;
  }

  #endComment(): void {
    this.#state = NORMAL;
    if (this.#statement === null) this.#events.comment(this.#takeText(), this.#line);
  }

  #inBlockComment(chunk: Buffer, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      const previous = this.#previous;
      this.#previous = byte;
      if (byte === LF) this.#line++;
      else if (byte === STAR && previous === SLASH) {
        this.#commentDepth++;
        this.#previous = 0;
      } else if (byte === SLASH && previous === STAR) {
        this.#previous = 0;
        if (--this.#commentDepth === 0) {
          this.#state = NORMAL;
          return i + 1;
        }
      }
    }
    return chunk.length;
  }

  // Backslash commands and COPY data

  #beginMeta(i: number): number {
    this.#report(this.#base + i, false);
    this.#metaAlone = this.#statement === null && this.#lineBlank;
    this.#begin(META, i);
    this.#keep(BACKSLASH);
    return i + 1;
  }

  #inMeta(chunk: Buffer, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === LF) {
        this.#endMeta(this.#base + i + 1);
        this.#line++;
        this.#lineBlank = true;
        return i + 1;
      }
      this.#keep(byte);
    }
    return chunk.length;
  }

  #endMeta(end: number): void {
    this.#state = NORMAL;
    this.#lineBlank = false;
    this.#events.meta(this.#takeText(), this.#tokenStart, end, this.#line, this.#metaAlone);
  }

  #inCopy(chunk: Buffer, at: number): number {
    const copy = this.#copy;
    if (copy === null) return chunk.length;
    const rows = copy.rows;
    const end = copy.take(chunk, at);
    this.#line += copy.rows - rows;
    if (this.captures) this.#events.copyBytes(chunk.subarray(at, end === -1 ? chunk.length : end));
    if (end === -1) return chunk.length;
    this.#line++;
    this.#lineBlank = true;
    this.#state = NORMAL;
    this.#copy = null;
    this.#events.copyEnd(copy);
    this.captures = false;
    return end;
  }
}

const BOM = [0xef, 0xbb, 0xbf];
/** The words psql looks for at a statement's beginning, as the letter it keeps. */
const HEAD_WORDS = new Map([
  ['create', 'c'],
  ['or', 'o'],
  ['replace', 'r'],
  ['function', 'f'],
  ['procedure', 'p'],
]);
/** Functions a rule must see wherever they are called. */
const WATCHED = new Set([
  'lo_import',
  'lo_export',
  'lo_unlink',
  'lo_create',
  'lo_creat',
  'lo_put',
  'lowrite',
  'lo_from_bytea',
]);

function isWordStart(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f || byte >= 0x80;
}

function isAscii(byte: number): boolean {
  return byte < 0x80;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
