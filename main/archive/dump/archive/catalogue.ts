import type { ErrorCode } from '../../../../shared/errors/codes';
import type { CutEntry } from '../../../../shared/manifest';
import type { ByteSink } from '../../stream/byte-sink';
import { type DumpFacts, DumpFindings, type ScanResult } from '../dump-facts';
import { Inventory } from '../inventory';
import { MigrationCapture } from '../migrations';
import { parseCopy } from '../plain/copy-statement';
import { SqlLexer } from '../plain/lexer/sql-lexer';
import { ObjectReader } from '../plain/objects';
import { ScriptGuard } from '../plain/script-guard';
import type { Statement } from '../plain/statement';
import { namesWithoutCount, TableCounts } from '../table-counts';
import type { DataFile } from './data-file';
import { entryRule } from './entry-rules';
import { RowCounter } from './row-counter';
import type { ArchiveHead, TocEntry } from './toc';

interface TableData {
  readonly schema: string;
  readonly name: string;
  /** Null: INSERT statements. */
  readonly columns: readonly string[] | null;
  /** Null until its data was seen; then its rows, or `unknown`. */
  seen: RowCounter | 'unknown' | null;
  migrations: MigrationCapture | null;
}

/** Everything a TOC says, and the rows counted from the data that belongs to it. */
export class Catalogue {
  readonly #head: ArchiveHead;
  readonly #findings = new DumpFindings();
  readonly #inventory = new Inventory();
  readonly #tables = new TableCounts();
  readonly #objects = new ObjectReader(this.#inventory, this.#tables);
  readonly #data = new Map<number, TableData>();
  readonly #otherData = new Map<number, { readonly what: string; seen: boolean }>();
  readonly #files = new Map<string, number>();
  readonly #cuts: CutEntry[] = [];
  readonly #schemas: { readonly dumpId: number; readonly name: string }[] = [];
  #encoding: string | null = null;
  #standardStrings = true;

  constructor(head: ArchiveHead) {
    this.#head = head;
  }

  get tables(): number {
    return this.#data.size;
  }

  add(entry: TocEntry): void {
    const rule = entryRule(entry);
    const text = `${entry.desc} ${entry.tag}`.slice(0, 120);
    if (rule !== null) this.#cuts.push({ dumpId: entry.dumpId, rule, text });
    if (entry.desc === 'SCHEMA') this.#schemas.push({ dumpId: entry.dumpId, name: entry.tag });
    if (entry.owner !== '') this.#inventory.roles.add(entry.owner);
    if (/^BLOBS?( METADATA)?$/.test(entry.desc)) this.#inventory.largeObjects = true;
    this.#readDefinition(entry);
    if (!entry.hasData) return;
    if (entry.filename !== null) this.#files.set(entry.filename, entry.dumpId);
    if (entry.desc === 'TABLE DATA') this.#tableData(entry);
    else this.#otherData.set(entry.dumpId, { what: text, seen: false });
  }

  /** The sink for an entry's decompressed data; null when it need not be read. `readable` false: compressed in a way only the host reads. */
  dataSink(dumpId: number, readable: boolean): ByteSink | null {
    const other = this.#otherData.get(dumpId);
    if (other !== undefined) other.seen = true;
    const data = this.#data.get(dumpId);
    if (data === undefined) return null;
    if (!readable) {
      data.seen = 'unknown';
      return null;
    }
    if (data.columns === null) {
      data.seen = 'unknown';
      return this.#guard(`${data.schema}.${data.name}`);
    }
    if (data.name === 'django_migrations') data.migrations = new MigrationCapture(data.columns);
    const { migrations } = data;
    const counter = new RowCounter(migrations === null ? null : (bytes) => migrations.take(bytes));
    data.seen = counter;
    return counter;
  }

