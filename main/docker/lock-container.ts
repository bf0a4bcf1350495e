import { createHash } from 'node:crypto';
import { fail } from '../../shared/errors/app-error';
import type { LockFacts, LockOutcome, LockOwner, LockRequest } from '../restore/ports/docker';
import { removeAbandonedOneShots } from './abandoned-one-shots';
import type { InspectedContainer } from './container-inspect';
import type { DockerClient } from './docker-client';
import { dockerFailed, saysNameTaken } from './docker-failure';
import { findContainer, listContainers } from './find-containers';
import { imageExists } from './helper-container';
import { helperArguments } from './one-shot';
import { removeContainer } from './stop-start';

const LABEL = 'restore-console.lock';
const HEARTBEAT_FILE = '/tmp/.rc-heartbeat';
const ATTEMPTS = 20;

/** Sleeps for good; ends on docker's SIGTERM, which PID 1 would otherwise ignore. */
const SLEEP_SCRIPT = `date +%s >${HEARTBEAT_FILE}
trap 'exit 0' TERM INT
while :; do sleep 86400 & wait $!; done`;
const BEAT_SCRIPT = `date +%s >${HEARTBEAT_FILE}.part && mv -f ${HEARTBEAT_FILE}.part ${HEARTBEAT_FILE}`;
const AGE_SCRIPT = `beat=$(cat ${HEARTBEAT_FILE}) && now=$(date +%s) && echo "age $((now - beat))"`;

/** One name per database of one container, so that docker itself decides who comes first. */
export function lockName(databaseContainerId: string, database: string): string {
  const digest = createHash('sha256').update(`${databaseContainerId}\0${database}`).digest('hex');
  return `rc-lock-${digest.slice(0, 20)}`;
}

/**
 * Takes the lock: a sleeping container, for one that is only created goes with `docker container prune`, with a
 * restart policy, for after a reboot it must not look like a leftover. Taken again by the same job of the same
 * machine it stays. Throws `helper-image-missing`.
 */
