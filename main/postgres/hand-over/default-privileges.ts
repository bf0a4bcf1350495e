import { z } from 'zod';
import { quoteIdentifier } from '../sql-quote';

export const defaultPrivilegesSchema = z.array(
  z.object({
    role: z.string(),
    /** Null: in every schema. */
    schema: z.string().nullable(),
    objects: z.enum(['r', 'S', 'f', 'T', 'n']),
    rights: z.array(
      z.object({ grantee: z.string().nullable(), privilege: z.string(), grantable: z.boolean() }),
    ),
  }),
);
export type DefaultPrivileges = z.infer<typeof defaultPrivilegesSchema>;

/** What is granted by itself on objects made later (`ALTER DEFAULT PRIVILEGES`). */
export const DEFAULT_PRIVILEGES_SQL = `SELECT coalesce(json_agg(json_build_object('role', o.rolname, 'schema', n.nspname,
    'objects', d.defaclobjtype, 'rights', (SELECT coalesce(json_agg(json_build_object(
        'grantee', r.rolname, 'privilege', a.privilege_type, 'grantable', a.is_grantable)), '[]')
      FROM aclexplode(d.defaclacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
      WHERE a.grantee <> d.defaclrole AND (a.grantee = 0 OR r.oid IS NOT NULL)))), '[]')
  FROM pg_default_acl d JOIN pg_roles o ON o.oid = d.defaclrole LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
  WHERE d.defaclobjtype IN ('r', 'S', 'f', 'T', 'n');`;

const NOUNS = { r: 'TABLES', S: 'SEQUENCES', f: 'ROUTINES', T: 'TYPES', n: 'SCHEMAS' } as const;

/** As statements; those of a schema the fresh database does not have are passed over. */
export function defaultPrivilegeStatements(
  all: DefaultPrivileges,
  schemas: ReadonlySet<string>,
): readonly string[] {
  return all
    .filter((entry) => entry.schema === null || schemas.has(entry.schema))
    .flatMap(({ role, schema, objects, rights }) => {
      const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(role)}${schema === null ? '' : ` IN SCHEMA ${quoteIdentifier(schema)}`}`;
      const noun = NOUNS[objects];
      // Only without a schema does an entry replace what PUBLIC has by default.
      const revoke = schema === null ? [`${head} REVOKE ALL ON ${noun} FROM PUBLIC;`] : [];
      const grants = rights.map(
        ({ grantee, privilege, grantable }) =>
          `${head} GRANT ${privilege} ON ${noun} TO ${grantee === null ? 'PUBLIC' : quoteIdentifier(grantee)}${grantable ? ' WITH GRANT OPTION' : ''};`,
      );
      return [...revoke, ...grants];
    });
}
