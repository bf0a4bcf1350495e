import { DOLLAR_SIGN, DOT, isDigit, isWordStart, QUOTE_MARK } from './byte-classes';
import { type LexerCursor, NORMAL, NUMBER, WORD } from './lexer-cursor';
import type { LexerEvents } from './lexer-events';
import type { Quotes } from './quotes';
import type { StatementAssembly } from './statement-assembly';

/** Words, among them the prefixes of literals (E'…', B'…', X'…', N'…'), and numbers. */
export class Words {
  readonly #cursor: LexerCursor;
  readonly #assembly: StatementAssembly;
  readonly #quotes: Quotes;
  readonly #events: LexerEvents;
  /** Last byte of the number being read. */
  #last = 0;

  constructor(cursor: LexerCursor, assembly: StatementAssembly, quotes: Quotes, events: LexerEvents) {
    this.#cursor = cursor;
    this.#assembly = assembly;
    this.#quotes = quotes;
    this.#events = events;
  }

  /** The byte at `i` begins a word: reads on from it. A word is needed whatever becomes of it. */
  beginWord(chunk: Buffer, i: number): number {
    this.#cursor.begin(WORD, i);
    return this.inWord(chunk, i);
  }

  inWord(chunk: Buffer, from: number): number {
    const cursor = this.#cursor;
    let i = from;
    while (i < chunk.length) {
      const byte = chunk[i] ?? 0;
      if (!isWordStart(byte) && !isDigit(byte) && byte !== DOLLAR_SIGN) break;
      cursor.keep(byte);
      i++;
    }
    if (i === chunk.length) return i;
    const word = this.#takeWord();
    if (chunk[i] === QUOTE_MARK && isPrefix(word)) return this.#quotes.beginLiteral(i, word);
    this.#endWord(word);
    return i;
  }

  beginNumber(chunk: Buffer, i: number): number {
    this.#cursor.begin(NUMBER, i, this.#assembly.isSated);
    return this.inNumber(chunk, i);
  }

  inNumber(chunk: Buffer, from: number): number {
    const cursor = this.#cursor;
    let i = from;
    while (i < chunk.length) {
      const byte = chunk[i] ?? 0;
      if (!isDigit(byte) && !isWordStart(byte) && byte !== DOT) break;
      cursor.keep(byte);
      this.#last = byte;
      i++;
    }
    if (i === chunk.length) return i;
    this.#endNumber();
    if (chunk[i] === QUOTE_MARK && isWordStart(this.#last)) {
      this.#events.doubtful('number-into-quote', cursor.line);
    }
    return i;
  }

  /** The script ends in a word or number. */
  end(): void {
    if (this.#cursor.state === NUMBER) this.#endNumber();
    else this.#endWord(this.#takeWord());
  }

  #takeWord(): string {
    this.#cursor.state = NORMAL;
    return this.#cursor.takeText().toLowerCase();
  }

  #endWord(word: string): void {
    this.#cursor.unicode = word === 'u' ? 1 : 0;
    this.#assembly.word(word);
  }

  #endNumber(): void {
    this.#cursor.state = NORMAL;
    if (!this.#cursor.silent) this.#assembly.add('number', this.#cursor.takeText());
  }
}

function isPrefix(word: string): boolean {
  return word === 'e' || word === 'b' || word === 'x' || word === 'n';
}
