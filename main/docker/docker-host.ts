import { z } from 'zod';
import type { DockerCommand } from '../../shared/profile';
import type { Docker } from '../restore/ports/docker';
import type { RemoteHost } from '../restore/ports/host';
import { execInContainer } from './container-exec';
import { createDockerClient, type DockerClient } from './docker-client';
import { dockerFailed, saysMissing } from './docker-failure';
import { findContainer, listContainers, resolveReference } from './find-containers';
import { followHelper } from './follow-helper';
import { imageExists, removeJobLeftovers, startHelper } from './helper-container';
import {
  acquireLock,
  beatLock,
  listLocks,
  lockName,
  readLock,
  releaseLock,
  takeOverLock,
} from './lock-container';
import { lostProcessesArgv } from './lost-processes';
import { readProcesses } from './processes';
import { removeContainer, startContainer, stopContainer } from './stop-start';

const volumesSchema = z.array(z.object({ Name: z.string(), Mountpoint: z.string() }));

/** Docker on a host, through its command line (Engine and CLI 20.10 to 28). Connects to nothing by itself. */
export function createDockerHost(options: { host: RemoteHost; command: DockerCommand }): Docker {
  const client = createDockerClient(options.host, options.command);
  return {
    prefix: client.prefix,
    version: async () => (await client.run(['version', '--format', '{{.Server.Version}}'])).trim(),
    engineId: () => engineId(client),
    container: (nameOrId) => findContainer(client, nameOrId),
    containers: () => listContainers(client),
    resolve: (ref) => resolveReference(client, ref),
    volume: (name) => findVolume(client, name),
    createVolume: (name, labels) => createVolume(client, name, labels),
    imageExists: (image) => imageExists(client, image),
    exec: (container, argv, execOptions) => execInContainer(client, container, argv, execOptions),
    startHelper: (spec) => startHelper(client, spec),
    followHelper: (helper, followOptions) => followHelper(client, helper, followOptions),
    helperRunning: async (name) => (await findContainer(client, name))?.running === true,
    processes: (container, pids) => readProcesses(client, container, pids),
    removeHelper: (name) => removeContainer(client, name),
    stop: (id, graceSeconds) => stopContainer(client, id, graceSeconds),
    start: (id) => startContainer(client, id),
    lostProcessesArgv: (place) => lostProcessesArgv(client, place),
    acquireLock: (lock) => acquireLock(client, lock),
    takeOverLock: (lock, deadContainerId) => takeOverLock(client, lock, deadContainerId),
    readLock: (containerId, database) => readLock(client, lockName(containerId, database)),
    locks: () => listLocks(client),
    lockName,
    emptyFolder: (path, image) => removeJobLeftovers(client, path, image),
    heartbeat: (lockContainerId) => beatLock(client, lockContainerId),
    releaseLock: (containerId, database, jobId, lockContainerId) =>
      releaseLock(client, lockName(containerId, database), jobId, lockContainerId ?? null),
  };
}

/** A named volume; null when there is none. */
export async function findVolume(client: DockerClient, name: string): ReturnType<Docker['volume']> {
  const args = ['volume', 'inspect', name];
  const result = await client.call(args);
  if (result.exitCode !== 0) {
    if (saysMissing(result)) return null;
    throw dockerFailed([...client.prefix, ...args], result);
  }
  const [volume] = volumesSchema.parse(JSON.parse(result.stdout));
  return volume ? { name: volume.Name, mountpoint: volume.Mountpoint } : null;
}

/** Podman's command has no such field: that is no failure. */
async function engineId(client: DockerClient): Promise<string | null> {
  const result = await client.call(['info', '--format', '{{.ID}}']);
  const id = result.stdout.trim();
  return result.exitCode === 0 && id !== '' ? id : null;
}

/** Safe to repeat: an existing volume stays as it is. */
async function createVolume(
  client: DockerClient,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const words = Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
  await client.run(['volume', 'create', ...words, name]);
}
