import { z } from 'zod';
import type { DatabaseNames } from '../../restore/ports/database';
import type { ServerContext } from '../server-context';
import { quoteIdentifier, quoteLiteral } from '../sql-quote';

export const propertiesSchema = z.object({
  comment: z.string().nullable(),
  connectionLimit: z.number(),
  /** Null: the server's default rights. Grantee null: PUBLIC. */
  rights: z
    .array(z.object({ grantee: z.string().nullable(), privilege: z.string(), grantable: z.boolean() }))
    .nullable(),
});

export type DatabaseProperties = z.infer<typeof propertiesSchema>;

/** Null: there is none of that name. */
export async function readProperties(
  context: ServerContext,
  name: string,
): Promise<DatabaseProperties | null> {
  return context.adminJson(
    context.profile.database.maintenanceDatabase,
    propertiesSchema.nullable(),
    `SELECT json_build_object('comment', shobj_description(d.oid, 'pg_database'), 'connectionLimit', d.datconnlimit,
       'rights', CASE WHEN d.datacl IS NOT NULL THEN (SELECT coalesce(json_agg(json_build_object(
           'grantee', r.rolname, 'privilege', a.privilege_type, 'grantable', a.is_grantable)), '[]')
         FROM aclexplode(d.datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
         WHERE a.grantee <> d.datdba AND (a.grantee = 0 OR r.oid IS NOT NULL)) END)
     FROM pg_database d WHERE d.datname = ${quoteLiteral(name)};`,
  );
}

/** Comment, connection limit and rights of the live database: they belong to its OID and no dump carries them. */
export async function copyDatabaseProperties(
  context: ServerContext,
  names: DatabaseNames,
  live: DatabaseProperties,
): Promise<void> {
  const { maintenanceDatabase } = context.profile.database;
  const fresh = quoteIdentifier(names.fresh);
  const rights = live.rights ?? [
    { grantee: null, privilege: 'CONNECT', grantable: false },
    { grantee: null, privilege: 'TEMPORARY', grantable: false },
  ];
  const grants = rights.map(
    ({ grantee, privilege, grantable }) =>
      `GRANT ${privilege} ON DATABASE ${fresh} TO ${grantee === null ? 'PUBLIC' : quoteIdentifier(grantee)}${grantable ? ' WITH GRANT OPTION' : ''};`,
  );
  await context.adminSql(
    maintenanceDatabase,
    [
      'BEGIN;',
      `ALTER DATABASE ${fresh} WITH CONNECTION LIMIT ${live.connectionLimit};`,
      `COMMENT ON DATABASE ${fresh} IS ${live.comment === null ? 'NULL' : quoteLiteral(live.comment)};`,
      `REVOKE ALL ON DATABASE ${fresh} FROM PUBLIC;`,
      ...grants,
      'COMMIT;',
    ].join('\n'),
  );
}
