import { z } from 'zod';
import type { ServerContext } from './server-context';
import { quoteLiteral } from './sql-quote';

/** What CREATE DATABASE takes over from another one. */
export const databaseShapeSchema = z.object({
  encoding: z.string(),
  datcollate: z.string().nullish(),
  datctype: z.string().nullish(),
  /** From 15: c (libc), i (ICU), b (built in, from 17). */
  datlocprovider: z.string().nullish(),
  daticulocale: z.string().nullish(),
  datlocale: z.string().nullish(),
  daticurules: z.string().nullish(),
  tablespace: z.string().nullish(),
});
export type DatabaseShape = z.infer<typeof databaseShapeSchema>;

/** Null: there is none of that name. */
export async function readShape(context: ServerContext, name: string): Promise<DatabaseShape | null> {
  return context.adminJson(
    context.profile.database.maintenanceDatabase,
    databaseShapeSchema.nullable(),
    `SELECT to_jsonb(d) || jsonb_build_object('encoding', pg_encoding_to_char(d.encoding), 'tablespace', t.spcname)
       FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE d.datname = ${quoteLiteral(name)};`,
  );
}
