import type { ReasonCode } from '../../../../../shared/phrases/phrases-en';
import type { CopyData } from '../copy-data';
import type { Statement } from '../statement';

/** What the lexer finds at the top level of a script, in order. Offsets count the dump's uncompressed bytes. */
export interface LexerEvents {
  /**
   * A statement ended with `;`. `alone`: nothing but white space follows on its line (whose newline then
   * belongs to the statement). Gives `copy` when rows of COPY … FROM stdin follow on the next line.
   */
  statement(statement: Statement, alone: boolean): 'sql' | 'copy';
  /** Raw bytes of a COPY block, closing line included, where `captures` was set. */
  copyBytes(bytes: Buffer): void;
  copyEnd(data: CopyData): void;
  /** A line comment outside statements, without its dashes, at most 200 bytes. */
  comment(text: string, line: number): void;
  /** A backslash command to the end of its line. `alone`: nothing stands before it and no statement is open. */
  meta(text: string, start: number, end: number, line: number, alone: boolean): void;
  /** Something that psql's versions read differently. */
  doubtful(reason: ReasonCode, line: number): void;
}

/** What is left open at the end of a script. */
export type LexerRest =
  | { readonly open: 'nothing' }
  | { readonly open: 'copy' }
  | { readonly open: 'statement'; readonly line: number };
