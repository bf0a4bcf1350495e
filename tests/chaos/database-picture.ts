import type { TestHost } from '../target/test-host';
import { linesOf } from './host-view';

/** One table: exact rows and a digest of their content, both by SQL of our own. */
export interface TablePicture {
  readonly rows: number;
  readonly digest: string;
}

/** What a user is, without the key, which a merge may change. */
export interface UserPicture {
  readonly data: string;
  readonly superuser: boolean;
  readonly groups: string;
}

/**
 * A database as an auditor sees it. What the application's worker writes is told apart exactly: orders with
 * `{"by": "worker"}` made after `cutoff`, their tickets, and heartbeats.
 */
export interface DatabasePicture {
  readonly oid: number;
  /** By the database server's clock; rows of the worker up to here belong to the picture. */
  readonly cutoff: string;
  readonly tables: ReadonlyMap<string, TablePicture>;
  /** E-mail → user. */
  readonly users: ReadonlyMap<string, UserPicture>;
  /** `id|epoch|source` of every heartbeat. */
  readonly heartbeats: readonly string[];
  /** Columns, constraints, indexes, functions, triggers and owners of the schema public, a line each. */
  readonly schema: readonly string[];
  /** Sequences that stand below the greatest key of their table. */
  readonly lateSequences: readonly string[];
  /** Rows beyond the cutoff that the worker cannot have written. */
  readonly strangers: number;
  /** Files that rows point at. */
  readonly files: readonly string[];
}

/** Tables that a merge of administrators, or a flush of sessions, rightly changes: compared by their own rules. */
export const MERGED_TABLES: ReadonlySet<string> = new Set([
  'users_user',
  'users_user_groups',
  'users_user_user_permissions',
  'django_session',
]);

/** The worker's clock is ours; a sale is committed long before two seconds are over. */
export async function cutoffNow(host: TestHost): Promise<string> {
  return (await host.psql("SELECT now() - interval '2 seconds'", 'postgres')).trim();
}

/** Reads a database whole. `cutoff`: the picture it is to be compared with has that one. */
export async function databasePicture(
  host: TestHost,
  database: string,
  cutoff: string,
): Promise<DatabasePicture> {
  const lines = linesOf(await host.psql(questions(cutoff), database));
  const of = (tag: string): string[] =>
    lines.filter((line) => line.startsWith(`${tag}|`)).map((line) => line.slice(tag.length + 1));
  const rowsOf = (tag: string): string[][] => of(tag).map((line) => line.split('|'));
  return {
    oid: Number(of('oid')[0]),
    cutoff,
    tables: new Map(
      rowsOf('table').map(([name = '', rows, digest = '']) => [name, { rows: Number(rows), digest }]),
    ),
    users: new Map(
      rowsOf('user').map(([email = '', superuser, data = '', groups = '']) => [
        email,
        { superuser: superuser === 'true', data, groups },
      ]),
    ),
    heartbeats: of('beat'),
    schema: of('schema'),
    lateSequences: of('late'),
    strangers: Number(of('strangers')[0]),
    files: of('file'),
  };
}

const WORKER = `details = '{"by": "worker"}'::jsonb`;

/** Read in one transaction: the worker goes on meanwhile. */
function questions(cutoff: string): string {
  const at = `'${cutoff}'::timestamptz`;
  return `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT 'oid|' || oid FROM pg_database WHERE datname = current_database();
SELECT format($f$SELECT 'table|%1$s|' || count(*) || '|' || md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), ''))
  FROM public.%1$I t %2$s$f$, relname, CASE relname
    WHEN 'events_order' THEN $w$WHERE created_at <= ${at}$w$
    WHEN 'events_ticket' THEN $w$WHERE (SELECT created_at FROM public.events_order o WHERE o.id = order_id) <= ${at}$w$
    ELSE '' END)
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'events_heartbeat' ORDER BY relname \\gexec
SELECT 'user|' || email || '|' || is_superuser || '|' || md5(password || first_name || last_name || phone || is_staff || is_active || date_joined)
  || '|' || coalesce((SELECT string_agg(g.name, ',' ORDER BY g.name) FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id WHERE m.user_id = u.id), '')
FROM users_user u;
SELECT 'beat|' || id || '|' || extract(epoch FROM at) || '|' || source FROM events_heartbeat ORDER BY id;
SELECT 'schema|' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull || a.attidentity::text
  || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '') || ' ' || pg_get_userbyid(c.relowner)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'S') ORDER BY 1;
SELECT 'schema|' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated
FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1;
SELECT 'schema|' || pg_get_indexdef(indexrelid) || indisvalid FROM pg_index JOIN pg_class c ON c.oid = indexrelid
WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1;
SELECT 'schema|' || replace(pg_get_functiondef(p.oid), E'\\n', ' ') FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
  AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = p.oid AND deptype = 'e') ORDER BY 1;
SELECT 'schema|' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1;
SELECT format($f$SELECT 'late|%1$s.%2$s' WHERE (SELECT last_value FROM %3$s) < (SELECT max(%2$I) FROM public.%1$I)$f$, c.relname, a.attname,
  pg_get_serial_sequence(format('public.%I', c.relname), a.attname))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  AND pg_get_serial_sequence(format('public.%I', c.relname), a.attname) IS NOT NULL \\gexec
SELECT 'strangers|' || count(*) FROM events_order WHERE created_at > ${at} AND NOT ${WORKER};
SELECT 'file|' || image FROM events_event WHERE image <> '' UNION SELECT 'file|' || rendered FROM events_ticket WHERE rendered <> '';
COMMIT;`;
}
