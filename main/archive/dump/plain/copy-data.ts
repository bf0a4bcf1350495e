const BACKSLASH = 0x5c;
const DOT = 0x2e;
const CR = 0x0d;
const LF = 0x0a;

/** Lines longer than this on average are found with indexOf; shorter ones by a loop, which costs no call a line. */
const LONG_LINE = 160;

/**
 * The data after `COPY … FROM stdin`: rows are lines (COPY escapes newlines), and nothing but a line that is
 * exactly `\.` ends it, as in psql (which takes `\.` + CR LF too). The bytes are never looked at otherwise.
 */
export class CopyData {
  rows = 0;
  /** Bytes of the rows, without the closing line. */
  bytes = 0;
  /** Bytes of the closing line seen; -1 inside a row. */
  #matched = 0;
  #rowOpen = false;
  #long = false;

  /**
   * Takes bytes from `at` on. Gives the offset after the closing line, or -1 when all of the chunk is data.
   */
  take(chunk: Buffer, at: number): number {
    const rowsBefore = this.rows;
    let i = at;
    while (i < chunk.length) {
      if (this.#matched >= 0) {
        const closed = this.#match(chunk[i] ?? 0);
        if (closed === 'closed') return i + 1;
        if (closed === 'part') i++;
        continue;
      }
      i = this.#long ? this.#longRows(chunk, i) : this.#shortRows(chunk, i);
    }
    const lines = this.rows - rowsBefore;
    this.#long = lines === 0 || (chunk.length - at) / lines > LONG_LINE;
    return -1;
  }

  /** True when the data so far ends with the two bytes `\.` and no newline: psql and server take that at the end of a file. */
  get closedAtEnd(): boolean {
    return this.#matched >= 2;
  }

  /** A last row without a newline. */
  get rowOpen(): boolean {
    return this.#rowOpen;
  }

  #match(byte: number): 'part' | 'closed' | 'data' {
    const matched = this.#matched;
    if (matched === 0 && byte === BACKSLASH) return this.#part(1);
    if (matched === 1 && byte === DOT) return this.#part(2);
    if (matched === 2 && byte === CR) return this.#part(3);
    if (matched >= 2 && byte === LF) return 'closed';
    // What looked like the closing line is data.
    this.bytes += matched;
    this.#rowOpen = true;
    this.#matched = -1;
    return 'data';
  }

  #part(matched: number): 'part' {
    this.#matched = matched;
    return 'part';
  }

  #shortRows(chunk: Buffer, from: number): number {
    const length = chunk.length;
    let rows = 0;
    let i = from;
    for (; i < length; i++) {
      if (chunk[i] !== LF) continue;
      rows++;
      if (i + 1 === length || chunk[i + 1] === BACKSLASH) {
        i++;
        this.#lineStart();
        break;
      }
    }
    this.rows += rows;
    this.bytes += i - from;
    return i;
  }

  #longRows(chunk: Buffer, from: number): number {
    let i = from;
    for (;;) {
      const end = chunk.indexOf(LF, i);
      if (end === -1) {
        this.bytes += chunk.length - from;
        return chunk.length;
      }
      this.rows++;
      i = end + 1;
      if (i === chunk.length || chunk[i] === BACKSLASH) {
        this.#lineStart();
        this.bytes += i - from;
        return i;
      }
    }
  }

  #lineStart(): void {
    this.#matched = 0;
    this.#rowOpen = false;
  }
}
