import type { Hop, Profile, ProfileInput, ServiceRef } from '../../shared/profile';
import { profileSchema } from '../../shared/profile';
import type { DiscoveredContainer } from '../../shared/target-checks';
import type { ContainerInfo } from '../restore/ports/docker';
import { guessConnection } from './guess-connection';
import { guessMedia } from './guess-media';

const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';

/** A container with the role it seems to have. */
export interface RoledContainer {
  readonly container: ContainerInfo;
  readonly role: DiscoveredContainer['role'];
}

export interface ProposalFacts {
  readonly hop: Hop;
  readonly jumpHosts: readonly Hop[];
  readonly docker: Profile['docker'];
  readonly containers: readonly RoledContainer[];
}

/** Stands where nothing was found; the checklist then says that it is missing. */
const UNKNOWN = 'unknown';

/** A whole profile, as good as can be told from the containers of one application; the operator confirms it. */
export function proposeProfile(facts: ProposalFacts): Profile {
  const project = mainProject(facts.containers);
  const ours = project
    ? facts.containers.filter(({ container }) => container.labels[PROJECT] === project)
    : facts.containers;
  const of = (role: RoledContainer['role']) =>
    ours.filter((each) => each.role === role).map(({ container }) => container);
  const [databases, backends, workers] = [of('database'), of('backend'), of('worker')];
  const connection = guessConnection([...backends, ...workers, ...databases]);
  const [database] = databases;
  return profileSchema.parse({
    version: 1,
    name: profileName(project, facts.hop),
    environment: 'other',
    host: facts.hop,
    jumpHosts: [...facts.jumpHosts],
    docker: facts.docker,
    database: {
      container: database ? referenceTo(database) : { by: 'name', name: UNKNOWN },
      name: connection.database ?? UNKNOWN,
      applicationRole: connection.role ?? UNKNOWN,
    },
    services: services(workers, backends),
    media: guessMedia(backends, workers, databases),
    health: backends[0]?.health ? { kind: 'docker', service: referenceTo(backends[0]) } : null,
  } satisfies ProfileInput);
}

/** By Compose labels where there are some: they survive a rename of the container. */
function referenceTo(container: ContainerInfo): ServiceRef {
  const { [PROJECT]: project, [SERVICE]: service } = container.labels;
  if (project && service) return { by: 'compose', project, service };
  return { by: 'name', name: container.name };
}

/** The project of the backend, else of the database: a host may run several applications. */
function mainProject(containers: readonly RoledContainer[]): string | null {
  for (const role of ['backend', 'database', 'worker'] as const) {
    const found = containers.find((each) => each.role === role)?.container.labels[PROJECT];
    if (found) return found;
  }
  return null;
}

/** Beat and workers stop first, so that nothing new begins while the backend ends. Replicas are one service. */
function services(
  workers: readonly ContainerInfo[],
  backends: readonly ContainerInfo[],
): ProfileInput['services'] {
  const seen = new Set<string>();
  const entries = [
    ...[...workers]
      .sort((left, right) => Number(isBeat(right)) - Number(isBeat(left)))
      .map((each) => [each, 'worker'] as const),
    ...backends.map((each) => [each, 'backend'] as const),
  ];
  return entries.flatMap(([container, role]) => {
    const ref = referenceTo(container);
    const key = JSON.stringify(ref);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ ref, role }];
  });
}

function isBeat(container: ContainerInfo): boolean {
  return /\bbeat\b/.test(container.command.join(' '));
}

function profileName(project: string | null, hop: Hop): string {
  const name = `${project ?? ''} ${hop.host}`
    .trim()
    .replaceAll(/[^\p{L}\p{N} ._-]/gu, '-')
    .slice(0, 64);
  return /^[\p{L}\p{N}]/u.test(name) ? name : 'target';
}
