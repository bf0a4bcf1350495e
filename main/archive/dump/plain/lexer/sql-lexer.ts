import {
  AMPERSAND,
  BACKSLASH,
  DASH,
  DOLLAR_SIGN,
  DOUBLE_QUOTE,
  isDigit,
  isSpace,
  isWordStart,
  LF,
  QUOTE_MARK,
  SLASH,
  STAR,
} from './byte-classes';
import { Comments } from './comments';
import { CopyBlock } from './copy-block';
import { DollarQuotes } from './dollar-quotes';
import {
  BLOCK_COMMENT,
  COPY,
  DOLLAR,
  DOLLAR_CLOSE,
  DOLLAR_TAG,
  ESCAPE,
  IDENTIFIER,
  IDENTIFIER_END,
  LexerCursor,
  LINE_COMMENT,
  META,
  NORMAL,
  NUMBER,
  QUOTE,
  QUOTE_END,
  WORD,
} from './lexer-cursor';
import type { LexerEvents, LexerRest } from './lexer-events';
import { MetaCommands } from './meta-commands';
import { Quotes } from './quotes';
import { StatementAssembly } from './statement-assembly';
import { Words } from './words';

/**
 * Reads a plain dump the way psql's own scanner does (psqlscan.l), in pieces of any size: quotes of every kind,
 * dollar quotes, nested comments, `;` inside parentheses and BEGIN ATOMIC bodies, COPY data. It must agree with
 * psql on where a statement ends, because psql acts on a backslash wherever it stands outside quotes. Like psql
 * it reads line by line: no literal is continued on the next line, and a carriage return ends a `--` comment.
 *
 * One state machine: the cursor holds the state, this class reads what stands between tokens and chooses the
 * part that reads each token.
 */
export class SqlLexer {
  readonly #cursor = new LexerCursor();
  readonly #assembly: StatementAssembly;
  readonly #quotes: Quotes;
  readonly #dollars: DollarQuotes;
  readonly #words: Words;
  readonly #comments: Comments;
  readonly #metas: MetaCommands;
  readonly #copy: CopyBlock;
  /** A `-` or `/` that may begin a comment. */
  #pending = 0;

  constructor(events: LexerEvents) {
    const cursor = this.#cursor;
    const assembly = new StatementAssembly(cursor, events);
    this.#assembly = assembly;
    this.#quotes = new Quotes(cursor, assembly, events);
    this.#dollars = new DollarQuotes(cursor, assembly, events);
    this.#words = new Words(cursor, assembly, this.#quotes, events);
    this.#comments = new Comments(cursor, assembly, events);
    this.#metas = new MetaCommands(cursor, assembly, events);
    this.#copy = new CopyBlock(cursor, events);
  }

  get line(): number {
    return this.#cursor.line;
  }

  /** False after `SET standard_conforming_strings = off`: then a backslash escapes in every plain literal. */
  set standardStrings(on: boolean) {
    this.#cursor.standardStrings = on;
  }

  /** Makes {@link LexerEvents.copyBytes} be called for the COPY block that follows; reset at its end. */
  set captures(on: boolean) {
    this.#copy.captures = on;
  }

  write(chunk: Buffer): void {
    this.#assembly.preview(chunk);
    let i = 0;
    while (i < chunk.length) i = this.#step(chunk, i);
    this.#cursor.base += chunk.length;
  }

  end(): LexerRest {
    const cursor = this.#cursor;
    if (cursor.state === META) this.#metas.end(cursor.base);
    else if (cursor.state === LINE_COMMENT) this.#comments.endLine();
    else if (cursor.state === QUOTE_END) this.#quotes.endLiteral();
    else if (cursor.state === WORD || cursor.state === NUMBER) this.#words.end();
    this.#assembly.report(cursor.base, true);
    if (cursor.state === COPY) return { open: this.#copy.end() ? 'nothing' : 'copy' };
    if (cursor.state !== NORMAL || this.#pending !== 0 || this.#assembly.isOpen) {
      return { open: 'statement', line: this.#assembly.line ?? cursor.tokenLine };
    }
    return { open: 'nothing' };
  }

  #step(chunk: Buffer, i: number): number {
    switch (this.#cursor.state) {
      case NORMAL:
        return this.#between(chunk, i);
      case WORD:
        return this.#words.inWord(chunk, i);
      case NUMBER:
        return this.#words.inNumber(chunk, i);
      case QUOTE:
        return this.#quotes.inLiteral(chunk, i);
      case QUOTE_END:
        return this.#quotes.afterLiteral(chunk, i);
      case ESCAPE:
        return this.#quotes.escaped(chunk, i);
      case IDENTIFIER:
        return this.#quotes.inIdentifier(chunk, i);
      case IDENTIFIER_END:
        return this.#quotes.afterIdentifier(chunk, i);
      case DOLLAR_TAG:
        return this.#dollars.inTag(chunk, i);
      case DOLLAR:
        return this.#dollars.inBody(chunk, i);
      case DOLLAR_CLOSE:
        return this.#dollars.inClosingTag(chunk, i);
      case LINE_COMMENT:
        return this.#comments.inLine(chunk, i);
      case BLOCK_COMMENT:
        return this.#comments.inBlock(chunk, i);
      case COPY:
        return this.#copy.read(chunk, i);
      default:
        return this.#metas.read(chunk, i);
    }
  }

  #between(chunk: Buffer, i: number): number {
    const cursor = this.#cursor;
    const byte = chunk[i] ?? 0;
    if (this.#pending !== 0) {
      const pending = this.#pending;
      this.#pending = 0;
      if (pending === DASH && byte === DASH) return this.#comments.begin(LINE_COMMENT, i);
      if (pending === SLASH && byte === STAR) return this.#comments.begin(BLOCK_COMMENT, i);
      this.#assembly.open(chunk, i, cursor.base + i - 1);
      this.#assembly.symbol(pending, i);
    }
    if (byte === LF) return this.#newline(i);
    if (isSpace(byte)) {
      cursor.unicode = 0;
      return i + 1;
    }
    if (byte === DASH || byte === SLASH) {
      cursor.unicode = 0;
      this.#pending = byte;
      return i + 1;
    }
    if (byte === BACKSLASH) return this.#metas.begin(i);
    // A byte order mark at the very start is psql's to skip.
    if (cursor.base + i < 3 && byte === BOM[cursor.base + i]) return i + 1;
    this.#assembly.open(chunk, i, cursor.base + i);
    return this.#token(chunk, i, byte);
  }

  #newline(i: number): number {
    const cursor = this.#cursor;
    cursor.unicode = 0;
    this.#assembly.report(cursor.base + i + 1, true);
    cursor.line++;
    cursor.lineBlank = true;
    return i + 1;
  }

  #token(chunk: Buffer, i: number, byte: number): number {
    const cursor = this.#cursor;
    if (byte === QUOTE_MARK) return this.#quotes.beginLiteral(i);
    if (byte === DOUBLE_QUOTE) return this.#quotes.beginIdentifier(i);
    if (byte === DOLLAR_SIGN) return cursor.begin(DOLLAR_TAG, i);
    if (isWordStart(byte)) return this.#words.beginWord(chunk, i);
    if (isDigit(byte)) return this.#words.beginNumber(chunk, i);
    cursor.unicode = byte === AMPERSAND && cursor.unicode === 1 ? 2 : 0;
    this.#assembly.symbol(byte, i);
    return i + 1;
  }
}

const BOM = [0xef, 0xbb, 0xbf];
