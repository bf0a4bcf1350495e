import { z } from 'zod';
import type { DatabaseFacts, MigrationFacts } from '../restore/ports/database';
import { databaseFilesystems } from './filesystems';
import type { ServerContext } from './server-context';
import { quoteLiteral, quoteQualified } from './sql-quote';

const TOOLS = 'gzip zstd dd awk tar sha256sum psql pg_dump pg_restore od sed head tail curl wget python3';

/* dd counts only when it takes exactly the bytes it is asked for from a pipe, and no more. */
const TOOLS_SCRIPT = `for tool in ${TOOLS}; do
  command -v "$tool" >/dev/null 2>&1 || continue
  if [ "$tool" = dd ]; then
    [ "$( (printf ab; sleep 0.1 2>/dev/null; printf cdef) | dd bs=4 iflag=fullblock count=1 2>/dev/null)" = abcd ] || continue
  fi
  echo "$tool"
done
echo "client $(pg_restore --version)"`;

const serverSchema = z.object({
  versionNumber: z.number(),
  version: z.string(),
  databases: z.array(
    z.object({
      name: z.string(),
      oid: z.number(),
      allowConnections: z.boolean(),
      bytes: z.number().nullable(),
      encoding: z.string(),
      collate: z.string(),
      ctype: z.string(),
    }),
  ),
  availableExtensions: z.array(z.string()),
  settings: z.array(z.string()),
  roles: z.array(z.object({ name: z.string(), superuser: z.boolean() })),
  archiveMode: z.string(),
});

const SERVER_SQL = `SELECT json_build_object(
  'versionNumber', current_setting('server_version_num')::int, 'version', current_setting('server_version'),
  'databases', (SELECT json_agg(json_build_object('name', datname, 'oid', oid::bigint, 'allowConnections', datallowconn,
     'bytes', pg_database_size(oid), 'encoding', pg_encoding_to_char(encoding),
     'collate', coalesce(datcollate, ''), 'ctype', coalesce(datctype, ''))) FROM pg_database),
  'availableExtensions', (SELECT coalesce(json_agg(name), '[]') FROM pg_available_extensions),
  'settings', (SELECT json_agg(lower(name)) FROM pg_settings),
  'roles', (SELECT json_agg(json_build_object('name', rolname, 'superuser', rolsuper)) FROM pg_roles),
  'archiveMode', current_setting('archive_mode'));`;

const liveSchema = z.object({
  otherSessions: z.array(z.object({ application: z.string(), client: z.string(), user: z.string() })),
  preparedTransactions: z.number(),
  replicationSlots: z.number(),
  subscriptions: z.number(),
});

const insideSchema = z.object({ userTables: z.number(), extensions: z.array(z.string()) });

const INSIDE_SQL = `SELECT json_build_object(
  'userTables', (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'),
  'extensions', (SELECT coalesce(json_agg(extname), '[]') FROM pg_extension));`;

/** Read-only questions to the server and its container. Throws what {@link ServerContext.admin} throws. */
export async function probe(context: ServerContext): Promise<DatabaseFacts> {
  const { database } = context.profile;
  const admin = await context.admin();
  const server = await context.adminJson(database.maintenanceDatabase, serverSchema, SERVER_SQL);
  const [filesystems, { tools, clientVersion }, live] = await Promise.all([
    databaseFilesystems(context),
    imageTools(context),
    probeLive(context, server.databases),
  ]);
  const application = server.roles.find((role) => role.name === database.applicationRole);
  return {
    versionNumber: server.versionNumber,
    version: server.version,
    clientVersion,
    adminRole: admin.role,
    applicationRole: { exists: application !== undefined, superuser: application?.superuser ?? false },
    databases: server.databases.map(({ name, oid, allowConnections, bytes }) => ({
      name,
      oid,
      allowConnections,
      bytes,
    })),
    live,
    availableExtensions: server.availableExtensions,
    knownSettings: new Set(server.settings),
    roles: server.roles.map((role) => role.name),
    archiveMode: server.archiveMode !== 'off',
    dataFilesystem: filesystems.data,
    walFilesystem: filesystems.wal,
    tools,
  };
}

async function probeLive(
  context: ServerContext,
  databases: z.infer<typeof serverSchema>['databases'],
): Promise<DatabaseFacts['live']> {
  const { name, maintenanceDatabase } = context.profile.database;
  const live = databases.find((each) => each.name === name);
  if (!live) return null;
  // Before the live database is looked into: that would count as one of its sessions.
  const about = await context.adminJson(maintenanceDatabase, liveSchema, liveSql(name));
  // A database that lets nobody in cannot be looked into: it is taken for one with something in it.
  const inside = live.allowConnections
    ? await context.adminJson(name, insideSchema, INSIDE_SQL)
    : { userTables: 1, extensions: [] };
  return {
    oid: live.oid,
    encoding: live.encoding,
    collate: live.collate,
    ctype: live.ctype,
    bytes: live.bytes ?? 0,
    ...inside,
    ...about,
  };
}

function liveSql(name: string): string {
  const live = quoteLiteral(name);
  return `SELECT json_build_object(
    'otherSessions', (SELECT coalesce(json_agg(json_build_object('application', coalesce(application_name, ''),
        'client', coalesce(host(client_addr), 'local'), 'user', coalesce(usename::text, ''))), '[]')
      FROM pg_stat_activity WHERE datname = ${live} AND pid <> pg_backend_pid() AND backend_type = 'client backend'),
    'preparedTransactions', (SELECT count(*) FROM pg_prepared_xacts WHERE database = ${live}),
    'replicationSlots', (SELECT count(*) FROM pg_replication_slots WHERE database = ${live}),
    'subscriptions', (SELECT count(*) FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = ${live}));`;
}

async function imageTools(
  context: ServerContext,
): Promise<{ readonly tools: ReadonlySet<string>; readonly clientVersion: string }> {
  const { docker, container } = context;
  const result = await docker.exec(container.id, ['sh', '-c', TOOLS_SCRIPT], { timeoutMs: 30_000 });
  const lines = result.stdout.trim().split('\n');
  const client = lines.find((line) => line.startsWith('client ')) ?? '';
  return {
    tools: new Set(lines.filter((line) => !line.startsWith('client '))),
    clientVersion: /\d+(\.\d+)*/.exec(client)?.[0] ?? '',
  };
}

/** Migrations the database has applied; null where there is no `django_migrations`. */
export async function readMigrations(
  context: ServerContext,
  database: string,
): Promise<MigrationFacts | null> {
  const table = await context.adminJson(
    database,
    z.object({ schema: z.string(), name: z.string() }).nullable(),
    `SELECT json_build_object('schema', n.nspname, 'name', c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relname = 'django_migrations' AND c.relkind = 'r' ORDER BY n.nspname <> 'public', n.nspname LIMIT 1;`,
  );
  if (!table) return null;
  const applied = await context.adminJson(
    database,
    z.array(z.string()),
    `SELECT coalesce(json_agg(format('%s.%s', app, name)), '[]') FROM ${quoteQualified(table.schema, table.name)};`,
  );
  return { applied };
}
