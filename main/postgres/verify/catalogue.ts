import { z } from 'zod';
import type { DatabaseNames } from '../../restore/ports/database';
import type { JobPlace } from '../../restore/ports/step';
import type { ServerContext } from '../server-context';
import { parseJson } from '../session';

const qualified = { schema: z.string(), name: z.string() };

const catalogueSchema = z.object({
  /** Ordinary tables the loader may read, and partitioned ones (`kind` p). `root`: the topmost partitioned table above it. */
  tables: z.array(
    z.object({
      ...qualified,
      kind: z.enum(['r', 'p']),
      bytes: z.number(),
      extension: z.boolean(),
      root: z.object(qualified).nullable(),
    }),
  ),
  /** Sequences that feed a column of a number type, of those that only count up. */
  sequences: z.array(z.object({ ...qualified, table: z.object(qualified), column: z.string() })),
  invalidIndexes: z.array(z.string()),
  notValidated: z.array(z.string()),
  extensions: z.array(z.string()),
  schemas: z.array(z.string()),
  /** `schema.name` */
  functions: z.array(z.string()),
  /** `name on schema.table`, as policies. */
  triggers: z.array(z.string()),
  policies: z.array(z.string()),
  largeObjects: z.number(),
});
export type Catalogue = z.infer<typeof catalogueSchema>;

const OURS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'`;

const list = (select: string): string => `coalesce((SELECT json_agg(x) FROM (${select}) AS x), '[]')`;
const words = (select: string): string => `coalesce((SELECT json_agg(x.w) FROM (${select}) AS x), '[]')`;

const SQL = `SELECT json_build_object(
  'tables', ${list(`SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, pg_table_size(c.oid) AS bytes,
      EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e') AS extension,
      (SELECT json_build_object('schema', rn.nspname, 'name', rc.relname)
         FROM pg_class rc JOIN pg_namespace rn ON rn.oid = rc.relnamespace
         WHERE c.relispartition AND rc.oid = pg_partition_root(c.oid)) AS root
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND ${OURS} AND has_table_privilege(c.oid, 'SELECT')
    ORDER BY 1, 2`)},
  'sequences', ${list(`SELECT n.nspname AS schema, c.relname AS name, a.attname AS column,
      json_build_object('schema', tn.nspname, 'name', t.relname) AS table
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
    JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass
      AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE s.seqincrement > 0 AND NOT s.seqcycle AND ${OURS} AND has_table_privilege(c.oid, 'SELECT')
      AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)`)},
  'invalidIndexes', ${words(`SELECT format('%I.%I', n.nspname, c.relname) AS w FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT i.indisvalid AND c.relkind = 'i'`)},
  'notValidated', ${words(`SELECT format('%I on %s', conname, conrelid::regclass) AS w FROM pg_constraint WHERE NOT convalidated`)},
  'extensions', ${words('SELECT extname AS w FROM pg_extension')},
  'schemas', ${words('SELECT nspname AS w FROM pg_namespace')},
  'functions', ${words(`SELECT DISTINCT format('%s.%s', n.nspname, p.proname) AS w
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OURS}`)},
  'triggers', ${words(`SELECT DISTINCT format('%s on %s.%s', t.tgname, n.nspname, c.relname) AS w FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal`)},
  'policies', ${words(`SELECT format('%s on %s.%s', p.polname, n.nspname, c.relname) AS w FROM pg_policy p
    JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace`)},
  'largeObjects', (SELECT count(*) FROM pg_largeobject_metadata));`;

/** What the fresh database holds by its catalogue, asked as the loader. */
export async function readCatalogue(
  context: ServerContext,
  place: JobPlace,
  names: DatabaseNames,
): Promise<Catalogue> {
  const output = await context.loaderSql(place, names.loader, names.fresh, SQL, { readOnly: true });
  return parseJson(catalogueSchema, output);
}
