import { DOLLAR_SIGN, isDigit, isWordStart, LF } from './byte-classes';
import { DOLLAR, DOLLAR_CLOSE, type LexerCursor, NORMAL, TEXT_LIMIT, WORD } from './lexer-cursor';
import type { LexerEvents } from './lexer-events';
import type { StatementAssembly } from './statement-assembly';

/** `$$ … $$` and `$tag$ … $tag$`, whose text means nothing until the same tag comes again. */
export class DollarQuotes {
  readonly #cursor: LexerCursor;
  readonly #assembly: StatementAssembly;
  readonly #events: LexerEvents;
  #tag = '';

  constructor(cursor: LexerCursor, assembly: StatementAssembly, events: LexerEvents) {
    this.#cursor = cursor;
    this.#assembly = assembly;
    this.#events = events;
  }

  inTag(chunk: Buffer, i: number): number {
    const cursor = this.#cursor;
    const byte = chunk[i] ?? 0;
    if (byte === DOLLAR_SIGN) {
      this.#tag = cursor.takeBytes();
      cursor.state = DOLLAR;
      return i + 1;
    }
    if (this.#isTagByte(byte)) {
      cursor.keep(byte);
      if (cursor.kept === TEXT_LIMIT) this.#events.doubtful('dollar-name', cursor.line);
      return i + 1;
    }
    // No quote after all: `$` and perhaps a word.
    this.#assembly.add('symbol', '$');
    cursor.state = cursor.kept > 0 ? WORD : NORMAL;
    return i;
  }

  inBody(chunk: Buffer, from: number): number {
    const cursor = this.#cursor;
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === LF) cursor.line++;
      else if (byte === DOLLAR_SIGN) {
        cursor.state = DOLLAR_CLOSE;
        cursor.clear();
        return i + 1;
      }
    }
    return chunk.length;
  }

  inClosingTag(chunk: Buffer, i: number): number {
    const cursor = this.#cursor;
    const byte = chunk[i] ?? 0;
    if (byte === DOLLAR_SIGN) {
      // Another tag's second dollar may be the first of ours.
      if (cursor.takeBytes() !== this.#tag) return i + 1;
      cursor.state = NORMAL;
      this.#assembly.add('string', '');
      return i + 1;
    }
    if (this.#isTagByte(byte)) {
      cursor.keep(byte);
      return i + 1;
    }
    cursor.state = DOLLAR;
    return i;
  }

  #isTagByte(byte: number): boolean {
    return isWordStart(byte) || (isDigit(byte) && this.#cursor.kept > 0);
  }
}
