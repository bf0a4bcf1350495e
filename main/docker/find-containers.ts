import { assertNever } from '../../shared/assert-never';
import type { ServiceRef } from '../../shared/profile';
import type { ContainerInfo } from '../restore/ports/docker';
import { type InspectedContainer, parseContainers } from './container-inspect';
import type { DockerClient } from './docker-client';
import { dockerFailed, saysMissing } from './docker-failure';

const COMPOSE = 'com.docker.compose';

/** A container by its exact name or by its id (12 characters or more); null when there is none. */
export async function findContainer(
  client: DockerClient,
  nameOrId: string,
): Promise<InspectedContainer | null> {
  // A name docker could read as an option, or as something else than a container, is no container's.
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(nameOrId)) return null;
  const [found] = await inspectContainers(client, [nameOrId]);
  if (!found) return null;
  // Docker also takes any beginning of an id: `db` would find a container whose id starts with db.
  const byId = /^[0-9a-f]{12,64}$/.test(nameOrId) && found.id.startsWith(nameOrId);
  return found.name === nameOrId || byId ? found : null;
}

/** All containers that pass the `docker ps` filters, stopped ones too. */
export async function listContainers(
  client: DockerClient,
  filters: readonly string[] = [],
): Promise<readonly InspectedContainer[]> {
  const args = filters.flatMap((filter) => ['--filter', filter]);
  const out = await client.run(['ps', '--all', '--quiet', '--no-trunc', ...args]);
  const ids = out.split('\n').filter((line) => line !== '');
  return inspectContainers(client, ids);
}

/** Containers a reference means now; replicas of a Compose service in number order, one-off runs left out. */
export async function resolveReference(
  client: DockerClient,
  ref: ServiceRef,
): Promise<readonly ContainerInfo[]> {
  switch (ref.by) {
    case 'name': {
      const container = await findContainer(client, ref.name);
      return container && container.name === ref.name ? [container] : [];
    }
    case 'compose': {
      const found = await listContainers(client, [
        `label=${COMPOSE}.project=${ref.project}`,
        `label=${COMPOSE}.service=${ref.service}`,
      ]);
      return pickReferenced(found, ref);
    }
    default:
      return assertNever(ref);
  }
}

/** The same out of containers that are known already. */
export function pickReferenced(
  containers: readonly ContainerInfo[],
  ref: ServiceRef,
): readonly ContainerInfo[] {
  switch (ref.by) {
    case 'name':
      return containers.filter((container) => container.name === ref.name);
    case 'compose':
      return containers
        .filter(({ labels }) => labels[`${COMPOSE}.project`] === ref.project)
        .filter(({ labels }) => labels[`${COMPOSE}.service`] === ref.service)
        .filter(({ labels }) => (labels[`${COMPOSE}.oneoff`] ?? '').toLowerCase() !== 'true')
        .sort((a, b) => replicaNumber(a) - replicaNumber(b));
    default:
      return assertNever(ref);
  }
}

function replicaNumber(container: ContainerInfo): number {
  return Number(container.labels[`${COMPOSE}.container-number`] ?? 0);
}

/** Those that vanished between list and inspect are left out: docker prints the others and ends with 1. */
async function inspectContainers(
  client: DockerClient,
  names: readonly string[],
): Promise<readonly InspectedContainer[]> {
  if (names.length === 0) return [];
  const args = ['inspect', '--type', 'container', ...names];
  const result = await client.call(args);
  if (result.exitCode !== 0 && !saysMissing(result)) throw dockerFailed([...client.prefix, ...args], result);
  return parseContainers(result.stdout.trim() === '' ? '[]' : result.stdout);
}