export async function acquireLock(client: DockerClient, request: LockRequest): Promise<LockOutcome> {
  const name = lockName(request.databaseContainerId, request.database);
  if (!(await imageExists(client, request.image))) {
    throw fail('helper-image-missing', { image: request.image, host: client.host.address });
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const since = (await client.host.run(['date', '-u', '+%Y-%m-%dT%H:%M:%SZ'])).trim();
    const args = lockArguments(name, request, since);
    const result = await client.call(args);
    if (result.exitCode === 0) return { kind: 'acquired', containerId: result.stdout.trim() };
    const container = await findContainer(client, name);
    if (container && saysNameTaken(result)) return claim(client, container, request);
    if (container?.status === 'created' && ownerOf(container)?.jobId === request.jobId) {
      await removeContainer(client, container.id);
    }
    // Held when we asked and not there when we looked: just released, or still being made. Once more.
    if (!saysNameTaken(result)) throw dockerFailed([...client.prefix, ...args], result);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw fail('command-failed', { command: `docker run --name ${name}`, exitCode: 'none' });
}

/**
 * Takes the lock of a console that is gone. The dead one is removed by its container's id: of two consoles that find it
 * dead at once, the second cannot remove what the first has taken meanwhile.
 */
export async function takeOverLock(
  client: DockerClient,
  request: LockRequest,
  deadContainerId: string,
): Promise<LockOutcome> {
  await removeContainer(client, deadContainerId);
  return acquireLock(client, request);
}

/** Who holds the lock; null when nobody does. */
export async function readLock(client: DockerClient, name: string): Promise<LockOwner | null> {
  const container = await findContainer(client, name);
  return container && readOwner(client, container);
}

/** Every lock on the engine with its owner; what only carries the label and no job is passed over. */
export async function listLocks(client: DockerClient): Promise<readonly LockFacts[]> {
  const locks: LockFacts[] = [];
  for (const container of await listContainers(client, [`label=${LABEL}`])) {
    if (ownerOf(container) === null) continue;
    const owner = await readOwner(client, container);
    const database = container.labels[`${LABEL}.database`] ?? '';
    locks.push({ ...owner, name: container.name, database });
  }
  return locks;
}

/**
 * Says that the holder lives, by the host's clock. By the container's id, not by the name: a console whose lock was
 * taken over must notice, and must not keep the other's warm. Throws `container-missing` when that lock is gone.
 */
export async function beatLock(client: DockerClient, containerId: string): Promise<void> {
  const args = ['exec', containerId, 'sh', '-c', BEAT_SCRIPT];
  const result = await client.call(args);
  if (result.exitCode === 0) return;
  if (!(await findContainer(client, containerId)))
    throw fail('container-missing', { container: containerId, candidates: '' });
  throw dockerFailed([...client.prefix, ...args], result);
}

/**
 * Gives the lock free if it is that job's; anybody else's stays. Removed by id: a new one of that name is safe. What a
 * console that died left half made goes too; that it could not go is no reason to keep the lock.
 */
export async function releaseLock(
  client: DockerClient,
  name: string,
  jobId: string,
  containerId: string | null,
): Promise<void> {
  const [container] = await Promise.all([
    findContainer(client, name),
    removeAbandonedOneShots(client).catch(() => undefined),
  ]);
  // The same job's lock in another container is that of the console which has taken the job over.
  if (container && containerId !== null && container.id !== containerId) return;
  if (container && ownerOf(container)?.jobId === jobId) await removeContainer(client, container.id);
}

function lockArguments(name: string, request: LockRequest, since: string): string[] {
  const labels = {
    [LABEL]: name,
    [`${LABEL}.operator`]: request.operator,
    [`${LABEL}.machine`]: request.machine,
    [`${LABEL}.job`]: request.jobId,
    [`${LABEL}.since`]: since,
    [`${LABEL}.database`]: request.database,
  };
  return [
    ...['run', '--detach', '--name', name, '--restart', 'unless-stopped', '--memory', '64m'],
    ...helperArguments({ network: 'none', mounts: [], labels }),
    ...[request.image, '-c', SLEEP_SCRIPT],
  ];
}

async function claim(
  client: DockerClient,
  container: InspectedContainer,
  request: LockRequest,
): Promise<LockOutcome> {
  const owner = await readOwner(client, container);
  const ours = owner.jobId === request.jobId && owner.machine === request.machine;
  if (!ours) return { kind: 'held', owner };
  if (!container.running) await client.run(['start', container.id]);
  return { kind: 'acquired', containerId: container.id };
}

function ownerOf(
  container: InspectedContainer,
): Omit<LockOwner, 'heartbeatAgeSeconds' | 'containerId'> | null {
  const { labels } = container;
  const jobId = labels[`${LABEL}.job`];
  if (jobId === undefined) return null;
  return {
    operator: labels[`${LABEL}.operator`] ?? '',
    machine: labels[`${LABEL}.machine`] ?? '',
    jobId,
    since: labels[`${LABEL}.since`] ?? '',
  };
}

async function readOwner(client: DockerClient, container: InspectedContainer): Promise<LockOwner> {
  const owner = ownerOf(container) ?? { operator: '', machine: '', jobId: '', since: '' };
  const heartbeatAgeSeconds = container.running
    ? await askAge(client, container)
    : await ageSince(client, container.finishedAt);
  return { ...owner, containerId: container.id, heartbeatAgeSeconds };
}

async function askAge(client: DockerClient, container: InspectedContainer): Promise<number | null> {
  const result = await client.call(['exec', container.id, 'sh', '-c', AGE_SCRIPT]);
  const age = /^age (-?\d+)$/m.exec(result.stdout)?.[1];
  return result.exitCode === 0 && age !== undefined ? Math.max(0, Number(age)) : null;
}

/** A lock that does not run had its last heartbeat before it ended: it is at least this old. */
async function ageSince(client: DockerClient, finishedAt: string): Promise<number | null> {
  const ended = Date.parse(finishedAt);
  if (!Number.isFinite(ended) || ended <= 0) return null;
  const now = Number((await client.host.run(['date', '+%s'])).trim());
  return Math.max(0, Math.round(now - ended / 1000));
}
