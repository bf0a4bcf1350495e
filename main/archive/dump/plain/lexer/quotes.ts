import { BACKSLASH, DOUBLE_QUOTE, LF, QUOTE_MARK } from './byte-classes';
import {
  ESCAPE,
  IDENTIFIER,
  IDENTIFIER_END,
  type LexerCursor,
  NORMAL,
  QUOTE,
  QUOTE_END,
} from './lexer-cursor';
import type { LexerEvents } from './lexer-events';
import type { StatementAssembly } from './statement-assembly';

/** Literals in `'` and identifiers in `"`: a doubled mark is one of the text, a backslash escapes where it may. */
export class Quotes {
  readonly #cursor: LexerCursor;
  readonly #assembly: StatementAssembly;
  readonly #events: LexerEvents;
  #escapes = false;

  constructor(cursor: LexerCursor, assembly: StatementAssembly, events: LexerEvents) {
    this.#cursor = cursor;
    this.#assembly = assembly;
    this.#events = events;
  }

  /** The quote at `i` opens a literal. `prefix`: the word right before it, `e`, `b`, `x` or `n`. */
  beginLiteral(i: number, prefix = ''): number {
    const cursor = this.#cursor;
    if (cursor.unicode === 2 && !cursor.standardStrings) {
      this.#events.doubtful('unicode-literal', cursor.line);
    }
    this.#escapes = prefix === 'e' || ((prefix === '' || prefix === 'n') && !cursor.standardStrings);
    return cursor.begin(QUOTE, i, this.#assembly.isSated);
  }

  inLiteral(chunk: Buffer, from: number): number {
    const cursor = this.#cursor;
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === QUOTE_MARK) {
        cursor.state = QUOTE_END;
        return i + 1;
      }
      if (byte === BACKSLASH && this.#escapes) {
        cursor.state = ESCAPE;
        return i + 1;
      }
      if (byte === LF) cursor.line++;
      cursor.keep(byte);
    }
    return chunk.length;
  }

  /** The byte after a backslash is the text's, whatever it is. */
  escaped(chunk: Buffer, i: number): number {
    const byte = chunk[i] ?? 0;
    if (byte === LF) this.#cursor.line++;
    this.#cursor.keep(byte);
    this.#cursor.state = QUOTE;
    return i + 1;
  }

  afterLiteral(chunk: Buffer, i: number): number {
    if (chunk[i] === QUOTE_MARK) {
      this.#cursor.keep(QUOTE_MARK);
      this.#cursor.state = QUOTE;
      return i + 1;
    }
    this.endLiteral();
    return i;
  }

  endLiteral(): void {
    this.#cursor.state = NORMAL;
    if (!this.#cursor.silent) this.#assembly.add('string', this.#cursor.takeText());
  }

  beginIdentifier(i: number): number {
    return this.#cursor.begin(IDENTIFIER, i, this.#assembly.isSated);
  }

  inIdentifier(chunk: Buffer, from: number): number {
    const cursor = this.#cursor;
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === DOUBLE_QUOTE) {
        cursor.state = IDENTIFIER_END;
        return i + 1;
      }
      if (byte === LF) cursor.line++;
      cursor.keep(byte);
    }
    return chunk.length;
  }

  afterIdentifier(chunk: Buffer, i: number): number {
    if (chunk[i] === DOUBLE_QUOTE) {
      this.#cursor.keep(DOUBLE_QUOTE);
      this.#cursor.state = IDENTIFIER;
      return i + 1;
    }
    this.#cursor.state = NORMAL;
    if (!this.#cursor.silent) this.#assembly.add('quoted', this.#cursor.takeText());
    return i;
  }
}
