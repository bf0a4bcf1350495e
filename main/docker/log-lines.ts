/** A line longer than this is given in pieces: a helper that never ends its line must not fill the memory. */
const LONGEST_LINE = 256 * 1024;

/**
 * Cuts the bytes of a growing log into lines, each with the offset after it, so that a reader who starts again from
 * the last offset he was given misses and repeats nothing. Lines are decoded whole: a character split between two
 * chunks stays one.
 */
export class LogLines {
  #pending: Buffer = Buffer.alloc(0);

  /** `offset`: where the first chunk begins in the log. */
  constructor(
    private offset: number,
    private readonly onLine: (line: string, nextOffset: number) => void,
  ) {}

  /** Offset of the first byte that was not pushed yet. */
  get end(): number {
    return this.offset + this.#pending.length;
  }

  push(chunk: Buffer): void {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      this.#emit(rest.subarray(0, at), at + 1);
      rest = rest.subarray(at + 1);
    }
    while (rest.length > LONGEST_LINE) {
      const cut = characterStart(rest, LONGEST_LINE);
      this.#emit(rest.subarray(0, cut), cut);
      rest = rest.subarray(cut);
    }
    this.#pending = Buffer.from(rest);
  }

  /** What stands after the last line break: given only once the log is known to have ended. */
  flush(): void {
    const rest = this.#pending;
    this.#pending = Buffer.alloc(0);
    if (rest.length > 0) this.#emit(rest, rest.length);
  }

  #emit(bytes: Buffer, consumed: number): void {
    this.offset += consumed;
    const end = bytes[bytes.length - 1] === 13 ? bytes.length - 1 : bytes.length;
    this.onLine(bytes.toString('utf8', 0, end), this.offset);
  }
}

/** The last place at or before `at` where a UTF-8 character begins (0b10xxxxxx continues one). */
function characterStart(bytes: Buffer, at: number): number {
  let cut = at;
  while (cut > at - 4 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut -= 1;
  return cut;
}
