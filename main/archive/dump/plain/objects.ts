import { isCloudSqlExtension } from '../cloud-sql';
import type { Inventory } from '../inventory';
import type { TableCounts } from '../table-counts';
import { extensionName } from './cut-rules';
import { isSymbol, isWord, nameAt, type QualifiedName, skipWords } from './names';
import type { Statement, Token } from './statement';

const TABLE_KINDS = ['global', 'local', 'unlogged'];

/** Records what a statement creates or changes. `schema` is where an unqualified name goes. */
export class ObjectReader {
  readonly #inventory: Inventory;
  readonly #tables: TableCounts;
  /** First schema of the search path; names without one are created there. */
  schema = 'public';

  constructor(inventory: Inventory, tables: TableCounts) {
    this.#inventory = inventory;
    this.#tables = tables;
  }

  read(statement: Statement): void {
    const first = statement.head[0];
    if (isWord(first, 'create')) this.#create(statement);
    else if (isWord(first, 'alter')) this.#alter(statement);
    else if (isWord(first, 'insert', 'delete', 'update', 'truncate', 'merge')) this.#change(statement);
    else if (isWord(first, 'grant', 'revoke')) this.#grantees(statement);
    if (
      statement.watched.some((word) => word !== 'lo_import' && word !== 'lo_export' && word !== 'lo_unlink')
    ) {
      this.#inventory.largeObjects ||= isWord(first, 'select');
    }
  }

  /** Schema and name of a table as the server will see them. */
  place(name: QualifiedName): { schema: string; name: string } {
    return { schema: name.schema ?? this.schema, name: name.name };
  }

  #create(statement: Statement): void {
    const { head } = statement;
    let at = skipWords(head, 1, 'or', 'replace');
    while (isWord(head[at], ...TABLE_KINDS)) at++;
    const kind = head[at]?.kind === 'word' ? head[at]?.text : '';
    if (kind === 'table') this.#table(statement, at + 1);
    else if (kind === 'foreign' && isWord(head[at + 1], 'table')) this.#foreignTable(head, at + 2);
    else if (kind === 'schema') this.#schema(head, at + 1);
    else if (kind === 'extension') this.#extension(statement);
    else if (kind === 'function' || kind === 'procedure') this.#function(head, at + 1);
    else if (kind === 'policy') this.#onTable(head, at + 1, (text) => this.#inventory.policies.add(text));
    else this.#createOther(head, isWord(head[at], 'constraint') ? at + 1 : at);
  }

  #createOther(head: readonly Token[], at: number): void {
    if (isWord(head[at], 'trigger')) {
      this.#onTable(head, at + 1, (text) => this.#inventory.triggers.add(text));
      return;
    }
    const named = nameAt(head, at + 1);
    if (named?.schema) this.#inventory.usedSchemas.add(named.schema);
  }

  #table(statement: Statement, at: number): void {
    const { head, outer } = statement;
    const name = nameAt(head, skipWords(head, at, 'if', 'not', 'exists'));
    if (name === null) return;
    const { schema, name: table } = this.place(name);
    this.#inventory.usedSchemas.add(schema);
    if (has(outer, 'partition', 'by')) {
      this.#tables.createWithoutRows(schema, table);
      return;
    }
    const partition = has(outer, 'partition', 'of');
    // CREATE TABLE … AS fills it at once.
    const unknown = outer.some((token, i) => isWord(token, 'as') && i > 2);
    this.#tables.create(schema, table, { partition, unknown });
  }

  #foreignTable(head: readonly Token[], at: number): void {
    const name = nameAt(head, skipWords(head, at, 'if', 'not', 'exists'));
    if (name === null) return;
    const { schema, name: table } = this.place(name);
    this.#tables.createWithoutRows(schema, table);
  }

  #schema(head: readonly Token[], at: number): void {
    const name = nameAt(head, skipWords(head, at, 'if', 'not', 'exists'));
    if (name !== null && !isWord(head[at], 'authorization')) this.#inventory.schemas.add(name.name);
  }

  #extension(statement: Statement): void {
    const name = extensionName(statement);
    if (name === null || isCloudSqlExtension(name)) return;
    const at = statement.head.findIndex((token) => isWord(token, 'schema'));
    this.#inventory.extension(name, at === -1 ? null : (nameAt(statement.head, at + 1)?.name ?? null));
  }

  #function(head: readonly Token[], at: number): void {
    const name = nameAt(head, at);
    if (name === null) return;
    const { schema, name: called } = this.place(name);
    this.#inventory.usedSchemas.add(schema);
    this.#inventory.functions.add(`${schema}.${called}`);
  }

  /** Triggers and policies are named within their table: `name on schema.table`. */
  #onTable(head: readonly Token[], at: number, add: (text: string) => void): void {
    const name = nameAt(head, at);
    const on = head.findIndex((token, i) => i > at && isWord(token, 'on'));
    const table = on === -1 ? null : nameAt(head, on + 1);
    if (name === null || table === null) return;
    const { schema, name: called } = this.place(table);
    add(`${name.name} on ${schema}.${called}`);
  }

  #alter(statement: Statement): void {
    const { outer, tail } = statement;
    const role = tail.at(-1);
    if (isWord(tail.at(-3), 'owner') && isWord(tail.at(-2), 'to') && role !== undefined) this.#role(role);
    if (statement.startsWith('alter', 'default', 'privileges')) this.#grantees(statement);
    const attach = outer.findIndex(
      (token, i) => isWord(token, 'attach') && isWord(outer[i + 1], 'partition'),
    );
    const partition = attach === -1 ? null : nameAt(outer, attach + 2);
    if (partition !== null) {
      const { schema, name } = this.place(partition);
      this.#tables.attachPartition(schema, name);
    }
  }

  #change(statement: Statement): void {
    const { head } = statement;
    let at = 1;
    while (isWord(head[at], 'into', 'from', 'table', 'only')) at++;
    const name = nameAt(head, at);
    if (name === null || isWord(head[0], 'update')) return;
    const { schema, name: table } = this.place(name);
    if (schema !== 'pg_catalog') this.#tables.touch(schema, table);
  }

  /** Roles after FOR ROLE, and after the last TO or FROM. */
  #grantees(statement: Statement): void {
    const { outer } = statement;
    const last = outer.map((token) => isWord(token, 'to', 'from')).lastIndexOf(true);
    for (let at = last + 1; last !== -1 && at < outer.length; at++) {
      const token = outer[at];
      if (isWord(token, 'with', 'granted', 'cascade', 'restrict')) break;
      if (token === undefined || isSymbol(token, ',') || isWord(token, 'group')) continue;
      this.#role(token);
    }
    const owner = outer.findIndex((token, i) => isWord(token, 'role', 'user') && isWord(outer[i - 1], 'for'));
    const role = outer[owner + 1];
    if (owner !== -1 && role !== undefined) this.#role(role);
  }

  #role(token: Token): void {
    if (token.kind !== 'word' && token.kind !== 'quoted') return;
    if (!isWord(token, 'public', 'current_user', 'session_user')) this.#inventory.roles.add(token.text);
  }
}

function has(tokens: readonly Token[], first: string, second: string): boolean {
  return tokens.some((token, i) => isWord(token, first) && isWord(tokens[i + 1], second));
}
