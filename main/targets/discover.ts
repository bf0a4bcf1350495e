import { z } from 'zod';
import { toAppError } from '../../shared/errors/app-error';
import { type Hop, type Profile, profileSchema } from '../../shared/profile';
import type { DiscoveredContainer, Discovery, DiscoveryOutcome } from '../../shared/target-checks';
import { createDockerHost } from '../docker/docker-host';
import { findAdmin } from '../postgres/admin-role';
import { trySql } from '../postgres/session';
import type { ContainerInfo, Docker } from '../restore/ports/docker';
import type { Connector, RemoteHost } from '../restore/ports/host';
import { guessRole } from './guess-role';
import { applyPreset } from './presets';
import { proposeHealth } from './propose-health';
import { proposeProfile, type RoledContainer } from './propose-profile';

export interface DiscoverRequest {
  readonly hop: Hop;
  readonly jumpHosts: readonly Hop[];
  readonly dockerHost: string | null;
  readonly signal?: AbortSignal;
}

/**
 * Connects with nothing but how to log in, and offers what stands there: containers with the role each seems to have
 * and why, databases, volumes, and a whole profile for the operator to confirm. Reads only. Throws what keeps Docker
 * from answering (`docker-…`); what cannot be told of the database leaves its list empty.
 */
export async function discoverTarget(
  connector: Connector,
  request: DiscoverRequest,
): Promise<DiscoveryOutcome> {
  const outcome = await connector.connect(
    placeholder(request),
    request.signal ? { signal: request.signal } : {},
  );
  if (outcome.kind !== 'connected') return { kind: 'not-reached', outcome };
  try {
    return { kind: 'discovered', discovery: await look(outcome.host, request) };
  } finally {
    await outcome.host.close();
  }
}

async function look(host: RemoteHost, request: DiscoverRequest): Promise<Discovery> {
  const { docker, command, dockerVersion } = await openDocker(host, request.dockerHost);
  const containers = (await docker.containers()).map((container): RoledContainer & Explained => ({
    container,
    ...guessRole(container),
  }));
  const { hop, jumpHosts } = request;
  const names = containers.map(({ container }) => container.name);
  const drafted = applyPreset(proposeProfile({ hop, jumpHosts, docker: command, containers }), names);
  const healthy = { ...drafted, health: drafted.health ?? (await proposeHealth(host, docker, containers)) };
  const { databases, proposal } = await lookAtDatabases(docker, healthy);
  return {
    dockerVersion,
    containers: containers.map(show),
    databases,
    volumes: volumesOf(containers.map(({ container }) => container)),
    proposal,
  };
}

interface Explained {
  readonly because: readonly string[];
}

/** Who may not speak to Docker may often do so by sudo without a password; if not, the first refusal is told. */
async function openDocker(host: RemoteHost, dockerHost: string | null) {
  const plain: Profile['docker'] = { command: ['docker'], ...(dockerHost ? { dockerHost } : {}) };
  const docker = createDockerHost({ host, command: plain });
  try {
    return { docker, command: plain, dockerVersion: await docker.version() };
  } catch (thrown) {
    if (toAppError(thrown).code !== 'docker-denied') throw thrown;
    const command = { ...plain, command: ['sudo', '-n', 'docker'] };
    const bySudo = createDockerHost({ host, command });
    const dockerVersion = await bySudo.version().catch(() => null);
    if (dockerVersion === null) throw thrown;
    return { docker: bySudo, command, dockerVersion };
  }
}

const databaseRows = z.array(z.object({ name: z.string(), owner: z.string(), bytes: z.number() }));
const DATABASES = `SELECT coalesce(json_agg(json_build_object('name', datname, 'owner', pg_get_userbyid(datdba),
  'bytes', pg_database_size(oid)) ORDER BY datname), '[]')
  FROM pg_database WHERE datallowconn AND NOT datistemplate;`;

/** Asks the server itself, which also settles what the environment left open: database, owner, admin role. */
async function lookAtDatabases(
  docker: Docker,
  draft: Profile,
): Promise<{ readonly databases: Discovery['databases']; readonly proposal: Profile }> {
  const [container] = await docker.resolve(draft.database.container);
  if (!container?.running) return { databases: [], proposal: draft };
  try {
    const access = await findAdmin(docker, draft, container);
    const result = await trySql(docker, container, access, {
      database: draft.database.maintenanceDatabase,
      sql: DATABASES,
      application: 'rc-discover',
      readOnly: true,
      timeoutMs: 60_000,
    });
    const databases = databaseRows.parse(JSON.parse(result.stdout));
    return { databases, proposal: settle(draft, databases, access.role) };
  } catch (thrown) {
    if (toAppError(thrown).code === 'connection-lost') throw thrown;
    return { databases: [], proposal: draft };
  }
}

function settle(draft: Profile, databases: Discovery['databases'], adminRole: string): Profile {
  const own = databases
    .filter((each) => each.name !== 'postgres')
    .sort((left, right) => right.bytes - left.bytes);
  const chosen = own.find((each) => each.name === draft.database.name) ?? own[0];
  if (!chosen) return { ...draft, database: { ...draft.database, adminRole } };
  const known = draft.database.applicationRole !== 'unknown' && chosen.name === draft.database.name;
  const applicationRole = known ? draft.database.applicationRole : chosen.owner;
  return { ...draft, database: { ...draft.database, name: chosen.name, applicationRole, adminRole } };
}

function show({ container, role, because }: RoledContainer & Explained): DiscoveredContainer {
  return {
    id: container.id,
    name: container.name,
    image: container.image,
    running: container.running,
    composeProject: container.labels['com.docker.compose.project'] ?? null,
    composeService: container.labels['com.docker.compose.service'] ?? null,
    role,
    because: [...because],
  };
}

function volumesOf(containers: readonly ContainerInfo[]): Discovery['volumes'] {
  const volumes = new Map<string, { name: string; usedBy: string[]; path: string }>();
  for (const { name: user, mounts } of containers) {
    for (const { type, name, source } of mounts) {
      if (type !== 'volume' || !name) continue;
      const volume = volumes.get(name) ?? { name, usedBy: [], path: source };
      volume.usedBy.push(user);
      volumes.set(name, volume);
    }
  }
  return [...volumes.values()].sort((left, right) => left.name.localeCompare(right.name));
}

/** The connector takes a profile; before there is one, this carries how to log in. */
function placeholder({ hop, jumpHosts }: DiscoverRequest): Profile {
  return profileSchema.parse({
    version: 1,
    name: 'discovery',
    environment: 'other',
    host: hop,
    jumpHosts,
    database: { container: { by: 'name', name: 'unknown' }, name: 'unknown', applicationRole: 'unknown' },
    services: [],
    media: null,
    health: null,
  });
}
