/** A token of a statement outside comments. Unquoted words are in lower case, as the server folds them. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol';
  readonly text: string;
  /** Parentheses open around it. */
  readonly depth: number;
}

/** Tokens kept from a statement's beginning, whatever their depth; COPY's column list needs more. */
const HEAD_TOKENS = 64;
const COPY_TOKENS = 8_000;
/** INSERT is known by its table; of a dump full of them every other token would only cost time. */
const INSERT_TOKENS = 12;
/** Tokens kept outside parentheses: a statement longer than this is not one pg_dump writes. */
const OUTER_TOKENS = 4_000;
const PREVIEW_BYTES = 240;

/** One top-level statement as it is read: enough of it to know what it is, never all of it. */
export class Statement {
  readonly start: number;
  readonly line: number;
  /** First tokens at any depth. */
  readonly head: Token[] = [];
  /** Tokens outside parentheses. */
  readonly outer: Token[] = [];
  /** Called functions and other words that a rule must see wherever they stand. */
  readonly watched: string[] = [];
  /** More tokens outside parentheses than are kept. */
  overflow = false;
  /** Offset after the `;` (and, where nothing else stands on the line, after its newline). */
  end = 0;
  lastLine = 0;
  #preview: Buffer = Buffer.alloc(0);
  #tail: Token[] = [];
  #limit = HEAD_TOKENS;

  constructor(start: number, line: number) {
    this.start = start;
    this.line = line;
  }

  add(token: Token): void {
    if (this.head.length === 0) this.#limit = limitFor(token);
    if (this.head.length < this.#limit) this.head.push(token);
    else if (this.#limit === COPY_TOKENS) this.overflow = true;
    if (token.depth > 0) return;
    if (this.outer.length < OUTER_TOKENS) this.outer.push(token);
    else this.overflow = true;
    this.#tail.push(token);
    if (this.#tail.length > 8) this.#tail.shift();
  }

  /** True when a token at this depth would be dropped. */
  isSated(depth: number): boolean {
    if (this.head.length < this.#limit || this.#limit === COPY_TOKENS) return false;
    return depth > 0 || this.#limit === INSERT_TOKENS;
  }

  /** The last tokens outside parentheses (at most eight). */
  get tail(): readonly Token[] {
    return this.#tail;
  }

  get wantsPreview(): boolean {
    return this.#preview.length < PREVIEW_BYTES;
  }

  addPreview(bytes: Buffer): void {
    const room = PREVIEW_BYTES - this.#preview.length;
    this.#preview = Buffer.concat([this.#preview, bytes.subarray(0, room)]);
  }

  /** How the statement begins, on one line, at most 120 characters. */
  get text(): string {
    return oneLine(this.#preview.subarray(0, Math.max(0, this.end - this.start)));
  }

  /** True when the statement begins with these words, unquoted. */
  startsWith(...words: readonly string[]): boolean {
    return words.every((word, i) => this.head[i]?.kind === 'word' && this.head[i]?.text === word);
  }
}

function limitFor(first: Token): number {
  if (first.kind !== 'word') return HEAD_TOKENS;
  return first.text === 'copy' ? COPY_TOKENS : first.text === 'insert' ? INSERT_TOKENS : HEAD_TOKENS;
}

/** Bytes as one line to show: runs of white space become a space, at most 120 characters. */
export function oneLine(bytes: Buffer): string {
  const line = bytes.toString('utf8').replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
