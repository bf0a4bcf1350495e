import type { LeftOutRule } from '../../../../shared/manifest';
import { isCloudSqlExtension } from '../cloud-sql';
import { isSymbol, isWord, nameAt, skipWords } from './names';
import type { Statement } from './statement';

/** Why a statement is left out. */
export interface Cut {
  readonly rule: LeftOutRule;
  readonly subject?: string;
}

/** What a rule must know of the script so far. */
export interface CutContext {
  /** True until the script has created its first object: there, DROP is what `pg_dump --clean` puts in front. */
  readonly preamble: boolean;
  readonly hasTable: (schema: string | null, name: string) => boolean;
}

/** The rule by which a top-level statement is left out, or null. The order of the rules matters only where said. */
export function cutOf(statement: Statement, context: CutContext): Cut | null {
  return (
    wholeServer(statement) ??
    ofExtension(statement) ??
    access(statement) ??
    setting(statement) ??
    replication(statement) ??
    clean(statement, context)
  );
}

const CHANGES = ['create', 'alter', 'drop'];

/** Databases and roles belong to the server, which a restore of one database never touches. */
function wholeServer(statement: Statement): Cut | null {
  const { head } = statement;
  if (isWord(head[0], ...CHANGES)) {
    if (isWord(head[1], 'database')) return { rule: 'create-database' };
    if (isWord(head[1], 'role', 'user', 'group') && !isWord(head[2], 'mapping')) {
      const inDatabase = statement.outer.some(
        (token, i) => isWord(token, 'in') && isWord(statement.outer[i + 1], 'database'),
      );
      return { rule: inDatabase ? 'create-database' : 'cloud-sql-role' };
    }
  }
  if (statement.startsWith('comment', 'on', 'database')) return { rule: 'create-database' };
  if (statement.startsWith('comment', 'on', 'role')) return { rule: 'cloud-sql-role' };
  // pg_dump -C of a template database.
  if (isWord(head[0], 'update') && nameAt(head, 1)?.name === 'pg_database')
    return { rule: 'create-database' };
  return null;
}

/** The admin role makes extensions before the load: the loader has not the rights for most of them. */
function ofExtension(statement: Statement): Cut | null {
  const { head } = statement;
  const comment = statement.startsWith('comment', 'on', 'extension');
  if (!comment && !(isWord(head[0], ...CHANGES) && isWord(head[1], 'extension'))) return null;
  const name = extensionName(statement) ?? '';
  if (isCloudSqlExtension(name)) return { rule: 'cloud-sql-extension', subject: name };
  if (comment) return { rule: 'comment-on-extension', subject: name };
  if (isWord(head[0], 'drop')) return { rule: 'clean' };
  return { rule: 'extension', subject: name };
}

/** The extension a CREATE, ALTER, DROP or COMMENT ON EXTENSION names. */
export function extensionName(statement: Statement): string | null {
  const { head } = statement;
  let at = isWord(head[0], 'comment') ? 3 : 2;
  at = skipWords(head, at, 'if', 'not', 'exists');
  at = skipWords(head, at, 'if', 'exists');
  return nameAt(head, at)?.name ?? null;
}

/** Owners and rights: the loader owns everything, and hands it to the application's role at the end. */
function access(statement: Statement): Cut | null {
  const { head, tail } = statement;
  if (isWord(head[0], 'grant', 'revoke')) return { rule: 'acl' };
  if (statement.startsWith('alter', 'default', 'privileges')) return { rule: 'acl' };
  const owner = tail.at(-3);
  if (isWord(head[0], 'alter') && isWord(owner, 'owner') && isWord(tail.at(-2), 'to'))
    return { rule: 'owner' };
  const session =
    isWord(head[0], 'set', 'reset') && isWord(head[1], 'session') && isWord(head[2], 'authorization');
  const role = isWord(head[0], 'set', 'reset') && isWord(head[1], 'role');
  const localRole =
    statement.startsWith('set', 'local', 'role') || statement.startsWith('set', 'session', 'role');
  if (session || role || localRole || statement.startsWith('reassign', 'owned')) return { rule: 'owner' };
  return null;
}

/** Settings every server from 9.6 on knows: never left out, and not worth listing. */
const KNOWN_EVERYWHERE = new Set([
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'client_encoding',
  'standard_conforming_strings',
  'search_path',
  'check_function_bodies',
  'xmloption',
  'client_min_messages',
  'row_security',
  'default_tablespace',
  'default_with_oids',
  'escape_string_warning',
  'datestyle',
  'intervalstyle',
  'timezone',
  'bytea_output',
  'synchronous_commit',
  'maintenance_work_mem',
  'work_mem',
  'session_replication_role',
  'extra_float_digits',
]);

/** `SET name = …` of a setting the target may not know: cut only there, so `subject` names it. */
function setting(statement: Statement): Cut | null {
  const { head } = statement;
  if (!isWord(head[0], 'set')) return null;
  const at = isWord(head[1], 'session', 'local') ? 2 : 1;
  const name = nameAt(head, at);
  if (name === null || name.schema !== null) return null;
  if (!isSymbol(head[name.next], '=') && !isWord(head[name.next], 'to')) return null;
  const subject = name.name.toLowerCase();
  return KNOWN_EVERYWHERE.has(subject) ? null : { rule: 'unknown-setting', subject };
}

/** What would make the copy send or receive changes, or needs a superuser for no use of the application's. */
function replication(statement: Statement): Cut | null {
  const { head } = statement;
  const at = isWord(head[0], ...CHANGES) ? 1 : statement.startsWith('comment', 'on') ? 2 : -1;
  if (at === -1) return null;
  if (isWord(head[at], 'publication')) return { rule: 'publication' };
  if (isWord(head[at], 'subscription')) return { rule: 'subscription' };
  if (isWord(head[at], 'event') && isWord(head[at + 1], 'trigger')) return { rule: 'event-trigger' };
  return null;
}

/** What `pg_dump --clean` writes: the fresh database holds nothing that could be dropped. */
function clean(statement: Statement, context: CutContext): Cut | null {
  const { head, tail } = statement;
  // Every database has its schema public already (dumps made with -n public, or by old versions with --clean).
  const schema = statement.startsWith('create', 'schema')
    ? nameAt(head, skipWords(head, 2, 'if', 'not', 'exists'))
    : null;
  if (schema?.name === 'public') return { rule: 'clean' };
  if (isWord(head[0], 'drop')) {
    if (context.preamble) return { rule: 'clean' };
    // Scripts that drop each table right before they create it.
    const table = isWord(head[1], 'table') ? nameAt(head, skipWords(head, 2, 'if', 'exists')) : null;
    return table !== null && !context.hasTable(table.schema, table.name) ? { rule: 'clean' } : null;
  }
  if (!context.preamble) return null;
  const drops = isWord(head[0], 'alter') && tail.some((token) => isWord(token, 'drop', 'detach'));
  const unlinks = isWord(head[0], 'select') && statement.watched.includes('lo_unlink');
  return drops || unlinks || isDummyView(statement) ? { rule: 'clean' } : null;
}

/** Where views depend on each other, `--clean` replaces one by `SELECT NULL::…` so that the rest can be dropped. */
function isDummyView(statement: Statement): boolean {
  const { outer } = statement;
  const as = outer.findIndex((token) => isWord(token, 'as'));
  return (
    statement.startsWith('create', 'or', 'replace', 'view') &&
    isWord(outer[as + 1], 'select') &&
    isWord(outer[as + 2], 'null')
  );
}
