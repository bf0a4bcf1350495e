import { fail } from '../../../shared/errors/app-error';
import type { DatabaseNames } from '../../restore/ports/database';
import type { JobPlace, StepIo } from '../../restore/ports/step';
import { dropRole } from '../drop';
import { keptLiveFacts, type LiveFacts, readHandedOver, readPublicOwner } from '../in-place/live-facts';
import { loaderSecretPath } from '../loader-secret';
import type { ServerContext } from '../server-context';
import { quoteIdentifier, quoteLiteral } from '../sql-quote';
import { copyDatabaseProperties } from './database-properties';
import { defaultPrivilegeStatements } from './default-privileges';
import { copySettings, resetSettings } from './live-settings';
import { grantStatements, OBJECTS_SQL, objectKey, objectsSchema } from './object-rights';

/** PostgreSQL 15: public belongs to pg_database_owner (its OID is fixed). */
const DATABASE_OWNER_ROLE = 'pg_database_owner';

/**
 * Gives the verified database to the application: the dump's settings go, everything the loader owns becomes the
 * application role's, the loader is dropped, and what belongs to the live database but to no dump is copied.
 * These are the only statements that run as the admin in a database with a dump in it, and none of them runs code
 * of a dump: changing owners and rights fires no trigger but event triggers, which only a superuser can make.
 * Safe to repeat. Throws `load-failed` when something of the loader is left.
 */
export async function handOver(
  context: ServerContext,
  place: JobPlace,
  io: StepIo,
  names: DatabaseNames,
): Promise<void> {
  // The live side is read beside it: the reset has to come before anybody enters the fresh database, no more.
  const [live] = await Promise.all([
    keptLiveFacts(context, place).then((kept) => kept ?? factsOfLive(context, names.live)),
    resetSettings(context, names),
  ]);
  await giveToApplication(context, names, live);
  if (live) {
    await copyRights(context, names, live);
    await copyDatabaseProperties(context, names, live.properties);
    await copySettings(context, names, live.settings);
  }
  await context.host.removeFile(loaderSecretPath(place));
  io.log(
    'info',
    'console',
    `${names.fresh} belongs to ${context.profile.database.applicationRole}, with the live database's settings and rights`,
  );
}

type HandedOver = Pick<LiveFacts, 'publicOwner' | 'rights' | 'defaults' | 'properties' | 'settings'>;

/** What hand-over copies, from the live database. Null: there is none, or it lets nobody in. */
async function factsOfLive(context: ServerContext, live: string): Promise<HandedOver | null> {
  return (await liveIsThere(context, live)) ? readHandedOver(context, live) : null;
}

async function giveToApplication(
  context: ServerContext,
  names: DatabaseNames,
  live: HandedOver | null,
): Promise<void> {
  const { applicationRole, maintenanceDatabase } = context.profile.database;
  const role = quoteIdentifier(applicationRole);
  const loaderThere = await context.adminSql(
    maintenanceDatabase,
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ${quoteLiteral(names.loader)});`,
    { readOnly: true },
  );
  if (loaderThere.trim() === 't') {
    const loader = quoteIdentifier(names.loader);
    await context.adminSql(
      maintenanceDatabase,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${quoteLiteral(names.loader)};`,
    );
    await context.adminSql(
      names.fresh,
      `BEGIN; REASSIGN OWNED BY ${loader} TO ${role}; DROP OWNED BY ${loader}; COMMIT;`,
      { timeoutMs: 600_000 },
    );
    await dropRole(context, names.loader);
  }
  await context.adminSql(
    maintenanceDatabase,
    `ALTER DATABASE ${quoteIdentifier(names.fresh)} OWNER TO ${role};`,
  );
  await ownPublic(context, names, live);
  const owner = await context.adminSql(
    maintenanceDatabase,
    `SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = ${quoteLiteral(names.fresh)};`,
    { readOnly: true },
  );
  if (owner.trim() === applicationRole) return;
  throw fail('load-failed', {
    database: names.fresh,
    reason: `it belongs to ${owner.trim()}, not to ${applicationRole}`,
    where: 'ALTER DATABASE OWNER',
  });
}

/** Schema public belongs to whom it belongs in the live database; at a first restore to whom the version gives it. */
async function ownPublic(
  context: ServerContext,
  names: DatabaseNames,
  live: HandedOver | null,
): Promise<void> {
  const fresh = await readPublicOwner(context, names.fresh);
  if (fresh === null) return;
  const wanted = live?.publicOwner ?? (await defaultPublicOwner(context));
  if (wanted === fresh) return;
  await context.adminSql(names.fresh, `ALTER SCHEMA public OWNER TO ${quoteIdentifier(wanted)};`);
}

async function defaultPublicOwner(context: ServerContext): Promise<string> {
  const { maintenanceDatabase, applicationRole } = context.profile.database;
  const there = await context.adminSql(
    maintenanceDatabase,
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '${DATABASE_OWNER_ROLE}');`,
    { readOnly: true },
  );
  const version = await context.serverVersion();
  return there.trim() === 't' && version >= 150_000 ? DATABASE_OWNER_ROLE : applicationRole;
}

/** Rights of other roles on objects of the same kind and name, and what is granted by default on later ones. */
async function copyRights(context: ServerContext, names: DatabaseNames, live: HandedOver): Promise<void> {
  const fresh = await context.adminJson(names.fresh, objectsSchema, OBJECTS_SQL);
  const there = new Set(fresh.map(objectKey));
  const schemas = new Set(fresh.filter((object) => object.kind === 'schema').map((object) => object.name));
  const statements = [
    ...live.rights.filter((object) => there.has(objectKey(object))).flatMap(grantStatements),
    ...defaultPrivilegeStatements(live.defaults, schemas),
  ];
  if (statements.length === 0) return;
  await context.adminSql(names.fresh, ['BEGIN;', ...statements, 'COMMIT;'].join('\n'), {
    timeoutMs: 600_000,
  });
}

/** A live database that lets nobody in has its rights read by nobody. */
async function liveIsThere(context: ServerContext, live: string): Promise<boolean> {
  const found = await context.adminSql(
    context.profile.database.maintenanceDatabase,
    `SELECT EXISTS (SELECT FROM pg_database WHERE datname = ${quoteLiteral(live)} AND datallowconn);`,
    { readOnly: true },
  );
  return found.trim() === 't';
}
