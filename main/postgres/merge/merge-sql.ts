import { copyRow, quoteIdentifier, quoteLiteral, quoteQualified } from '../sql-quote';
import type { Insertion, MergeDecision } from './decide';
import { chooseLink, type UserLink, type UserTable } from './user-table';

/** Field separator of one list inside a COPY field: no name holds it. */
const UNIT = '\u001f';

/**
 * The merge as one transaction, run by the loader. Values travel as COPY data: a server that logs statements logs no
 * password hash. Prints the counts of rows PostgreSQL saw change, triggers of the dump included, as JSON on one line.
 */
export function mergeSql(
  table: UserTable,
  decision: MergeDecision,
  sessions: readonly { readonly schema: string; readonly name: string }[],
): string {
  return [
    'BEGIN;',
    ...decision.promotions.map((promotion) => promotionSql(table, promotion)),
    ...(decision.insertions.length > 0 ? insertionSql(table, decision.insertions) : []),
    ...sessions.map((session) => `DELETE FROM ${quoteQualified(session.schema, session.name)};`),
    // Django's foreign keys are deferred: their errors come now, not at COMMIT.
    'SET CONSTRAINTS ALL IMMEDIATE;',
    `SELECT coalesce(jsonb_agg(jsonb_build_object('schema', schemaname, 'name', relname, 'inserted', n_tup_ins,
       'deleted', n_tup_del)), '[]') FROM pg_stat_xact_user_tables
       WHERE n_tup_ins + n_tup_del > 0 AND NOT starts_with(schemaname::text, 'pg_temp');`,
    'COMMIT;\n',
  ].join('\n');
}

/** The merge of a database without users to merge: sessions of the backup go all the same. */
export function sessionsSql(sessions: Parameters<typeof mergeSql>[2]): string {
  return [
    'BEGIN;',
    ...sessions.map((session) => `DELETE FROM ${quoteQualified(session.schema, session.name)};`),
    `SELECT coalesce(jsonb_agg(jsonb_build_object('schema', schemaname, 'name', relname, 'inserted', n_tup_ins,
       'deleted', n_tup_del)), '[]') FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_del > 0;`,
    'COMMIT;\n',
  ].join('\n');
}

function promotionSql(table: UserTable, promotion: MergeDecision['promotions'][number]): string {
  const set = [
    'is_superuser = true',
    ...(promotion.staff ? ['is_staff = true'] : []),
    ...(promotion.active ? ['is_active = true'] : []),
  ];
  return `UPDATE ${quoteQualified(table.schema, table.name)} SET ${set.join(', ')} WHERE ${keyIs(table, promotion.key)};`;
}

/** `key = value` with the key's own type, so that its index is used. */
export function keyIs(table: UserTable, value: string): string {
  const [key = ''] = table.primaryKey;
  const type = table.columns.find((column) => column.name === key)?.type ?? 'text';
  return `${quoteIdentifier(key)} = ${quoteLiteral(value)}::${type}`;
}

function insertionSql(table: UserTable, insertions: readonly Insertion[]): readonly string[] {
  const columns = table.columns.filter((column) => insertions.some((each) => each.values.has(column.name)));
  const fields = columns.map((_, index) => `c${index} text`);
  const rows = insertions.map((insertion, index) =>
    copyRow([
      String(index),
      insertion.groups.join(UNIT),
      insertion.permissions.map((each) => `${each.app}.${each.model}.${each.codename}`).join(UNIT),
      ...columns.map((column) => insertion.values.get(column.name) ?? null),
    ]),
  );
  return [
    `CREATE TEMPORARY TABLE rc_admins (${['i int', 'groups text', 'permissions text', ...fields].join(', ')}) ON COMMIT DROP;`,
    'COPY pg_temp.rc_admins FROM STDIN;',
    `${rows.join('')}\\.`,
    ...sequenceSql(table.schema, table.name, table.primaryKey[0] ?? ''),
    ...insertions.map((insertion, index) => insertOneSql(table, columns, insertion, index)),
  ];
}

function insertOneSql(
  table: UserTable,
  columns: UserTable['columns'],
  insertion: Insertion,
  index: number,
): string {
  const used = columns.filter((column) => insertion.values.has(column.name));
  const names = used.map((column) => quoteIdentifier(column.name)).join(', ');
  // A cast without length: the column itself then refuses what is too long, where a cast with it would cut.
  const values = used.map((column) => `d.c${columns.indexOf(column)}::${column.type}`).join(', ');
  const [key = ''] = table.primaryKey;
  const links = [
    linkSql(chooseLink(table, table.groups, 'groups'), key, index, 'groups', 'g.name'),
    linkSql(chooseLink(table, table.permissions, 'user_permissions'), key, index, 'permissions', `''`),
  ].filter((each) => each !== '');
  return `WITH made AS (INSERT INTO ${quoteQualified(table.schema, table.name)} (${names})
    SELECT ${values} FROM pg_temp.rc_admins d WHERE d.i = ${index} RETURNING ${quoteIdentifier(key)} AS key)${links.join('')}
  SELECT 'key ' || ${index} || ' ' || format('%s', key) FROM made;`;
}

/** Groups and permissions by natural key: those the backup does not have are simply not joined. */
function linkSql(
  link: UserLink | null,
  _key: string,
  index: number,
  kind: 'groups' | 'permissions',
  name: string,
): string {
  if (!link) return '';
  const other = quoteQualified(link.other.schema, link.other.name);
  const natural = kind === 'groups' ? name : `t.app_label || '.' || t.model || '.' || g.codename`;
  const types =
    kind === 'groups'
      ? ''
      : ` JOIN ${quoteQualified(link.other.schema, 'django_content_type')} t ON t.id = g.content_type_id`;
  return `, ${kind} AS (INSERT INTO ${quoteQualified(link.schema, link.name)} (${quoteIdentifier(link.userColumn)}, ${quoteIdentifier(link.otherColumn)})
    SELECT made.key, g.${quoteIdentifier(link.other.key)} FROM made CROSS JOIN ${other} g${types}
      JOIN pg_temp.rc_admins d ON d.i = ${index} AND ${natural} = ANY (string_to_array(d.${kind}, '${UNIT}')))`;
}

/** A sequence behind its column would give a key that is taken. Never lowers one. */
function sequenceSql(schema: string, name: string, column: string): readonly string[] {
  const from = quoteQualified(schema, name);
  return [
    `SELECT setval(q.sequence::regclass, q.largest, true) FROM (SELECT
       pg_get_serial_sequence(${quoteLiteral(from)}, ${quoteLiteral(column)}) AS sequence,
       (SELECT max(format('%s', ${quoteIdentifier(column)})::bigint) FROM ${from}
          WHERE format('%s', ${quoteIdentifier(column)}) ~ '^[0-9]+$') AS largest) AS q
     WHERE q.sequence IS NOT NULL AND q.largest > coalesce(pg_sequence_last_value(q.sequence::regclass), 0);`,
  ];
}
