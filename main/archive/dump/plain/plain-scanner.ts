import type { ErrorParams } from '../../../../shared/errors/app-error';
import type { ReasonCode } from '../../../../shared/phrases/phrases-en';
import type { ByteSink } from '../../stream/byte-sink';
import { DumpFindings, type OnCount, type ScanResult } from '../dump-facts';
import { Inventory } from '../inventory';
import { MigrationCapture } from '../migrations';
import { namesWithoutCount, TableCounts } from '../table-counts';
import type { CopyData } from './copy-data';
import { parseCopy } from './copy-statement';
import { CutList } from './cut-list';
import { type Cut, cutOf } from './cut-rules';
import { IndexRuns } from './index-runs';
import type { LexerEvents } from './lexer/lexer-events';
import { SqlLexer } from './lexer/sql-lexer';
import { isWord, nameAt } from './names';
import { ObjectReader } from './objects';
import { refusalOf } from './refusals';
import { beginsScript, ScriptHeader } from './script-header';
import { isUnsafeEncoding, settingOf } from './session-settings';
import { oneLine, type Statement } from './statement';

interface CopyTarget {
  readonly schema: string;
  readonly name: string;
  readonly linesAreRows: boolean;
  readonly line: number;
  readonly migrations: MigrationCapture | null;
}

/**
 * Scans a plain-text dump: finds what is to be cut, refuses what must not run, and counts rows. Only the top
 * level is judged; what stands inside quoted bodies and COPY data is data.
 */
export class PlainScanner implements ByteSink, LexerEvents {
  readonly #lexer = new SqlLexer(this);
  readonly #findings = new DumpFindings();
  readonly #inventory = new Inventory();
  readonly #tables = new TableCounts();
  readonly #objects = new ObjectReader(this.#inventory, this.#tables);
  readonly #header = new ScriptHeader();
  readonly #cuts = new CutList(this.#findings);
  readonly #indexes = new IndexRuns();
  readonly #onCount: OnCount;
  #bytes = 0;
  #statements = 0;
  #foreign = false;
  #preamble = true;
  #database: string | null = null;
  #createdDatabase: string | null = null;
  #connected = false;
  #encoding: string | null = null;
  #migrations: { app: string; name: string }[] | null = null;
  #copy: CopyTarget | null = null;

  constructor(onCount: OnCount = () => {}) {
    this.#onCount = onCount;
  }

  write(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#foreign) return;
    // psql ends a line at a zero byte, so nothing after it could be trusted; text never has one.
    if (chunk.includes(0)) this.#findings.error('dump-corrupt', this.#lexer.line, { reason: 'zero-byte' });
    const { rows, size } = this.#tables;
    this.#lexer.write(chunk);
    this.#onCount(this.#tables.rows - rows, this.#tables.size - size);
  }

