import type { ErrorCode } from '../../../../shared/errors/codes';
import { parseCopy } from './copy-statement';
import type { LexerEvents } from './lexer/lexer-events';
import { SqlLexer } from './lexer/sql-lexer';
import { refusalOf } from './refusals';
import { oneLine, type Statement } from './statement';

/**
 * Reads SQL that is not a script of its own (a definition in a TOC, INSERT data of an archive) by the rules of
 * the plain scanner, for what must be refused. COPY has no place there.
 */
export class ScriptGuard implements LexerEvents {
  readonly #lexer = new SqlLexer(this);
  readonly #refuse: (code: ErrorCode, text: string) => void;
  readonly #onStatement: ((statement: Statement) => void) | null;

  constructor(refuse: (code: ErrorCode, text: string) => void, onStatement?: (statement: Statement) => void) {
    this.#refuse = refuse;
    this.#onStatement = onStatement ?? null;
  }

  set standardStrings(on: boolean) {
    this.#lexer.standardStrings = on;
  }

  write(chunk: Buffer): void {
    this.#lexer.write(chunk);
  }

  /** A definition may lack its last `;`. */
  end(): void {
    this.#lexer.write(Buffer.from('\n;\n'));
    this.#lexer.end();
  }

  statement(statement: Statement): 'sql' {
    if (statement.startsWith('copy')) {
      const { kind } = parseCopy(statement);
      this.#refuse(kind === 'program' ? 'dump-copy-program' : 'dump-server-file', statement.text);
      return 'sql';
    }
    const refusal = refusalOf(statement);
    if (refusal !== null) this.#refuse(refusal, statement.text);
    this.#onStatement?.(statement);
    return 'sql';
  }

  meta(text: string): void {
    this.#refuse('dump-backslash', oneLine(Buffer.from(text)));
  }

  copyBytes(): void {}
  copyEnd(): void {}
  comment(): void {}
  doubtful(): void {}
}
