import { isSymbol, isWord, nameAt, type QualifiedName } from './names';
import type { Statement } from './statement';

/** What a COPY statement does. Anything that is neither standard input nor output is a program or a file of the server. */
export type CopyStatement =
  | {
      readonly kind: 'from-stdin';
      readonly table: QualifiedName;
      readonly columns: readonly string[];
      /** False with options such as CSV, HEADER or WHERE: then lines are not rows. */
      readonly linesAreRows: boolean;
      /** Binary data has no lines and no closing line. */
      readonly binary: boolean;
    }
  | { readonly kind: 'to-stdout' }
  | { readonly kind: 'program' }
  | { readonly kind: 'server-file' };

/**
 * Reads COPY however it is written. STDIN and STDOUT mean the same to the server (gram.y, copy_file_name): the
 * direction decides. A statement too long to be kept whole is taken for the worst.
 */
export function parseCopy(statement: Statement): CopyStatement {
  if (statement.overflow) return { kind: 'program' };
  const { outer } = statement;
  const binaryFirst =
    isWord(outer[1], 'binary') && !isWord(outer[2], 'from', 'to') && !isSymbol(outer[2], '(');
  const nameIndex = binaryFirst && !isSymbol(outer[2], '.') ? 2 : 1;
  const table = nameAt(outer, nameIndex);
  const start = table?.next ?? nameIndex;
  const direction = outer.findIndex((token, i) => i >= start && isWord(token, 'from', 'to'));
  const place = outer[direction + 1];
  if (direction === -1 || isWord(place, 'program')) return { kind: 'program' };
  if (!isWord(place, 'stdin', 'stdout')) return { kind: 'server-file' };
  if (isWord(outer[direction], 'to')) return { kind: 'to-stdout' };
  if (table === null) return { kind: 'program' };
  const options = optionsOf(statement);
  return {
    kind: 'from-stdin',
    table,
    columns: columnsOf(statement),
    linesAreRows: options.length === 0,
    binary: nameIndex === 2 || options.includes('binary'),
  };
}

/** Column names between the table's name and FROM. */
function columnsOf(statement: Statement): string[] {
  const columns: string[] = [];
  for (const token of statement.head) {
    if (token.depth === 0 && isWord(token, 'from')) break;
    if (token.depth === 1 && (token.kind === 'word' || token.kind === 'quoted')) columns.push(token.text);
  }
  return columns;
}

/** Words and literals after STDIN, without the empty WITH. */
function optionsOf(statement: Statement): string[] {
  const place = statement.head.findIndex((token) => token.depth === 0 && isWord(token, 'stdin', 'stdout'));
  return statement.head
    .slice(place + 1)
    .filter((token) => token.kind !== 'symbol' && !isWord(token, 'with'))
    .map((token) => token.text.toLowerCase());
}
