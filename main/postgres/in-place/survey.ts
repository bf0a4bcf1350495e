import { z } from 'zod';
import type { DatabaseSurvey } from '../../restore/ports/in-place';
import type { ServerContext } from '../server-context';
import { quoteLiteral } from '../sql-quote';

/** Counting every row of a big database takes its time; the site waits for it, so it runs beside pg_dump. */
const COUNT_TIMEOUT_MS = 12 * 3_600_000;

const OURS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'`;

/** Members of an extension come with the version that is installed, not with the data. */
const own = (oid: string, catalogue: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = ${oid} AND d.classid = '${catalogue}'::regclass AND d.deptype = 'e')`;

/** Guarded: the server may call the function before it has passed over what is no sequence. */
const LAST_VALUE = `CASE WHEN c.relkind = 'S' THEN pg_sequence_last_value(c.oid) END`;

const insideSchema = z.object({
  tables: z.array(z.object({ name: z.string(), rows: z.number() })),
  sequences: z.array(z.object({ name: z.string(), value: z.string() })),
  objects: z.array(z.object({ kind: z.string(), count: z.number() })),
});

const INSIDE_SQL = `SELECT json_build_object(
  'tables', (SELECT coalesce(json_agg(x ORDER BY x.name), '[]') FROM (
    SELECT format('%I.%I', n.nspname, c.relname) AS name,
      (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM ONLY %I.%I', n.nspname, c.relname), false, true, '')))[1]::text::bigint AS rows
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND ${OURS} AND ${own('c.oid', 'pg_class')}) AS x),
  'sequences', (SELECT coalesce(json_agg(x ORDER BY x.name), '[]') FROM (
    SELECT format('%I.%I', n.nspname, c.relname) AS name, ${LAST_VALUE}::text AS value
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND ${OURS} AND ${own('c.oid', 'pg_class')} AND ${LAST_VALUE} IS NOT NULL) AS x),
  'objects', (SELECT coalesce(json_agg(json_build_object('kind', x.kind, 'count', x.n) ORDER BY x.kind), '[]') FROM (
    SELECT format('relation %s', c.relkind) AS kind, count(*) AS n FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relpersistence <> 't' AND ${OURS} AND ${own('c.oid', 'pg_class')}
        AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_depend d ON d.objid = i.indrelid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e'
          WHERE i.indexrelid = c.oid) GROUP BY 1
    UNION ALL SELECT format('constraint %s', k.contype), count(*) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
      WHERE ${OURS} AND (k.conrelid = 0 OR ${own('k.conrelid', 'pg_class')}) AND ${own('k.oid', 'pg_constraint')}
        AND (k.contypid = 0 OR ${own('k.contypid', 'pg_type')}) GROUP BY 1
    UNION ALL SELECT 'trigger', count(*) FROM pg_trigger t WHERE NOT t.tgisinternal
    UNION ALL SELECT 'function', count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OURS} AND ${own('p.oid', 'pg_proc')}
    UNION ALL SELECT 'policy', count(*) FROM pg_policy
    UNION ALL SELECT 'schema', count(*) FROM pg_namespace n WHERE ${OURS}
    UNION ALL SELECT 'extension', count(*) FROM pg_extension
    UNION ALL SELECT 'large object', count(*) FROM pg_largeobject_metadata) AS x));`;

const propertiesSchema = z.array(z.object({ name: z.string(), value: z.string() }));

/** Rights are compared as what they mean: no list is the server's default one, and an owner has them all anyway. */
const propertiesSql = (
  name: string,
): string => `SELECT coalesce(json_agg(x ORDER BY x.name, x.value), '[]') FROM (
  SELECT p.name, p.value FROM pg_database d CROSS JOIN LATERAL (VALUES
      ('owner', pg_get_userbyid(d.datdba)::text), ('encoding', pg_encoding_to_char(d.encoding)::text),
      ('collate', coalesce(d.datcollate::text, '')), ('ctype', coalesce(d.datctype::text, '')),
      ('connection limit', d.datconnlimit::text),
      ('comment', coalesce(shobj_description(d.oid, 'pg_database'), ''))) AS p(name, value)
    WHERE d.datname = ${quoteLiteral(name)}
  UNION ALL SELECT 'right', format('%s %s%s', CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END,
      a.privilege_type, CASE WHEN a.is_grantable THEN ' grantable' ELSE '' END)
    FROM pg_database d CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
    WHERE a.grantee <> d.datdba AND d.datname = ${quoteLiteral(name)}
  UNION ALL SELECT format('setting%s', CASE WHEN s.setrole = 0 THEN '' ELSE ' of ' || pg_get_userbyid(s.setrole) END), c.entry
    FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase CROSS JOIN LATERAL unnest(s.setconfig) AS c(entry)
    WHERE d.datname = ${quoteLiteral(name)}) AS x;`;

/** Counts and lists what {@link DatabaseSurvey} holds, as the admin, in a session that cannot write. */
export async function surveyDatabase(context: ServerContext, name: string): Promise<DatabaseSurvey> {
  const output = await context.adminSql(name, INSIDE_SQL, { readOnly: true, timeoutMs: COUNT_TIMEOUT_MS });
  const inside = insideSchema.parse(JSON.parse(output));
  const properties = await context.adminJson(
    context.profile.database.maintenanceDatabase,
    propertiesSchema,
    propertiesSql(name),
  );
  return { ...inside, properties };
}