  /** Gives a file of a tar or directory format to the entry the TOC names it for. False: to none. */
  assign(filename: string, file: DataFile): boolean {
    // Files of large objects are named in blobs.toc; the tar format names for them a file it never writes.
    if (/^blobs(_\d+)?\.toc$/.test(filename)) this.#largeObjectsSeen();
    const dumpId = this.#files.get(filename);
    if (dumpId === undefined) return filename.startsWith('blob');
    const other = this.#otherData.get(dumpId);
    if (other !== undefined) other.seen = true;
    const data = this.#data.get(dumpId);
    if (data === undefined) return true;
    const what = `${data.schema}.${data.name}`;
    for (const { code, text } of file.refusals)
      this.#findings.error(code, null, { text: `${what}: ${text}` });
    if (file.kind === 'unreadable' || data.columns === null) {
      data.seen = 'unknown';
      if (file.kind === 'rows' && file.counter?.bytes !== 0) {
        this.#findings.error('dump-corrupt', null, {
          reason: 'data-unlike-entry',
          what,
        });
      }
      return true;
    }
    data.seen = file.counter ?? 'unknown';
    const rows = data.name === 'django_migrations' ? file.migrationRows : null;
    if (rows !== null) {
      data.migrations = new MigrationCapture(data.columns);
      data.migrations.take(rows);
    }
    return true;
  }

  /** Rows of an entry whose data was just read. */
  rowsOf(dumpId: number): number {
    const seen = this.#data.get(dumpId)?.seen;
    return seen instanceof RowCounter ? seen.rows : 0;
  }

  error(code: ErrorCode, params: Record<string, string>): void {
    this.#findings.error(code, null, params);
  }

  result(format: DumpFacts['format'], bytes: number, inner: DumpFacts['innerCompression']): ScanResult {
    let migrations: DumpFacts['migrations'] = null;
    for (const data of this.#data.values()) {
      this.#count(data);
      migrations ??= data.migrations?.newest() ?? null;
    }
    for (const { what, seen } of this.#otherData.values()) {
      if (!seen) this.#findings.error('dump-corrupt', null, { reason: 'data-missing', what });
    }
    this.#cutSchemas();
    const tables = this.#tables.list(true);
    const unknown = namesWithoutCount(tables);
    if (unknown !== null) this.#findings.warning('dump-rows-unknown', null, { tables: unknown });
    const inventory = this.#inventory;
    return {
      kind: 'dump',
      findings: this.#findings.list,
      createdAt: this.#head.createdAt,
      facts: {
        format,
        bytes,
        database: this.#head.database,
        serverVersion: this.#head.serverVersion,
        toolVersion: this.#head.toolVersion,
        archiveVersion: this.#head.version,
        innerCompression: inner,
        madeByPgDump: true,
        encoding: this.#encoding,
        tables,
        rows: unknown !== null ? null : tables.reduce((sum, table) => sum + (table.rows ?? 0), 0),
        largeObjects: inventory.largeObjects,
        extensions: inventory.extensions,
        schemas: inventory.schemas.list(),
        roles: inventory.roles.list(),
        functions: inventory.functions.list(),
        triggers: inventory.triggers.list(),
        policies: inventory.policies.list(),
        migrations,
        cutRanges: [],
        indexRuns: [],
        sessionSettings: [],
        cutEntries: this.#cuts,
      },
    };
  }

  #readDefinition(entry: TocEntry): void {
    if (entry.definition.length === 0) return;
    this.#objects.schema = entry.namespace === '' ? 'public' : entry.namespace;
    if (entry.desc === 'ENCODING')
      this.#encoding = /'([^']{1,40})'/.exec(entry.definition.toString('latin1'))?.[1] ?? null;
    if (entry.desc === 'STDSTRINGS')
      this.#standardStrings = !/'off'/i.test(entry.definition.toString('latin1'));
    const guard = this.#guard(`${entry.desc} ${entry.tag}`, (statement) => this.#objects.read(statement));
    guard.write(entry.definition);
    guard.end();
  }

  #guard(what: string, onStatement?: (statement: Statement) => void): ScriptGuard {
    const guard = new ScriptGuard(
      (code, text) => this.#findings.error(code, null, { text: `${what}: ${text}` }),
      onStatement,
    );
    guard.standardStrings = this.#standardStrings;
    return guard;
  }

  #tableData(entry: TocEntry): void {
    const data: TableData = {
      schema: entry.namespace === '' ? 'public' : entry.namespace,
      name: entry.tag,
      columns: this.#columnsOf(entry),
      seen: null,
      migrations: null,
    };
    this.#data.set(entry.dumpId, data);
  }

  /** pg_restore sends this statement as it stands: it must be one COPY from its own data and nothing else. */
  #columnsOf(entry: TocEntry): readonly string[] | null {
    if (entry.copyStatement.trim() === '') return null;
    const statements: Statement[] = [];
    const refused = () =>
      this.#findings.error('dump-copy-program', null, { text: entry.copyStatement.slice(0, 120) });
    const lexer = new SqlLexer({
      statement: (statement) => {
        if (statement.head.length > 0) statements.push(statement);
        return 'sql';
      },
      meta: refused,
      doubtful: refused,
      comment() {},
      copyBytes() {},
      copyEnd() {},
    });
    lexer.write(Buffer.from(`${entry.copyStatement}\n;\n`));
    const [statement, ...more] = statements;
    const copy = statement?.startsWith('copy') ? parseCopy(statement) : null;
    if (copy?.kind === 'from-stdin' && copy.linesAreRows && more.length === 0) return copy.columns;
    refused();
    return [];
  }

  #largeObjectsSeen(): void {
    for (const other of this.#otherData.values()) other.seen ||= other.what.startsWith('BLOBS');
  }

  #count(data: TableData): void {
    const { schema, name, seen } = data;
    if (seen === null) {
      this.#findings.error('dump-corrupt', null, { reason: 'data-missing', what: `${schema}.${name}` });
    } else if (seen === 'unknown') this.#tables.load(schema, name, null, 0);
    else {
      this.#tables.load(schema, name, seen.rows, seen.bytes);
      if (!seen.closed) this.#findings.error('dump-copy-open', null, { table: `${schema}.${name}` });
    }
  }

  /** As in a plain dump: the schema of an extension is made with it, that of a Cloud SQL extension goes with it. */
  #cutSchemas(): void {
    const cloud = new Set(
      this.#cuts
        .filter((cut) => cut.rule === 'cloud-sql-extension')
        .map((cut) => cut.text.replace(/^EXTENSION /, '')),
    );
    for (const { dumpId, name } of this.#schemas) {
      const text = `SCHEMA ${name}`;
      if (cloud.has(name) && !this.#inventory.usedSchemas.has(name)) {
        this.#cuts.push({ dumpId, rule: 'cloud-sql-extension', text });
      } else if (this.#inventory.isExtensionSchema(name))
        this.#cuts.push({ dumpId, rule: 'extension', text });
    }
  }
}
