import type { Dump } from '../../../shared/manifest';
import { noted, type Phrase, phrase } from '../../../shared/phrases/phrase-text';
import type { Verification, VerificationCheck } from '../../../shared/restore/job';
import { type QualifiedName, tableKey } from '../qualified-name';
import type { Catalogue } from './catalogue';

/** What is known of rows from before and after the load, by table key. */
export interface RowKnowledge {
  /** Counted on the host from the dump's data. */
  readonly counted: ReadonlyMap<string, number> | null;
  /** Rows an extension's own tables had before the load. */
  readonly extension: ReadonlyMap<string, number>;
  /** Rows the merge of administrators put in (positive) or took out. */
  readonly merged: ReadonlyMap<string, number>;
  /** Exact rows found. */
  readonly found: ReadonlyMap<string, number>;
}

const SHOWN = 5;

/** Exact rows of every table against the dump's: pure. An unknown expectation is said as such, never taken for 0. */
export function checkRows(
  dump: Dump,
  catalogue: Catalogue,
  known: RowKnowledge,
): { readonly tables: Verification['tables']; readonly checks: readonly VerificationCheck[] } {
  const expected = expectedRows(dump, known.counted);
  const tables: Verification['tables'] = [];
  const extra: string[] = [];
  for (const table of countedTables(dump, catalogue)) {
    const key = tableKey(table);
    const found = known.found.get(key) ?? 0;
    const own = known.extension.get(key) ?? 0;
    const inDump = expected.get(key);
    const change = own + (known.merged.get(key) ?? 0);
    // A table the dump has no data for is empty, by pg_dump's word; hand-made SQL may fill it in ways not counted.
    const rows = inDump === undefined ? (dump.madeByPgDump || found === 0 ? 0 : null) : inDump;
    tables.push({ ...table, expected: rows === null ? null : rows + change, found });
    if (inDump === undefined && found !== change && dump.madeByPgDump) extra.push(shown(table));
    expected.delete(key);
  }
  const missing = [...expected.keys()].map((key) => tableOf(dump, key));
  for (const table of missing)
    tables.push({ ...table, expected: expected.get(tableKey(table)) ?? null, found: 0 });
  return {
    tables,
    checks: [tablesCheck(dump, missing.map(shown), extra), rowsCheck(tables, missing, known.merged)],
  };
}

/** Tables whose rows are counted: leaves, and a partitioned table whose rows the dump gives for the whole tree. */
export function countedTables(dump: Dump, catalogue: Catalogue): readonly QualifiedName[] {
  const inDump = new Set(dump.tables.map(tableKey));
  return catalogue.tables
    .filter((table) =>
      table.kind === 'p'
        ? inDump.has(tableKey(table))
        : !(table.root && inDump.has(tableKey(table.root)) && !inDump.has(tableKey(table))),
    )
    .map(({ schema, name }) => ({ schema, name }));
}

function expectedRows(dump: Dump, counted: ReadonlyMap<string, number> | null): Map<string, number | null> {
  const rows = new Map<string, number | null>();
  for (const table of dump.tables) {
    const key = tableKey(table);
    const here = table.rows ?? counted?.get(key) ?? null;
    const before = rows.get(key);
    rows.set(key, before === undefined ? here : before === null || here === null ? null : before + here);
  }
  return rows;
}

function tablesCheck(dump: Dump, missing: readonly string[], extra: readonly string[]): VerificationCheck {
  const expected = String(new Set(dump.tables.map(tableKey)).size);
  if (missing.length === 0 && extra.length === 0) {
    return { name: 'tables', expected, found: expected, verdict: 'match' };
  }
  const notes = [
    ...(missing.length > 0 ? [phrase('missing', { names: some(missing) })] : []),
    ...(extra.length > 0 ? [phrase('rows-not-in-dump', { names: some(extra) })] : []),
  ];
  const found = String(Number(expected) - missing.length + extra.length);
  return { name: 'tables', expected, found, verdict: 'mismatch', ...noted(notes) };
}

function rowsCheck(
  tables: Verification['tables'],
  missing: readonly QualifiedName[],
  merged: ReadonlyMap<string, number>,
): VerificationCheck {
  const known = tables.filter((table) => table.expected !== null);
  const unknown = tables.filter((table) => table.expected === null);
  const wrong = known.filter((table) => table.expected !== table.found);
  const notes = [
    ...[...merged].filter(([, rows]) => rows !== 0).map(([key, rows]) => mergeNote(key, rows)),
    ...(wrong.length > 0
      ? [
          phrase('rows-differ', {
            names: some(wrong.map((table) => `${shown(table)} ${table.found} ≠ ${table.expected}`)),
          }),
        ]
      : []),
    ...(unknown.length > 0 ? [phrase('rows-unknown', { names: some(unknown.map(shown)) })] : []),
  ];
  const nothingKnown = known.length === 0 && unknown.length > 0;
  return {
    name: 'rows',
    expected: nothingKnown ? '?' : String(known.reduce((sum, table) => sum + (table.expected ?? 0), 0)),
    found: String((nothingKnown ? unknown : known).reduce((sum, table) => sum + table.found, 0)),
    verdict: wrong.length + missing.length > 0 ? 'mismatch' : unknown.length > 0 ? 'not-checked' : 'match',
    ...noted(notes),
  };
}

function mergeNote(key: string, rows: number): Phrase {
  const name = JSON.parse(key) as unknown;
  const table = Array.isArray(name) ? name.join('.') : key;
  return phrase(rows > 0 ? 'merge-added' : 'merge-emptied', { table, rows });
}

function tableOf(dump: Dump, key: string): QualifiedName {
  const table = dump.tables.find((each) => tableKey(each) === key);
  return { schema: table?.schema ?? '', name: table?.name ?? key };
}

function shown(table: QualifiedName): string {
  return `${table.schema}.${table.name}`;
}

/** The first few of a list, and how many more. */
export function some(names: readonly string[]): string {
  const first = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${first}, … (${names.length})` : first;
}
