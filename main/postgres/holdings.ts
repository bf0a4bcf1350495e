import { z } from 'zod';
import type { DatabaseHoldings } from '../restore/ports/database';
import type { ServerContext } from './server-context';
import { quoteLiteral } from './sql-quote';

const holdingsSchema = z.object({
  databases: z.array(
    z.object({ name: z.string(), oid: z.number(), bytes: z.number().nullable(), sessions: z.number() }),
  ),
  loaders: z.array(z.object({ name: z.string(), inLive: z.boolean() })),
});

/** See {@link DatabaseHoldings}. Sessions of ours are told by their application name. */
export async function holdings(context: ServerContext): Promise<DatabaseHoldings> {
  const { name, maintenanceDatabase } = context.profile.database;
  return context.adminJson(
    maintenanceDatabase,
    holdingsSchema,
    `SELECT json_build_object(
      'databases', (SELECT json_agg(json_build_object('name', datname, 'oid', oid::bigint,
         'bytes', CASE WHEN datname ~ '__rc_[a-z]+_[0-9a-f]{8}$' THEN pg_database_size(oid) END,
         'sessions', (SELECT count(*) FROM pg_stat_activity a WHERE a.datid = d.oid
            AND a.backend_type = 'client backend' AND a.application_name !~ '^rc-'))) FROM pg_database d),
      'loaders', (SELECT coalesce(json_agg(json_build_object('name', rolname, 'inLive', EXISTS (
           SELECT FROM pg_shdepend s JOIN pg_database d ON d.oid = s.dbid
             WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid AND d.datname = ${quoteLiteral(name)}))), '[]')
         FROM pg_roles r WHERE rolname ~ '^rc_loader_[0-9a-f]{8}$'));`,
  );
}