  end(): void {
    if (this.#foreign) return;
    const rest = this.#lexer.end();
    if (rest.open === 'copy') {
      const table = this.#copy === null ? '' : `${this.#copy.schema}.${this.#copy.name}`;
      this.#findings.error('dump-copy-open', this.#copy?.line ?? null, { table });
    }
    if (rest.open === 'statement') {
      if (this.#statements === 0 && this.#header.headers === 0) this.#foreign = true;
      this.#findings.error('dump-statement-open', rest.line);
    }
  }

  // What the lexer tells

  statement(statement: Statement, alone: boolean): 'sql' | 'copy' {
    const first = statement.head[0];
    if (first === undefined) return 'sql';
    if (this.#statements++ === 0 && !beginsScript(first)) {
      this.#foreign = this.#header.headers === 0;
      if (this.#foreign) return 'sql';
    }
    if (isWord(first, 'copy')) {
      this.#indexes.interrupt();
      return this.#copyStatement(statement, alone);
    }
    const refusal = refusalOf(statement);
    const cut = refusal === null ? this.#cutOf(statement) : null;
    if (refusal !== null) this.#findings.error(refusal, statement.line, { text: statement.text });
    this.#session(statement, alone);
    this.#objects.read(statement);
    if (cut === null) this.#keep(statement);
    else this.#cut(statement, cut);
    if (cut === null || cut.rule === 'unknown-setting') this.#indexes.read(statement, alone);
    return 'sql';
  }

  copyBytes(bytes: Buffer): void {
    this.#copy?.migrations?.take(bytes);
  }

  copyEnd(data: CopyData): void {
    const target = this.#copy;
    if (target === null) return;
    const rows = data.rows + (data.rowOpen ? 1 : 0);
    this.#tables.load(target.schema, target.name, target.linesAreRows ? rows : null, data.bytes);
    if (target.migrations !== null) this.#migrations ??= target.migrations.newest();
    this.#copy = null;
  }

  comment(text: string, line: number): void {
    if (this.#header.read(text)) {
      this.#findings.error('dump-corrupt', line, { reason: 'two-dumps' });
    }
  }

  meta(text: string, start: number, end: number, line: number, alone: boolean): void {
    const shown = oneLine(Buffer.from(text));
    if (alone && /^\\(un)?restrict[ \t]+[A-Za-z0-9]+[ \t\r]*$/.test(text)) {
      this.#cuts.add({ start, end, firstLine: line, lastLine: line, rule: 'restrict', text: shown });
      return;
    }
    const database = /^\\c(?:onnect)?[ \t]+(?:-reuse-previous=on[ \t]+)?(\S.*?)[ \t\r]*$/.exec(text)?.[1];
    if (alone && database !== undefined && this.#createdDatabase !== null && !this.#connected) {
      this.#connected = true;
      this.#cuts.add({ start, end, firstLine: line, lastLine: line, rule: 'create-database', text: shown });
      return;
    }
    if (alone && database !== undefined && this.#connected) {
      this.#findings.error('dump-several-databases', line, { names: database.slice(0, 100) });
      return;
    }
    this.#findings.error('dump-backslash', line, { text: shown });
  }

  doubtful(reason: ReasonCode, line: number, params: ErrorParams = {}): void {
    this.#findings.error('dump-corrupt', line, { reason, ...params });
  }

  // Statements

  #copyStatement(statement: Statement, alone: boolean): 'sql' | 'copy' {
    const copy = parseCopy(statement);
    const { line, text } = statement;
    switch (copy.kind) {
      case 'program':
        this.#findings.error('dump-copy-program', line, { text });
        return 'sql';
      case 'server-file':
        this.#findings.error('dump-server-file', line, { text });
        return 'sql';
      case 'to-stdout':
        return 'sql';
      case 'from-stdin': {
        this.#preamble = false;
        if (copy.binary) this.doubtful('binary-copy', line);
        if (!alone) this.doubtful('copy-not-alone', line);
        const place = this.#objects.place(copy.table);
        const migrations = place.name === 'django_migrations' ? new MigrationCapture(copy.columns) : null;
        this.#copy = { ...place, linesAreRows: copy.linesAreRows, line, migrations };
        this.#lexer.captures = migrations !== null;
        return alone && !copy.binary ? 'copy' : 'sql';
      }
    }
  }

  #cutOf(statement: Statement): Cut | null {
    return cutOf(statement, {
      preamble: this.#preamble,
      hasTable: (schema, name) => this.#tables.has(schema ?? this.#objects.schema, name),
    });
  }

  /** Settings that change how the rest is to be read. */
  #session(statement: Statement, alone: boolean): void {
    const setting = settingOf(statement);
    if (setting === null) return;
    const { name, value } = setting;
    if (name === 'standard_conforming_strings') {
      const plain = isWord(statement.head[0], 'set') && alone;
      if (!plain || (value !== 'on' && value !== 'off')) {
        this.doubtful('standard-strings', statement.line);
      }
      this.#lexer.standardStrings = value !== 'off';
    } else if (name === 'client_encoding') {
      this.#encoding = setting.raw;
      if (isUnsafeEncoding(value)) {
        this.doubtful('encoding', statement.line, { encoding: setting.raw });
      }
    } else if (name === 'search_path') {
      this.#objects.schema = setting.raw === '' ? 'public' : setting.raw;
    }
  }

  #cut(statement: Statement, cut: Cut): void {
    this.#cuts.statement(statement, cut);
    if (cut.rule !== 'create-database' || !statement.startsWith('create', 'database')) return;
    const name = nameAt(statement.head, 2)?.name ?? '';
    if (this.#createdDatabase !== null) {
      this.#findings.error('dump-several-databases', statement.line, {
        names: `${this.#createdDatabase}, ${name}`,
      });
    }
    this.#createdDatabase ??= name;
    this.#database ??= name;
  }

  #keep(statement: Statement): void {
    if (isWord(statement.head[0], 'create') && !statement.startsWith('create', 'schema'))
      this.#preamble = false;
    this.#cuts.keep(statement);
  }

  // The result

  result(): ScanResult {
    if (this.#header.cluster) {
      return {
        kind: 'refused',
        findings: [{ code: 'dump-cluster', params: {}, line: null, severity: 'error' }],
      };
    }
    const made = this.#header.madeByPgDump;
    if (
      this.#foreign ||
      (this.#statements === 0 && !made && this.#cuts.isEmpty && this.#findings.list.length === 0)
    ) {
      return { kind: 'unrecognised' };
    }
    if (made && this.#header.trailers === 0) this.#findings.error('dump-trailer-missing', this.#lexer.line);
    if (!made) this.#findings.warning('dump-handmade', null);
    this.#cuts.cutSchemas(this.#inventory);
    const tables = this.#tables.list(made);
    const unknown = namesWithoutCount(tables);
    if (unknown !== null) this.#findings.warning('dump-rows-unknown', null, { tables: unknown });
    const inventory = this.#inventory;
    return {
      kind: 'dump',
      findings: this.#findings.list,
      facts: {
        format: 'plain',
        bytes: this.#bytes,
        database: this.#database,
        serverVersion: this.#header.serverVersion,
        toolVersion: this.#header.toolVersion,
        archiveVersion: null,
        innerCompression: null,
        madeByPgDump: made,
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
        migrations: this.#migrations,
        cutRanges: this.#cuts.list(),
        ...(made ? this.#indexes.result() : { indexRuns: [], sessionSettings: [] }),
        cutEntries: [],
      },
    };
  }
}
