import { fail } from '../../shared/errors/app-error';
import type { Profile, ServiceRef } from '../../shared/profile';
import { createDockerHost } from '../docker/docker-host';
import { STATUS_MARK } from '../docker/helper-script';
import { createMediaStore } from '../docker/media-store';
import { createDatabaseServer } from '../postgres/database-server';
import { quoteArgument } from '../remote/shell-quote';
import { createAfterCommands } from '../restore/after-commands/create-after-commands';
import { createCutover } from '../restore/cutover/create-cutover';
import type { ContainerInfo, Docker } from '../restore/ports/docker';
import type { Connector, RemoteHost } from '../restore/ports/host';
import type { ResolvedService, TargetParts, TargetSession, TargetSessions } from '../restore/target-session';
import { resolveWorkDirectory } from '../targets/work-directory';

/** Opens sessions to targets over a connector, every part built from that one connection. */
export function createTargetSessions(connector: Connector): TargetSessions {
  return {
    async open(profile, options) {
      const outcome = await connector.connect(profile, options);
      if (outcome.kind !== 'connected') return outcome;
      return { kind: 'open', session: createSession(profile, outcome.host) };
    },
  };
}

function createSession(profile: Profile, host: RemoteHost): TargetSession {
  const docker = createDockerHost({ host, command: profile.docker });
  let workDirectory: Promise<string> | null = null;
  let parts: Promise<TargetParts> | null = null;
  return {
    profile,
    host,
    docker,
    workDirectory: async () => {
      workDirectory ??= resolveWorkDirectory(host, profile.workDirectory);
      return workDirectory;
    },
    parts: async () => {
      parts ??= openParts(profile, host, docker).catch((thrown: unknown) => {
        parts = null;
        throw thrown;
      });
      return parts;
    },
    close: () => host.close(),
  };
}

async function openParts(profile: Profile, host: RemoteHost, docker: Docker): Promise<TargetParts> {
  const [container, services] = await Promise.all([
    databaseContainer(profile, docker),
    Promise.all(profile.services.map((service) => resolved(service, docker))),
  ]);
  const helperImage = profile.helperImage ?? container.imageId;
  return {
    container,
    helperImage,
    database: createDatabaseServer({ docker, host, profile, container }),
    media: profile.media ? createMediaStore({ docker, host, profile, helperImage }) : null,
    cutover: createCutover({ host, docker, quote: quoteArgument }),
    afterCommands: createAfterCommands({ host, docker, quote: quoteArgument, statusMark: STATUS_MARK }),
    services: services.flat(),
  };
}

/** Replicas of one Compose service are stopped and started together, each as one of its own. */
async function resolved(
  service: ResolvedService['service'],
  docker: Docker,
): Promise<readonly ResolvedService[]> {
  const found = await docker.resolve(service.ref);
  return found.length === 0
    ? [{ service, container: null }]
    : found.map((container) => ({ service, container }));
}

async function databaseContainer(profile: Profile, docker: Docker): Promise<ContainerInfo> {
  const [container] = await docker.resolve(profile.database.container);
  const name = wordsOf(profile.database.container);
  if (!container) {
    const running = (await docker.containers()).map((each) => each.name);
    throw fail('container-missing', { container: name, candidates: running.slice(0, 10).join(', ') });
  }
  if (!container.running)
    throw fail('container-not-running', { container: container.name, state: container.status });
  return container;
}

function wordsOf(ref: ServiceRef): string {
  return ref.by === 'name' ? ref.name : `${ref.project}/${ref.service}`;
}
