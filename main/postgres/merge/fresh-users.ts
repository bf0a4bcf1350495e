import { z } from 'zod';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../sql-quote';
import { asText, type LiveSuperuser } from './live-superusers';
import { hasColumn, type UserTable } from './user-table';

const candidateSchema = z.object({
  /** Index of the live superuser it resembles. */
  live: z.number(),
  key: z.string(),
  email: z.string().nullable(),
  username: z.string().nullable(),
  /** By which of the two it was found; the server compared. */
  byEmail: z.boolean(),
  byName: z.boolean(),
  superuser: z.boolean(),
  staff: z.boolean().nullable(),
  active: z.boolean().nullable(),
});
/** A user of the backup with a live superuser's e-mail (whatever its case) or user name. */
export type Candidate = z.infer<typeof candidateSchema>;

const presenceSchema = z.object({ live: z.number(), column: z.string(), there: z.boolean() });

export const freshUsersSchema = z.object({
  candidates: z.array(candidateSchema),
  /** For each single foreign key of the user table: whether the live value exists on the other side. */
  references: z.array(presenceSchema),
  /** For each unique column: whether another user has the live value. */
  taken: z.array(presenceSchema),
  keys: z.array(z.object({ live: z.number(), there: z.boolean() })),
  /** Every user name that begins like one of the live ones: a free one must be none of these. */
  usernames: z.array(z.string()),
});
export type FreshUsers = z.infer<typeof freshUsersSchema>;

/** Compares text by its characters alone, whatever collation a column has. */
const text = (expression: string): string => `(${expression}) COLLATE "default"`;

/** Asks the fresh database all that the decision about each live superuser needs. No secret is in it. */
export function freshUsersSql(table: UserTable, live: readonly LiveSuperuser[]): string {
  const from = quoteQualified(table.schema, table.name);
  const [key = ''] = table.primaryKey;
  const column = (name: string): string =>
    hasColumn(table, name) ? asText(`u.${quoteIdentifier(name)}`) : 'NULL::text';
  const flag = (name: string): string =>
    hasColumn(table, name) ? `u.${quoteIdentifier(name)}` : 'NULL::boolean';
  const people = live
    .map(
      ({ values }, index) =>
        `(${index}, ${literal(values.get('email'))}, ${literal(values.get('username'))})`,
    )
    .join(', ');
  const usernames = hasColumn(table, 'username')
    ? `(SELECT coalesce(json_agg(${text(column('username'))}), '[]') FROM ${from} u
        WHERE EXISTS (SELECT FROM (VALUES ${people}) AS p(live, email, username)
          WHERE starts_with(${text(`lower(${column('username')})`)}, ${text('lower(left(p.username, 100))')})))`
    : `'[]'::json`;
  const byEmail = `${text(`lower(${column('email')})`)} = ${text('lower(p.email)')}`;
  const byName = `${text(column('username'))} = ${text('p.username')}`;
  return `SELECT json_build_object(
    'candidates', (SELECT coalesce(json_agg(json_build_object('live', p.live, 'key', format('%s', u.${quoteIdentifier(key)}),
        'email', ${column('email')}, 'username', ${column('username')}, 'superuser', u.is_superuser,
        'byEmail', coalesce(${byEmail}, false), 'byName', coalesce(${byName}, false),
        'staff', ${flag('is_staff')}, 'active', ${flag('is_active')}) ORDER BY p.live), '[]')
      FROM (VALUES ${people}) AS p(live, email, username) JOIN ${from} u
        ON ${byEmail} OR ${byName}),
    'references', ${presence(referenceRows(table, live))},
    'taken', ${presence(uniqueRows(table, live))},
    'keys', ${presence(keyRows(table, live), `json_build_object('live', x.live, 'there', x.there)`)},
    'usernames', ${usernames});`;
}

function presence(
  selects: readonly string[],
  shape = `json_build_object('live', x.live, 'column', x.name, 'there', x.there)`,
): string {
  if (selects.length === 0) return `'[]'::json`;
  return `(SELECT json_agg(${shape}) FROM (${selects.join(' UNION ALL ')}) AS x(live, name, there))`;
}

function referenceRows(table: UserTable, live: readonly LiveSuperuser[]): readonly string[] {
  return table.foreignKeys.flatMap(({ column, other }) =>
    rowsFor(live, column, quoteQualified(other.schema, other.name), other.key),
  );
}

function uniqueRows(table: UserTable, live: readonly LiveSuperuser[]): readonly string[] {
  const from = quoteQualified(table.schema, table.name);
  return table.unique.flatMap((column) => rowsFor(live, column, from, column));
}

function keyRows(table: UserTable, live: readonly LiveSuperuser[]): readonly string[] {
  const [key] = table.primaryKey;
  return key === undefined ? [] : rowsFor(live, key, quoteQualified(table.schema, table.name), key);
}

function rowsFor(
  live: readonly LiveSuperuser[],
  column: string,
  from: string,
  other: string,
): readonly string[] {
  return live.flatMap(({ values }, index) => {
    const value = values.get(column);
    if (value === null || value === undefined) return [];
    const there = `EXISTS (SELECT FROM ${from} o WHERE ${text(`format('%s', o.${quoteIdentifier(other)})`)} = ${quoteLiteral(value)})`;
    return [`SELECT ${index}, ${quoteLiteral(column)}, ${there}`];
  });
}

function literal(value: string | null | undefined): string {
  return value === null || value === undefined ? 'NULL::text' : `${quoteLiteral(value)}::text`;
}
