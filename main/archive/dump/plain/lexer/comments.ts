import { CR, LF, SLASH, STAR } from './byte-classes';
import { type BLOCK_COMMENT, type LexerCursor, type LINE_COMMENT, NORMAL } from './lexer-cursor';
import type { LexerEvents } from './lexer-events';
import type { StatementAssembly } from './statement-assembly';

/** A comment's bytes handed on; pg_dump's header lines are shorter. */
const COMMENT_LIMIT = 200;

/** Comments: `--` to the end of the line, which for psql a carriage return is too, and nested ones in `/*`. */
export class Comments {
  readonly #cursor: LexerCursor;
  readonly #assembly: StatementAssembly;
  readonly #events: LexerEvents;
  #depth = 0;
  #previous = 0;

  constructor(cursor: LexerCursor, assembly: StatementAssembly, events: LexerEvents) {
    this.#cursor = cursor;
    this.#assembly = assembly;
    this.#events = events;
  }

  /** `i` is the place of the opening's second byte. */
  begin(state: typeof LINE_COMMENT | typeof BLOCK_COMMENT, i: number): number {
    this.#assembly.report(this.#cursor.base + i, false);
    this.#depth = 1;
    this.#previous = 0;
    return this.#cursor.begin(state, i);
  }

  inLine(chunk: Buffer, from: number): number {
    const cursor = this.#cursor;
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === LF || byte === CR) {
        this.endLine();
        return i;
      }
      if (cursor.kept < COMMENT_LIMIT) cursor.keep(byte);
    }
    return chunk.length;
  }

  endLine(): void {
    this.#cursor.state = NORMAL;
    if (!this.#assembly.isOpen) this.#events.comment(this.#cursor.takeText(), this.#cursor.line);
  }

  inBlock(chunk: Buffer, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      const previous = this.#previous;
      this.#previous = byte;
      if (byte === LF) this.#cursor.line++;
      else if (byte === STAR && previous === SLASH) {
        this.#depth++;
        this.#previous = 0;
      } else if (byte === SLASH && previous === STAR) {
        this.#previous = 0;
        if (--this.#depth === 0) {
          this.#cursor.state = NORMAL;
          return i + 1;
        }
      }
    }
    return chunk.length;
  }
}
