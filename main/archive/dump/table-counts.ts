import type { DumpTable } from '../../../shared/manifest';

interface Counted {
  readonly schema: string;
  readonly name: string;
  rows: number;
  bytes: number;
  /** Rows came, or may have come, in a way that cannot be counted. */
  unknown: boolean;
  loaded: boolean;
  created: boolean;
  partition: boolean;
}

/** Tables are never more than this in a dump that is one; a hostile file cannot fill the memory with names. */
const TABLE_LIMIT = 1_000_000;

/** Rows and bytes by table, and what is not certain about them. */
export class TableCounts {
  readonly #tables = new Map<string, Counted>();
  /** Partitioned parents hold no rows themselves, foreign tables none of ours. */
  readonly #withoutRows = new Set<string>();
  #viaRoot = false;
  rows = 0;

  get size(): number {
    return this.#tables.size;
  }

  has(schema: string, name: string): boolean {
    return this.#tables.has(keyOf(schema, name));
  }

  create(
    schema: string,
    name: string,
    how: { readonly partition: boolean; readonly unknown: boolean },
  ): void {
    const table = this.#table(schema, name);
    table.created = true;
    table.partition ||= how.partition;
    table.unknown ||= how.unknown;
  }

  createWithoutRows(schema: string, name: string): void {
    this.#withoutRows.add(keyOf(schema, name));
  }

  attachPartition(schema: string, name: string): void {
    const table = this.#tables.get(keyOf(schema, name));
    if (table !== undefined) table.partition = true;
  }

  /** Rows of one COPY block; null where lines are not rows. */
  load(schema: string, name: string, rows: number | null, bytes: number): void {
    // --load-via-partition-root: which partition a row ends in is the server's choice.
    if (this.#withoutRows.has(keyOf(schema, name))) {
      this.#viaRoot = true;
      return;
    }
    const table = this.#table(schema, name);
    table.loaded = true;
    table.bytes += bytes;
    if (rows === null) table.unknown = true;
    else {
      table.rows += rows;
      this.rows += rows;
    }
  }

  /** INSERT, DELETE, TRUNCATE and the like: what it leaves is not known from the text. */
  touch(schema: string, name: string): void {
    if (this.#withoutRows.has(keyOf(schema, name))) this.#viaRoot = true;
    else this.#table(schema, name).unknown = true;
  }

  /**
   * The tables in name order. A created table without data has 0 rows only where `complete` (pg_dump wrote the
   * file, and writes data for every table that has any); else its rows are unknown.
   */
  list(complete: boolean): DumpTable[] {
    const anyCreated = [...this.#tables.values()].some((table) => table.created);
    return [...this.#tables.values()]
      .filter((table) => !this.#withoutRows.has(keyOf(table.schema, table.name)))
      .sort((a, b) => compare(a.schema, b.schema) || compare(a.name, b.name))
      .map((table) => {
        const guessed = !table.loaded && !complete;
        const unknown = table.unknown || guessed || (this.#viaRoot && table.partition);
        const counted: DumpTable = {
          schema: table.schema,
          name: table.name,
          rows: unknown ? null : table.rows,
          bytes: unknown && !table.loaded ? null : table.bytes,
        };
        // Data for a table the dump does not create: a configuration table that its extension has made.
        return !table.created && anyCreated && complete ? { ...counted, ofExtension: true } : counted;
      });
  }

  #table(schema: string, name: string): Counted {
    const key = keyOf(schema, name);
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const made = {
      schema,
      name,
      rows: 0,
      bytes: 0,
      unknown: false,
      loaded: false,
      created: false,
      partition: false,
    };
    if (this.#tables.size < TABLE_LIMIT) this.#tables.set(key, made);
    return made;
  }
}

function keyOf(schema: string, name: string): string {
  return `${schema}\0${name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Tables whose rows are not known: a few names, and how many there are. Null: all are known. */
export function namesWithoutCount(tables: readonly DumpTable[]): string | null {
  const unknown = tables
    .filter((table) => table.rows === null)
    .map((table) => `${table.schema}.${table.name}`);
  if (unknown.length === 0) return null;
  return unknown.length <= 5 ? unknown.join(', ') : `${unknown.slice(0, 5).join(', ')} … (${unknown.length})`;
}
