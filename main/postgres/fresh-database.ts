import { z } from 'zod';
import { fail } from '../../shared/errors/app-error';
import type { Dump } from '../../shared/manifest';
import { neededExtensions } from '../restore/dump-blockers';
import type { DatabaseNames } from '../restore/ports/database';
import type { JobPlace, StepIo } from '../restore/ports/step';
import { type DatabaseShape, readShape } from './database-shape';
import { dropFresh } from './drop';
import { writeExtensionRows } from './extension-rows';
import { keptLiveFacts } from './in-place/live-facts';
import { randomPassword, scramVerifier, writeLoaderPassword } from './loader-secret';
import { clearHelper } from './run-helper';
import type { ServerContext } from './server-context';
import { lastLine, trySql } from './session';
import { quoteIdentifier, quoteLiteral, quoteQualified } from './sql-quote';

/** PostgreSQL 15: schema public belongs to pg_database_owner, so the database's owner may create in it. */
const PUBLIC_BELONGS_TO_DATABASE_OWNER = 150_000;

/**
 * An empty database in the live one's shape, from template0, owned by a role that can log in and do nothing else:
 * no superuser, no membership; BYPASSRLS, or forced row security would hide rows from the counts. A role reached by
 * `SET ROLE` is no guard: `SET ROLE NONE` in a dump returns to the session's own (reference facts).
 * Safe to repeat: what an earlier attempt made goes first.
 */
export async function createFresh(
  context: ServerContext,
  place: JobPlace,
  io: StepIo,
  names: DatabaseNames,
  dump: Dump,
): Promise<{ readonly oid: number }> {
  const { maintenanceDatabase } = context.profile.database;
  await context.host.makeDirectory(place.jobDir, 0o700);
  await clearHelper(context, place, 'load');
  await dropFresh(context, names);
  const shape = (await keptLiveFacts(context, place))?.shape ?? (await readShape(context, names.live));
  const password = randomPassword();
  await writeLoaderPassword(context.host, place, password);
  await context.adminSql(
    maintenanceDatabase,
    `CREATE ROLE ${quoteIdentifier(names.loader)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS
       INHERIT PASSWORD ${quoteLiteral(scramVerifier(password))};
     ${createDatabase(names, shape)};`,
  );
  const version = await prepareSchemas(context, names);
  await createExtensions(context, io, names, dump, version);
  const [oid] = await Promise.all([
    context.adminSql(
      maintenanceDatabase,
      `SELECT oid FROM pg_database WHERE datname = ${quoteLiteral(names.fresh)};`,
    ),
    writeExtensionRows(context, place, names),
    proveLogin(context, place, names),
  ]);
  return { oid: Number(oid.trim()) };
}

/** Without a live database (a first restore) the server's own default holds. */
function createDatabase(names: DatabaseNames, shape: DatabaseShape | null): string {
  const head = `CREATE DATABASE ${quoteIdentifier(names.fresh)} WITH OWNER ${quoteIdentifier(names.loader)} TEMPLATE template0`;
  if (!shape) return head;
  const options: (readonly [string, string | null | undefined])[] = [
    ['ENCODING', shape.encoding],
    ['LC_COLLATE', shape.datcollate],
    ['LC_CTYPE', shape.datctype],
  ];
  if (shape.datlocprovider === 'i') {
    options.push(['ICU_LOCALE', shape.datlocale ?? shape.daticulocale], ['ICU_RULES', shape.daticurules]);
  }
  if (shape.datlocprovider === 'b') options.push(['BUILTIN_LOCALE', shape.datlocale]);
  const provider =
    { i: ' LOCALE_PROVIDER icu', b: ' LOCALE_PROVIDER builtin' }[shape.datlocprovider ?? ''] ?? '';
  const tablespace =
    shape.tablespace && shape.tablespace !== 'pg_default'
      ? ` TABLESPACE ${quoteIdentifier(shape.tablespace)}`
      : '';
  const literal = options
    .filter((option): option is readonly [string, string] => Boolean(option[1]))
    .map(([name, value]) => ` ${name} ${quoteLiteral(value)}`);
  return head + literal.join('') + provider + tablespace;
}

