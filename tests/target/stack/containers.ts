import { APPLICATION_IMAGE, DATABASE_IMAGE, REDIS_IMAGE } from '../images/images';
import { docker } from '../machine/docker-engine';
import { ask } from '../machine/http';
import { subnetOf } from '../machine/network';
import type { InstancePaths } from '../machine/paths';
import { waitUntil } from '../machine/wait-until';
import {
  type AdminChoice,
  adminRole,
  containerName,
  DATABASE,
  DATABASE_PASSWORD,
  DATABASE_VOLUME,
  MEDIA_PATH,
  MEDIA_VOLUME,
  NETWORK,
  PROJECT,
  ROLE,
  type ServiceName,
} from './names';

function composeLabels(service: ServiceName): string[] {
  const labels = { project: PROJECT, service, 'container-number': '1', oneoff: 'False' };
  return Object.entries(labels).flatMap(([key, value]) => ['--label', `com.docker.compose.${key}=${value}`]);
}

export async function createNetwork(paths: InstancePaths): Promise<void> {
  const { composeBridge, composeSubnet } = subnetOf(paths.id);
  await docker(paths, [
    ...['network', 'create', '--subnet', composeSubnet],
    ...['--opt', `com.docker.network.bridge.name=${composeBridge}`],
    ...['--label', `com.docker.compose.project=${PROJECT}`, '--label', 'com.docker.compose.network=default'],
    NETWORK,
  ]);
}

export async function createVolumes(paths: InstancePaths): Promise<void> {
  for (const [volume, key] of [
    [DATABASE_VOLUME, 'db_data'],
    [MEDIA_VOLUME, 'media'],
  ] as const) {
    const labels = [`com.docker.compose.project=${PROJECT}`, `com.docker.compose.volume=${key}`];
    await docker(paths, ['volume', 'create', ...labels.flatMap((label) => ['--label', label]), volume]);
  }
}

/** `docker run` arguments that every container of the application shares. */
function common(service: ServiceName): string[] {
  return [
    ...['run', '-d', '--pull', 'never', '--name', containerName(service), '--hostname', service],
    ...['--network', NETWORK, '--network-alias', service, '--restart', 'unless-stopped'],
    // An init, so that SIGTERM ends a Python that has not come to install its handler yet.
    ...(service === 'db' ? [] : ['--init']),
    // Names of stopped containers are unknown at once: the engine asks this server, and nobody listens there.
    ...['--dns', '127.0.0.1', '--dns-option', 'timeout:1', '--dns-option', 'attempts:1'],
    ...composeLabels(service),
  ];
}

/** What Django needs to know; for one-off containers too. */
export function applicationEnvironment(): string[] {
  const env = {
    POSTGRES_HOST: 'db',
    POSTGRES_DB: DATABASE,
    POSTGRES_USER: ROLE,
    POSTGRES_PASSWORD: DATABASE_PASSWORD,
  };
  return Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
}

/** Starts PostgreSQL and waits for it; `settings` are given to the server (`fsync=off` while a template is made). */
export async function startDatabase(
  paths: InstancePaths,
  admin: AdminChoice,
  settings: readonly string[] = [],
): Promise<void> {
  await docker(paths, [
    ...common('db'),
    ...['--env', `POSTGRES_USER=${adminRole(admin)}`, '--env', `POSTGRES_PASSWORD=${DATABASE_PASSWORD}`],
    ...['--env', `POSTGRES_DB=${DATABASE}`, '--volume', `${DATABASE_VOLUME}:/var/lib/postgresql/data`],
    ...[DATABASE_IMAGE, 'postgres', ...settings.flatMap((setting) => ['-c', setting])],
  ]);
  await waitForDatabase(paths);
}

export async function startRedis(paths: InstancePaths): Promise<void> {
  await docker(paths, [
    ...common('redis'),
    '--no-healthcheck',
    ...['--user', 'redis', '--workdir', '/tmp', '--entrypoint', 'redis-server', REDIS_IMAGE],
    ...['--save', '', '--appendonly', 'no', '--protected-mode', 'no'],
  ]);
}

/** Starts backend, worker and beat; the backend answers on a loopback port of the machine. */
export async function startApplication(paths: InstancePaths, healthPort: number): Promise<void> {
  const media = ['--volume', `${MEDIA_VOLUME}:${MEDIA_PATH}`];
  const published = ['--publish', `127.0.0.1:${healthPort}:8000`];
  await docker(paths, [
    ...common('backend'),
    ...applicationEnvironment(),
    ...media,
    ...published,
    APPLICATION_IMAGE,
    'backend',
  ]);
  for (const service of ['celery-worker', 'celery-beat'] as const) {
    await docker(paths, [
      ...common(service),
      '--no-healthcheck',
      ...applicationEnvironment(),
      ...(service === 'celery-worker' ? media : ['--tmpfs', `${MEDIA_PATH}`]),
      APPLICATION_IMAGE,
      service,
    ]);
  }
}

/** Asks PostgreSQL and the health page itself: Docker's health checks come seldom, as each costs a tenth of a second of CPU. */
export async function waitForDatabase(paths: InstancePaths): Promise<void> {
  const isReady = ['exec', containerName('db'), 'pg_isready', '-q', '-h', '127.0.0.1'];
  await waitUntil(
    'the database answers',
    120_000,
    () => docker(paths, isReady).then(yes, no),
    () => lastLog(paths, 'db'),
  );
}

export async function waitForBackend(paths: InstancePaths, healthUrl: string): Promise<void> {
  await waitUntil(
    'the health page answers 200',
    120_000,
    () =>
      ask(healthUrl, { timeoutMs: 5000 }).then((answer) => (answer.status === 200 ? true : undefined), no),
    () => lastLog(paths, 'backend'),
  );
}

const yes = () => true as const;
const no = () => undefined;

function lastLog(paths: InstancePaths, service: ServiceName): Promise<string> {
  return docker(paths, ['logs', '--tail', '15', containerName(service)]).catch((error: unknown) =>
    String(error),
  );
}
