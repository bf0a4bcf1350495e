import { BACKSLASH, LF } from './byte-classes';
import { type LexerCursor, META, NORMAL } from './lexer-cursor';
import type { LexerEvents } from './lexer-events';
import type { StatementAssembly } from './statement-assembly';

/** Backslash commands of psql, each taken to the end of its line: what they mean is for the scanner to say. */
export class MetaCommands {
  readonly #cursor: LexerCursor;
  readonly #assembly: StatementAssembly;
  readonly #events: LexerEvents;
  #alone = false;

  constructor(cursor: LexerCursor, assembly: StatementAssembly, events: LexerEvents) {
    this.#cursor = cursor;
    this.#assembly = assembly;
    this.#events = events;
  }

  begin(i: number): number {
    const cursor = this.#cursor;
    this.#assembly.report(cursor.base + i, false);
    this.#alone = !this.#assembly.isOpen && cursor.lineBlank;
    const next = cursor.begin(META, i);
    cursor.keep(BACKSLASH);
    return next;
  }

  read(chunk: Buffer, from: number): number {
    const cursor = this.#cursor;
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === LF) {
        this.end(cursor.base + i + 1);
        cursor.line++;
        cursor.lineBlank = true;
        return i + 1;
      }
      cursor.keep(byte);
    }
    return chunk.length;
  }

  end(end: number): void {
    const cursor = this.#cursor;
    cursor.state = NORMAL;
    cursor.lineBlank = false;
    this.#events.meta(cursor.takeText(), cursor.tokenStart, end, cursor.line, this.#alone);
  }
}