/** Gives the loader schema public where it is not the database owner's already. Gives the server's version number. */
async function prepareSchemas(context: ServerContext, names: DatabaseNames): Promise<number> {
  const version = await context.serverVersion();
  if (version < PUBLIC_BELONGS_TO_DATABASE_OWNER) {
    await context.adminSql(names.fresh, `ALTER SCHEMA public OWNER TO ${quoteIdentifier(names.loader)};`);
  }
  return version;
}

/**
 * Makes the dump's extensions as the admin, while nothing of the dump is there yet: the loader may not, and untrusted
 * ones need a superuser. Their configuration tables and sequences are opened to the loader, for pg_dump writes a COPY
 * of each, even an empty one.
 */
async function createExtensions(
  context: ServerContext,
  io: StepIo,
  names: DatabaseNames,
  dump: Dump,
  version: number,
): Promise<void> {
  const loader = quoteIdentifier(names.loader);
  const fixed = await fixedSchemas(context, names.fresh);
  for (const extension of neededExtensions(dump)) {
    const own = fixed.has(extension.name);
    const schema = extension.schema ?? 'public';
    const name = quoteIdentifier(extension.name);
    const makeSchema =
      own || schema === 'public' || schema === 'pg_catalog'
        ? ''
        : `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)} AUTHORIZATION ${loader};`;
    const into = own ? '' : ` WITH SCHEMA ${quoteIdentifier(schema)}`;
    await context.adminSql(
      names.fresh,
      `${makeSchema} CREATE EXTENSION IF NOT EXISTS ${name}${into} CASCADE;`,
      { timeoutMs: 600_000 },
    );
    io.log('info', 'console', `Extension ${extension.name} is there (PostgreSQL ${version})`);
  }
  const grants = await configurationGrants(context, names);
  if (grants.length > 0) await context.adminSql(names.fresh, grants.join('\n'));
}

/** Extensions whose control file names the schema they live in. */
async function fixedSchemas(context: ServerContext, database: string): Promise<ReadonlySet<string>> {
  const rows = await context.adminJson(
    database,
    z.array(z.string()),
    `SELECT coalesce(json_agg(DISTINCT name), '[]') FROM pg_available_extension_versions WHERE schema IS NOT NULL;`,
  );
  return new Set(rows);
}

async function configurationGrants(context: ServerContext, names: DatabaseNames): Promise<readonly string[]> {
  const loader = quoteIdentifier(names.loader);
  const relations = await context.adminJson(
    names.fresh,
    z.array(z.object({ schema: z.string(), name: z.string(), kind: z.string() })),
    `SELECT coalesce(json_agg(json_build_object('schema', n.nspname, 'name', c.relname, 'kind', c.relkind)), '[]')
       FROM pg_extension e CROSS JOIN LATERAL unnest(e.extconfig) AS configuration(relation)
       JOIN pg_class c ON c.oid = configuration.relation JOIN pg_namespace n ON n.oid = c.relnamespace;`,
  );
  const grants = relations.map(({ schema, name, kind }) =>
    kind === 'S'
      ? `GRANT USAGE, SELECT, UPDATE ON SEQUENCE ${quoteQualified(schema, name)} TO ${loader};`
      : `GRANT SELECT, INSERT, UPDATE ON TABLE ${quoteQualified(schema, name)} TO ${loader};`,
  );
  const schemas = new Set(relations.map((relation) => relation.schema));
  const usage = [...schemas].map(
    (schema) => `GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${loader};`,
  );
  return [...usage, ...grants];
}

/** pg_hba may let only some roles in over the loopback address: known now, before anything is loaded. */
async function proveLogin(context: ServerContext, place: JobPlace, names: DatabaseNames): Promise<void> {
  const access = await context.loader(place, names.loader);
  const result = await trySql(context.docker, context.container, access, {
    database: names.fresh,
    sql: 'SELECT 1;',
    application: `rc-${place.short}-loader`,
  });
  if (result.exitCode === 0) return;
  throw fail(
    'load-failed',
    {
      database: names.fresh,
      reason: `the server does not let the loader role in over 127.0.0.1: ${lastLine(result.stderr)}`,
      where: 'pg_hba.conf',
    },
    { evidence: { exitCode: result.exitCode, stderrTail: result.stderr.slice(-2000) } },
  );
}
