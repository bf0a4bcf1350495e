import { z } from 'zod';
import { quoteIdentifier, quoteQualified } from '../sql-quote';
import { chooseLink, hasColumn, type UserTable } from './user-table';

/** A permission's natural key: ids differ from one database to the next. */
const permissionSchema = z.object({ app: z.string(), model: z.string(), codename: z.string() });

export const superuserRowsSchema = z.array(
  z.object({
    /** As text by each type's output function, in the order of the table's columns. */
    values: z.array(z.string().nullable()),
    groups: z.array(z.string()),
    permissions: z.array(permissionSchema),
  }),
);

/** A superuser of the live application with all it takes to make it anew. Holds a password hash: never logged, never on this machine's disk. */
export interface LiveSuperuser {
  readonly values: ReadonlyMap<string, string | null>;
  readonly groups: readonly string[];
  readonly permissions: readonly z.infer<typeof permissionSchema>[];
}

/**
 * A column as text. `format` goes through the type's output function; a cast would look for one the database's owner
 * has made (CREATE CAST … WITH FUNCTION), and this runs as the admin.
 */
export function asText(expression: string): string {
  return `CASE WHEN ${expression} IS NULL THEN NULL ELSE format('%s', ${expression}) END`;
}

/** Selects all superusers with their groups and permissions as one JSON array. */
export function superusersSql(table: UserTable): string {
  const values = table.columns.map((column) => asText(`u.${quoteIdentifier(column.name)}`)).join(', ');
  return `SELECT coalesce(json_agg(json_build_object('values', to_json(ARRAY[${values}]::text[]),
      'groups', ${groupsSql(table)}, 'permissions', ${permissionsSql(table)})), '[]')
    FROM ${quoteQualified(table.schema, table.name)} u WHERE u.is_superuser;`;
}

function groupsSql(table: UserTable): string {
  const link = chooseLink(table, table.groups, 'groups');
  const [key] = table.primaryKey;
  if (!link || key === undefined) return `'[]'::json`;
  return `(SELECT coalesce(json_agg(format('%s', g.name)), '[]')
    FROM ${quoteQualified(link.schema, link.name)} m JOIN ${quoteQualified(link.other.schema, link.other.name)} g
      ON ${same(`g.${quoteIdentifier(link.other.key)}`, `m.${quoteIdentifier(link.otherColumn)}`)}
    WHERE ${same(`m.${quoteIdentifier(link.userColumn)}`, `u.${quoteIdentifier(key)}`)})`;
}

function permissionsSql(table: UserTable): string {
  const link = chooseLink(table, table.permissions, 'user_permissions');
  const [key] = table.primaryKey;
  if (!link || key === undefined) return `'[]'::json`;
  return `(SELECT coalesce(json_agg(json_build_object('app', format('%s', t.app_label), 'model', format('%s', t.model),
      'codename', format('%s', p.codename))), '[]')
    FROM ${quoteQualified(link.schema, link.name)} m
    JOIN ${quoteQualified(link.other.schema, link.other.name)} p
      ON ${same(`p.${quoteIdentifier(link.other.key)}`, `m.${quoteIdentifier(link.otherColumn)}`)}
    JOIN ${quoteQualified(link.other.schema, 'django_content_type')} t ON ${same('t.id', 'p.content_type_id')}
    WHERE ${same(`m.${quoteIdentifier(link.userColumn)}`, `u.${quoteIdentifier(key)}`)})`;
}

/** Equal as text, for the same reason: `=` would call an implicit cast the database's owner has made for a type of his. */
function same(a: string, b: string): string {
  return `format('%s', ${a}) = format('%s', ${b})`;
}

/** Rows as people; the order of values is the table's. */
export function toSuperusers(
  table: UserTable,
  rows: z.infer<typeof superuserRowsSchema>,
): readonly LiveSuperuser[] {
  return rows.map((row) => ({
    values: new Map(table.columns.map((column, index) => [column.name, row.values[index] ?? null])),
    groups: row.groups,
    permissions: row.permissions,
  }));
}

/** What a person is called in reports: the e-mail, else the user name. */
export function nameOf(values: ReadonlyMap<string, string | null>): string {
  return values.get('email') || values.get('username') || '?';
}

/** For preflight and verification: what they are called, and whether the account is active. Empty text for a column that is not there. */
export function administratorsSql(table: UserTable): string {
  const column = (name: string): string =>
    hasColumn(table, name) ? `coalesce(${asText(`u.${quoteIdentifier(name)}`)}, '')` : `''`;
  const isFlag = table.columns.some((each) => each.name === 'is_active' && each.type === 'boolean');
  const active = isFlag ? 'u.is_active' : 'true';
  return `SELECT coalesce(json_agg(json_build_object('email', ${column('email')}, 'username', ${column('username')},
      'active', ${active})), '[]')
    FROM ${quoteQualified(table.schema, table.name)} u WHERE u.is_superuser;`;
}

export const administratorRowsSchema = z.array(
  z.object({ email: z.string(), username: z.string(), active: z.boolean() }),
);
