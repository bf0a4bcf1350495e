import { z } from 'zod';

const qualified = { schema: z.string(), name: z.string() };

const columnSchema = z.object({
  name: z.string(),
  /** As SQL writes it, without length: values longer than the column then fail instead of being cut. */
  type: z.string(),
  notNull: z.boolean(),
  /** A default, an identity or a generated value. */
  filled: z.boolean(),
  identityAlways: z.boolean(),
  generated: z.boolean(),
});
export type UserColumn = z.infer<typeof columnSchema>;

/** A table that joins users with groups or permissions, as its foreign keys tell. */
const linkSchema = z.object({
  ...qualified,
  userColumn: z.string(),
  otherColumn: z.string(),
  other: z.object({ ...qualified, key: z.string() }),
});
export type UserLink = z.infer<typeof linkSchema>;

export const userTableSchema = z.object({
  ...qualified,
  columns: z.array(columnSchema),
  /** Column names; more than one, or none, cannot be merged into. */
  primaryKey: z.array(z.string()),
  /** Columns that are unique by themselves, the key's left out. */
  unique: z.array(z.string()),
  foreignKeys: z.array(z.object({ column: z.string(), other: z.object({ ...qualified, key: z.string() }) })),
  /** Django's admin log points at it: the surest sign. */
  inAdminLog: z.boolean(),
  groups: z.array(linkSchema),
  permissions: z.array(linkSchema),
});
export type UserTable = z.infer<typeof userTableSchema>;

/** Session tables of Django: their rows point at users by key. */
export const userTablesSchema = z.object({
  users: z.array(userTableSchema),
  sessions: z.array(z.object(qualified)),
});

const links = (other: string): string => `coalesce((SELECT json_agg(json_build_object(
    'schema', n.nspname, 'name', m.relname, 'userColumn', ua.attname, 'otherColumn', oa.attname,
    'other', json_build_object('schema', rn.nspname, 'name', r.relname, 'key', ra.attname)) ORDER BY m.relname)
  FROM pg_constraint toUser JOIN pg_constraint toOther ON toOther.conrelid = toUser.conrelid AND toOther.contype = 'f'
  JOIN pg_class m ON m.oid = toUser.conrelid JOIN pg_namespace n ON n.oid = m.relnamespace
  JOIN pg_class r ON r.oid = toOther.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
  JOIN pg_attribute ua ON ua.attrelid = m.oid AND ua.attnum = toUser.conkey[1]
  JOIN pg_attribute oa ON oa.attrelid = m.oid AND oa.attnum = toOther.conkey[1]
  JOIN pg_attribute ra ON ra.attrelid = r.oid AND ra.attnum = toOther.confkey[1]
  WHERE toUser.contype = 'f' AND toUser.confrelid = c.oid AND m.oid <> c.oid AND r.relname = '${other}'
    AND cardinality(toUser.conkey) = 1 AND cardinality(toOther.conkey) = 1), '[]')`;

/**
 * Tables that look like Django's users: a boolean is_superuser, a password, and at least four of the five columns every
 * Django user has. Columns of the catalogue are named one by one: a whole row of pg_attribute as JSON would hold
 * attmissingval, whose elements are of the column's type, and call a cast to json that the database's owner has made.
 * History copies of one (simple_history, pghistory) have the same columns and are told by theirs.
 */
export const USER_TABLES_SQL = `SELECT json_build_object('users', coalesce((SELECT json_agg(json_build_object(
  'schema', n.nspname, 'name', c.relname,
  'columns', (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL),
      'notNull', a.attnotnull OR t.typnotnull, 'filled', a.atthasdef OR a.attidentity <> '', 'identityAlways', a.attidentity = 'a',
      'generated', a.attgenerated <> '') ORDER BY a.attnum)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  'primaryKey', coalesce((SELECT json_agg(a.attname) FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = c.oid AND i.indisprimary), '[]'),
  'unique', coalesce((SELECT json_agg(DISTINCT a.attname) FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = c.oid AND i.indisunique AND NOT i.indisprimary AND i.indnkeyatts = 1 AND i.indexprs IS NULL AND i.indpred IS NULL), '[]'),
  'foreignKeys', coalesce((SELECT json_agg(json_build_object('column', a.attname,
      'other', json_build_object('schema', rn.nspname, 'name', r.relname, 'key', ra.attname)))
    FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.conkey[1]
    JOIN pg_class r ON r.oid = f.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
    JOIN pg_attribute ra ON ra.attrelid = r.oid AND ra.attnum = f.confkey[1]
    WHERE f.conrelid = c.oid AND f.contype = 'f' AND cardinality(f.conkey) = 1), '[]'),
  'inAdminLog', EXISTS (SELECT FROM pg_constraint f JOIN pg_class l ON l.oid = f.conrelid
    WHERE f.contype = 'f' AND f.confrelid = c.oid AND l.relname = 'django_admin_log'),
  'groups', ${links('auth_group')},
  'permissions', ${links('auth_permission')}) ORDER BY n.nspname, c.relname)
 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'is_superuser' AND a.atttypid = 'bool'::regtype AND NOT a.attisdropped)
   AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'password' AND NOT a.attisdropped)
   AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('history_id', 'pgh_id') AND NOT a.attisdropped)
   AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
     AND a.attname IN ('password', 'is_superuser', 'is_staff', 'is_active', 'last_login')) >= 4), '[]'),
 'sessions', coalesce((SELECT json_agg(json_build_object('schema', n.nspname, 'name', c.relname))
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relname = 'django_session' AND c.relkind IN ('r', 'p')
     AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('session_key', 'session_data', 'expire_date')) = 3), '[]'));`;

export type ChosenUserTable =
  | { readonly kind: 'one'; readonly table: UserTable }
  | { readonly kind: 'none' }
  /** None of them stands out: reported, never guessed. */
  | { readonly kind: 'several'; readonly names: readonly string[] };

/** The application's user table: the only one, else the only one the admin log points at, else the only one with groups. */
export function chooseUserTable(candidates: readonly UserTable[]): ChosenUserTable {
  if (candidates.length === 0) return { kind: 'none' };
  const signs: readonly ((table: UserTable) => boolean)[] = [
    () => true,
    (table) => table.inAdminLog,
    (table) => table.groups.length > 0,
  ];
  for (const sign of signs) {
    const [table, ...others] = candidates.filter(sign);
    if (table && others.length === 0) return { kind: 'one', table };
  }
  return { kind: 'several', names: candidates.map((table) => `${table.schema}.${table.name}`) };
}

/** The link Django makes itself (`<table>_groups`), else the only one there is. */
export function chooseLink(table: UserTable, found: readonly UserLink[], suffix: string): UserLink | null {
  const named = found.find((link) => link.name === `${table.name}_${suffix}`);
  return named ?? (found.length === 1 ? (found[0] ?? null) : null);
}

export function hasColumn(table: UserTable, name: string): boolean {
  return table.columns.some((column) => column.name === name);
}
