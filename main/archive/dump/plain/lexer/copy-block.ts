import { CopyData } from '../copy-data';
import { type LexerCursor, NORMAL } from './lexer-cursor';
import type { LexerEvents } from './lexer-events';

/** The rows after COPY … FROM stdin, up to the line that ends them. */
export class CopyBlock {
  readonly #cursor: LexerCursor;
  readonly #events: LexerEvents;
  /** Null between blocks. */
  #data: CopyData | null = null;
  /** Hands the raw bytes on; reset at the block's end. */
  captures = false;

  constructor(cursor: LexerCursor, events: LexerEvents) {
    this.#cursor = cursor;
    this.#events = events;
  }

  read(chunk: Buffer, at: number): number {
    const cursor = this.#cursor;
    this.#data ??= new CopyData();
    const data = this.#data;
    const rows = data.rows;
    const end = data.take(chunk, at);
    cursor.line += data.rows - rows;
    if (this.captures) this.#events.copyBytes(chunk.subarray(at, end === -1 ? chunk.length : end));
    if (end === -1) return chunk.length;
    cursor.line++;
    cursor.lineBlank = true;
    cursor.state = NORMAL;
    this.#data = null;
    this.#events.copyEnd(data);
    this.captures = false;
    return end;
  }

  /** The script ends here. False: in the midst of rows. */
  end(): boolean {
    if (this.#data === null || !this.#data.closedAtEnd) return false;
    this.#events.copyEnd(this.#data);
    return true;
  }
}
