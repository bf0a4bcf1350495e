import { z } from 'zod';
import { fail } from '../../../shared/errors/app-error';
import type { JobPlace } from '../../restore/ports/step';
import { databaseShapeSchema, readShape } from '../database-shape';
import { propertiesSchema, readProperties } from '../hand-over/database-properties';
import { DEFAULT_PRIVILEGES_SQL, defaultPrivilegesSchema } from '../hand-over/default-privileges';
import { readSettings, settingsSchema } from '../hand-over/live-settings';
import { objectsSchema, RIGHTS_SQL } from '../hand-over/object-rights';
import { liveUsersSchema, readLiveUsers } from '../merge/live-users';
import type { ServerContext } from '../server-context';

const PUBLIC_OWNER_SQL = `SELECT to_json((SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'public'));`;

const liveFactsSchema = z.object({
  shape: databaseShapeSchema,
  publicOwner: z.string().nullable(),
  rights: objectsSchema,
  defaults: defaultPrivilegesSchema,
  properties: propertiesSchema,
  settings: settingsSchema,
  ...liveUsersSchema.shape,
});

/** All that load, merge and hand-over ask the live database: in a restore in place it is gone by then. */
export type LiveFacts = z.infer<typeof liveFactsSchema>;

/** Owner of schema public; null where there is no such schema. */
export async function readPublicOwner(context: ServerContext, database: string): Promise<string | null> {
  return context.adminJson(database, z.string().nullable(), PUBLIC_OWNER_SQL);
}

/** What hand-over copies onto the new database. */
export async function readHandedOver(
  context: ServerContext,
  name: string,
): Promise<Pick<LiveFacts, 'publicOwner' | 'rights' | 'defaults' | 'properties' | 'settings'>> {
  const [properties, publicOwner, rights, defaults, settings] = await Promise.all([
    readProperties(context, name),
    readPublicOwner(context, name),
    context.adminJson(name, objectsSchema, RIGHTS_SQL),
    context.adminJson(name, defaultPrivilegesSchema, DEFAULT_PRIVILEGES_SQL),
    readSettings(context, name),
  ]);
  if (!properties) throw fail('command-failed', { command: `look at database ${name}`, exitCode: 0 });
  return { publicOwner, rights, defaults, properties, settings };
}

/**
 * Keeps them in the job folder, 0600: they hold the superusers' password hashes, stay on the host they come from, and
 * go with the run's other secrets.
 */
export async function keepLiveFacts(context: ServerContext, place: JobPlace, name: string): Promise<void> {
  const shape = await readShape(context, name);
  if (!shape) throw fail('command-failed', { command: `look at database ${name}`, exitCode: 0 });
  const facts: LiveFacts = {
    shape,
    ...(await readHandedOver(context, name)),
    ...(await readLiveUsers(context, name)),
  };
  await context.host.writeFile(path(place), JSON.stringify(facts), 0o600);
}

/** What was kept; null in a run that leaves the live database where it is. */
export async function keptLiveFacts(context: ServerContext, place: JobPlace): Promise<LiveFacts | null> {
  const content = await context.host.readFile(path(place));
  return content === null ? null : liveFactsSchema.parse(JSON.parse(content.toString('utf8')));
}

function path(place: JobPlace): string {
  return `${place.jobDir}/in-place-live.json`;
}
