import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { fail, toAppError } from '../../shared/errors/app-error';
import type { DatabaseNames } from '../restore/ports/database';
import { helperName } from './run-helper';
import type { ServerContext } from './server-context';
import { quoteIdentifier, quoteLiteral } from './sql-quote';

const DROP_TRIES = 3;
/** A server that was killed recovers before it lets anybody in; what is to be dropped is dropped then. */
const RECOVERY_TRIES = 45;
const RECOVERY_PAUSE_MS = 2000;
const HELPER_STEPS = ['load', 'verify'];

/** Drops the fresh database and the loader, whatever state they are in; nothing when they are gone. Never the live one. */
export async function dropFresh(context: ServerContext, names: DatabaseNames): Promise<void> {
  const short = /_([0-9a-f]{8})$/.exec(names.loader)?.[1];
  if (short) for (const step of HELPER_STEPS) await context.docker.removeHelper(helperName(short, step));
  await untilServerAnswers(context);
  await dropDatabase(context, names.fresh);
  await dropRole(context, names.loader);
}

/** Waits out crash recovery or a restart of the container; what it says at last is thrown. */
async function untilServerAnswers(context: ServerContext): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await context.adminSql(context.profile.database.maintenanceDatabase, 'SELECT 1;', { readOnly: true });
      return;
    } catch (thrown) {
      const { code } = toAppError(thrown);
      const passing = code === 'database-lost' || code === 'container-not-running';
      if (!passing || attempt >= RECOVERY_TRIES) throw thrown;
      await sleep(RECOVERY_PAUSE_MS);
    }
  }
}

/** Ends its sessions and drops a database; nothing when there is none. Refuses the live and the maintenance database. */
export async function dropDatabase(context: ServerContext, name: string): Promise<void> {
  const { name: live, maintenanceDatabase } = context.profile.database;
  if (name === live || name === maintenanceDatabase) {
    throw fail('internal', { message: `refused to drop ${name}` });
  }
  for (let attempt = 1; ; attempt += 1) {
    if (!(await databaseExists(context, name))) return;
    try {
      await dropOnce(context, name);
      return;
    } catch (thrown) {
      // A session that came in between, or one that takes its time to end.
      if (attempt >= DROP_TRIES) throw thrown;
    }
  }
}

async function dropOnce(context: ServerContext, name: string): Promise<void> {
  const { maintenanceDatabase } = context.profile.database;
  const database = quoteIdentifier(name);
  await rollBackPrepared(context, name);
  await context.adminSql(
    maintenanceDatabase,
    `ALTER DATABASE ${database} WITH IS_TEMPLATE false ALLOW_CONNECTIONS false;
     SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = ${quoteLiteral(name)} AND pid <> pg_backend_pid();
     DROP DATABASE IF EXISTS ${database};`,
  );
}

/** A dump may have prepared a transaction; it would hold the database for ever. */
async function rollBackPrepared(context: ServerContext, name: string): Promise<void> {
  const { maintenanceDatabase } = context.profile.database;
  const gids = await context.adminJson(
    maintenanceDatabase,
    z.array(z.string()),
    `SELECT coalesce(json_agg(gid), '[]') FROM pg_prepared_xacts WHERE database = ${quoteLiteral(name)};`,
  );
  for (const gid of gids) await context.adminSql(name, `ROLLBACK PREPARED ${quoteLiteral(gid)};`);
}

/** Drops a role of ours, also when it owns things or has rights somewhere: those go to the admin first. */
export async function dropRole(context: ServerContext, role: string): Promise<void> {
  const { maintenanceDatabase } = context.profile.database;
  const places = await context.adminJson(
    maintenanceDatabase,
    z.object({ exists: z.boolean(), databases: z.array(z.string()) }),
    `SELECT json_build_object(
       'exists', EXISTS (SELECT FROM pg_roles WHERE rolname = ${quoteLiteral(role)}),
       'databases', (SELECT coalesce(json_agg(DISTINCT d.datname), '[]')
          FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid JOIN pg_database d ON d.oid = s.dbid
          WHERE s.refclassid = 'pg_authid'::regclass AND r.rolname = ${quoteLiteral(role)} AND d.datallowconn));`,
  );
  if (!places.exists) return;
  const name = quoteIdentifier(role);
  for (const database of new Set([...places.databases, maintenanceDatabase])) {
    await context.adminSql(database, `REASSIGN OWNED BY ${name} TO CURRENT_USER; DROP OWNED BY ${name};`);
  }
  await context.adminSql(
    maintenanceDatabase,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${quoteLiteral(role)};
     DROP ROLE IF EXISTS ${name};`,
  );
}

export async function databaseExists(context: ServerContext, name: string): Promise<boolean> {
  const { maintenanceDatabase } = context.profile.database;
  const sql = `SELECT EXISTS (SELECT FROM pg_database WHERE datname = ${quoteLiteral(name)});`;
  return (await context.adminSql(maintenanceDatabase, sql, { readOnly: true })).trim() === 't';
}
