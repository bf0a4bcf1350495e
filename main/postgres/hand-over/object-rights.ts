import { z } from 'zod';
import { assertNever } from '../../../shared/assert-never';
import { quoteIdentifier, quoteQualified } from '../sql-quote';

const kindSchema = z.enum(['schema', 'table', 'column', 'sequence', 'routine', 'type']);

/** Rights on one object that are not its owner's own: one row a grantee (null: PUBLIC) and privilege. */
const objectSchema = z.object({
  kind: kindSchema,
  schema: z.string(),
  name: z.string(),
  /** Column name, or the identity arguments of a routine. */
  detail: z.string(),
  rights: z.array(
    z.object({ grantee: z.string().nullable(), privilege: z.string(), grantable: z.boolean() }),
  ),
});
export const objectsSchema = z.array(objectSchema);
export type ObjectRights = z.infer<typeof objectSchema>;

const OURS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'`;

const explode = (acl: string, owner: string): string =>
  `(SELECT coalesce(json_agg(json_build_object('grantee', r.rolname, 'privilege', a.privilege_type, 'grantable', a.is_grantable)), '[]')
     FROM aclexplode(${acl}) a LEFT JOIN pg_roles r ON r.oid = a.grantee
     WHERE a.grantee <> ${owner} AND (a.grantee = 0 OR r.oid IS NOT NULL))`;

/** Objects whose rights were ever changed from the default, in a database. */
export const RIGHTS_SQL = `SELECT coalesce(json_agg(x), '[]') FROM (
  SELECT 'schema' AS kind, n.nspname AS schema, n.nspname AS name, '' AS detail, ${explode('n.nspacl', 'n.nspowner')} AS rights
    FROM pg_namespace n WHERE n.nspacl IS NOT NULL AND ${OURS}
  UNION ALL SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, n.nspname, c.relname, '', ${explode('c.relacl', 'c.relowner')}
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND ${OURS}
  UNION ALL SELECT 'column', n.nspname, c.relname, t.attname, ${explode('t.attacl', 'c.relowner')}
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE t.attacl IS NOT NULL AND NOT t.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${OURS}
  UNION ALL SELECT 'routine', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), ${explode('p.proacl', 'p.proowner')}
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proacl IS NOT NULL AND ${OURS}
  UNION ALL SELECT 'type', n.nspname, y.typname, '', ${explode('y.typacl', 'y.typowner')}
    FROM pg_type y JOIN pg_namespace n ON n.oid = y.typnamespace WHERE y.typacl IS NOT NULL AND ${OURS}
) AS x;`;

/** Every object rights can be given on, as {@link objectKey} tells them apart. */
export const OBJECTS_SQL = `SELECT coalesce(json_agg(json_build_object('kind', x.kind, 'schema', x.schema, 'name', x.name, 'detail', x.detail, 'rights', '[]'::json)), '[]') FROM (
  SELECT 'schema' AS kind, n.nspname AS schema, n.nspname AS name, '' AS detail FROM pg_namespace n WHERE ${OURS}
  UNION ALL SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, n.nspname, c.relname, ''
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND ${OURS}
  UNION ALL SELECT 'column', n.nspname, c.relname, t.attname
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE t.attnum > 0 AND NOT t.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${OURS}
  UNION ALL SELECT 'routine', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OURS}
  UNION ALL SELECT 'type', n.nspname, y.typname, '' FROM pg_type y JOIN pg_namespace n ON n.oid = y.typnamespace
    WHERE y.typtype IN ('d', 'e', 'c', 'r', 'b') AND ${OURS}
) AS x;`;

/** The same for two objects of the same kind and name, in whatever database. */
export function objectKey(object: Pick<ObjectRights, 'kind' | 'schema' | 'name' | 'detail'>): string {
  return JSON.stringify([object.kind, object.schema, object.name, object.detail]);
}

/**
 * Statements that give an object the rights another of that name has. What PUBLIC has by default (functions, types)
 * goes first, or a right that was taken away there would come back here.
 */
export function grantStatements(object: ObjectRights): readonly string[] {
  const { on, column } = target(object);
  const grants = object.rights.map(
    ({ grantee, privilege, grantable }) =>
      `GRANT ${privilege}${column} ON ${on} TO ${grantee === null ? 'PUBLIC' : quoteIdentifier(grantee)}${grantable ? ' WITH GRANT OPTION' : ''};`,
  );
  return [`REVOKE ALL${column} ON ${on} FROM PUBLIC;`, ...grants];
}

function target(object: ObjectRights): { readonly on: string; readonly column: string } {
  const name = quoteQualified(object.schema, object.name);
  switch (object.kind) {
    case 'schema':
      return { on: `SCHEMA ${quoteIdentifier(object.name)}`, column: '' };
    case 'table':
      return { on: `TABLE ${name}`, column: '' };
    case 'column':
      return { on: `TABLE ${name}`, column: ` (${quoteIdentifier(object.detail)})` };
    case 'sequence':
      return { on: `SEQUENCE ${name}`, column: '' };
    case 'routine':
      return { on: `ROUTINE ${name}(${object.detail})`, column: '' };
    case 'type':
      return { on: `TYPE ${name}`, column: '' };
    default:
      return assertNever(object.kind, 'object kind');
  }
}
