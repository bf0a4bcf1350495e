import { z } from 'zod';
import type { DatabaseNames } from '../../restore/ports/database';
import type { ServerContext } from '../server-context';
import { quoteIdentifier, quoteLiteral } from '../sql-quote';

/** Settings whose stored value is a list of identifiers: as one literal it would be read as one identifier (guc.h, GUC_LIST_QUOTE). */
const LISTS: ReadonlySet<string> = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
]);

export const settingsSchema = z.array(z.object({ role: z.string().nullable(), config: z.array(z.string()) }));

/**
 * Takes away every setting a dump may have given the fresh database, also those of a role in it: they would reach
 * later sessions, a superuser's too. Run from another database, before the admin enters this one.
 */
export async function resetSettings(context: ServerContext, names: DatabaseNames): Promise<void> {
  const { maintenanceDatabase } = context.profile.database;
  const fresh = quoteIdentifier(names.fresh);
  const set = await readSettings(context, names.fresh);
  const roles = set.flatMap(({ role }) =>
    role === null ? [] : [`ALTER ROLE ${quoteIdentifier(role)} IN DATABASE ${fresh} RESET ALL;`],
  );
  await context.adminSql(maintenanceDatabase, [`ALTER DATABASE ${fresh} RESET ALL;`, ...roles].join('\n'));
}

/** Gives the fresh database the settings the live one has, those of a role in it too. */
export async function copySettings(
  context: ServerContext,
  names: DatabaseNames,
  live: z.infer<typeof settingsSchema>,
): Promise<void> {
  const fresh = quoteIdentifier(names.fresh);
  const statements = live.flatMap(({ role, config }) => {
    const owner =
      role === null ? `ALTER DATABASE ${fresh}` : `ALTER ROLE ${quoteIdentifier(role)} IN DATABASE ${fresh}`;
    return config.map((entry) => setStatement(owner, entry));
  });
  if (statements.length > 0) {
    await context.adminSql(context.profile.database.maintenanceDatabase, statements.join('\n'));
  }
}

/** `entry` is `name=value` as stored. */
function setStatement(owner: string, entry: string): string {
  const equals = entry.indexOf('=');
  const setting = entry.slice(0, equals);
  const value = entry.slice(equals + 1);
  const name = setting.split('.').map(quoteIdentifier).join('.');
  if (!LISTS.has(setting.toLowerCase())) return `${owner} SET ${name} TO ${quoteLiteral(value)};`;
  // The session takes the stored text as it is, and the setting is made from the session's.
  return `BEGIN; SELECT set_config(${quoteLiteral(setting)}, ${quoteLiteral(value)}, true); ${owner} SET ${name} FROM CURRENT; COMMIT;`;
}

/** Settings stored for a database, those of a role in it too. */
export async function readSettings(
  context: ServerContext,
  database: string,
): Promise<z.infer<typeof settingsSchema>> {
  return context.adminJson(
    context.profile.database.maintenanceDatabase,
    settingsSchema,
    `SELECT coalesce(json_agg(json_build_object('role', r.rolname, 'config', s.setconfig)), '[]')
       FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase LEFT JOIN pg_roles r ON r.oid = s.setrole
       WHERE d.datname = ${quoteLiteral(database)} AND (s.setrole = 0 OR r.oid IS NOT NULL);`,
  );
}
