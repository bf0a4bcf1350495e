import { Statement, type Token } from '../statement';
import { PAREN_CLOSE, PAREN_OPEN, SEMICOLON } from './byte-classes';
import { COPY, type LexerCursor } from './lexer-cursor';
import type { LexerEvents } from './lexer-events';

/**
 * Puts tokens together to statements, and knows where one ends: at a `;` outside parentheses and outside
 * BEGIN … END of CREATE FUNCTION and PROCEDURE, as psql counts them.
 */
export class StatementAssembly {
  readonly #cursor: LexerCursor;
  readonly #events: LexerEvents;
  #statement: Statement | null = null;
  /** Ended by `;`, and not yet reported: what follows on its line is not known. */
  #ended: Statement | null = null;
  #parens = 0;
  /** psql counts BEGIN … END in CREATE FUNCTION and PROCEDURE only, by the statement's first words. */
  #begins = 0;
  #identifiers = 0;
  #firstLetters = '';

  constructor(cursor: LexerCursor, events: LexerEvents) {
    this.#cursor = cursor;
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#statement !== null;
  }

  /** Line on which the open statement begins. */
  get line(): number | null {
    return this.#statement?.line ?? null;
  }

  /** True when the open statement would drop a token that stands here. */
  get isSated(): boolean {
    return this.#statement?.isSated(this.#parens) === true;
  }

  /** A new chunk may hold more of how the open statement begins. */
  preview(chunk: Buffer): void {
    if (this.#statement?.wantsPreview) this.#statement.addPreview(chunk);
  }

  /** Something that is neither white space nor comment: a statement is open from here on. */
  open(chunk: Buffer, i: number, start: number): void {
    const cursor = this.#cursor;
    this.report(cursor.base + i, false);
    cursor.lineBlank = false;
    if (this.#statement !== null) return;
    this.#statement = new Statement(start, cursor.line);
    this.#statement.addPreview(chunk.subarray(i));
    this.#parens = 0;
    this.#begins = 0;
    this.#identifiers = 0;
    this.#firstLetters = '';
  }

  /** Reports the statement that ended on this line, now that what follows it is known. */
  report(offset: number, alone: boolean): void {
    const ended = this.#ended;
    if (ended === null) return;
    this.#ended = null;
    if (alone) ended.end = offset;
    if (this.#events.statement(ended, alone) === 'copy') this.#cursor.state = COPY;
  }

  add(kind: Token['kind'], text: string): void {
    this.#statement?.add({ kind, text, depth: this.#parens });
  }

  word(word: string): void {
    this.#countBegins(word);
    if (WATCHED.has(word)) this.#statement?.watched.push(word);
    this.add('word', word);
  }

  /** A byte that stands for itself; `i` is its place in the chunk. A parenthesis itself counts outside; `;` is no token. */
  symbol(byte: number, i: number): void {
    if (byte === SEMICOLON) {
      if (this.#parens === 0 && this.#begins === 0) this.#close(i);
      return;
    }
    const sated = this.isSated;
    if (byte === PAREN_CLOSE) this.#parens = Math.max(0, this.#parens - 1);
    if (!sated) this.add('symbol', String.fromCharCode(byte));
    if (byte === PAREN_OPEN) this.#parens++;
  }

  #close(i: number): void {
    const statement = this.#statement;
    if (statement === null) return;
    statement.end = this.#cursor.base + i + 1;
    statement.lastLine = this.#cursor.line;
    this.#ended = statement;
    this.#statement = null;
  }

  /** As in psqlscan.l: CREATE [OR REPLACE] FUNCTION|PROCEDURE, then BEGIN, CASE and END outside parentheses. */
  #countBegins(word: string): void {
    const letters = this.#identifiers < 4 ? (HEAD_WORDS.get(word) ?? '-') : '';
    this.#firstLetters += letters;
    this.#identifiers++;
    if (this.#parens > 0 || !/^c(or)?[fp]/.test(this.#firstLetters)) return;
    if (word === 'begin') this.#begins++;
    else if (word === 'case' && this.#begins > 0) this.#begins++;
    else if (word === 'end' && this.#begins > 0) this.#begins--;
  }
}

/** The words psql looks for at a statement's beginning, as the letter it keeps. */
const HEAD_WORDS = new Map([
  ['create', 'c'],
  ['or', 'o'],
  ['replace', 'r'],
  ['function', 'f'],
  ['procedure', 'p'],
]);
/** Functions a rule must see wherever they are called. */
const WATCHED = new Set([
  'lo_import',
  'lo_export',
  'lo_unlink',
  'lo_create',
  'lo_creat',
  'lo_put',
  'lowrite',
  'lo_from_bytea',
]);
