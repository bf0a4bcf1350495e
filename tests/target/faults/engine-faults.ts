import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  containerdSocket,
  docker,
  dockerHost,
  endDockerd,
  killDockerd,
  startDockerEngine,
} from '../machine/docker-engine';
import type { InstancePaths } from '../machine/paths';
import { processesNaming, processesOfContainer } from '../machine/process-identity';
import { attempt, run } from '../machine/run';

function memory(paths: InstancePaths): string {
  return path.join(paths.folder, 'running-before-dockerd-was-killed');
}

async function remember(paths: InstancePaths): Promise<void> {
  await writeFile(memory(paths), await docker(paths, ['ps', '-q']));
}

/** Ends dockerd with SIGKILL, remembering for `startContainersAgain` what ran. */
export async function crashDockerd(paths: InstancePaths): Promise<void> {
  await remember(paths);
  await killDockerd(paths);
}

/**
 * Engine 20.10 stops the containers that outlived a crash of dockerd when it comes back, and counts them as stopped
 * by hand: `unless-stopped` does not start them again. A healed host has them running.
 */
export async function startContainersAgain(paths: InstancePaths): Promise<void> {
  const ids = (await readFile(memory(paths), 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const known = (await docker(paths, ['ps', '-aq'])).split('\n');
  const there = ids.filter((id) => known.includes(id));
  if (there.length > 0) await docker(paths, ['start', ...there.reverse()]);
  await rm(memory(paths), { force: true });
}

/**
 * What an engine that is killed between containerd's start of a container and its own note of it leaves: a container it
 * takes for stopped, whose process lives. A restart of the engine changes nothing. All containers are stopped.
 */
export async function loseProcesses(paths: InstancePaths, container: string): Promise<void> {
  await remember(paths);
  await docker(paths, ['stop', '-t', '1', container]);
  const [id = '', layers = ''] = (
    await docker(paths, ['inspect', '-f', '{{.Id}}\n{{.GraphDriver.Data.LowerDir}}', container])
  ).split('\n');
  const root = layers.split(':').at(-1) ?? '';
  await killDockerd(paths);
  await run([
    ...['ctr', '--address', containerdSocket(paths), '--namespace', 'moby'],
    ...['run', '--detach', '--null-io', '--read-only', '--rootfs', root, id, '/bin/sleep', '3600'],
  ]);
  await startDockerEngine(paths);
}

const MOST_KILLS = 24;
const PORT_HELD = 'port is already allocated';

/**
 * The engine is killed in the middle of the container's start until it comes back holding the container's port for
 * nobody: it then starts it no more until it is itself restarted. All containers are stopped. False when no kill hit.
 */
export async function stickPort(paths: InstancePaths, container: string): Promise<boolean> {
  await remember(paths);
  await docker(paths, ['stop', '-t', '1', container]);
  const format = '{{range .HostConfig.PortBindings}}{{range .}}{{.HostPort}}{{end}}{{end}}';
  const port = await docker(paths, ['inspect', '-f', format, container]);
  for (let kills = 1; kills <= MOST_KILLS; kills += 1) {
    const starting = docker(paths, ['start', container]).catch(() => undefined);
    await untilPortIsBound(port);
    // The port is bound, then noted on disk, then the container begun: somewhere in between.
    await sleep(5 * (kills % 8));
    await killDockerd(paths);
    await starting;
    await startDockerEngine(paths);
    const again = await startAttempt(paths, container);
    if (again.stderr.includes(PORT_HELD)) {
      await sleep(1000);
      if ((await startAttempt(paths, container)).stderr.includes(PORT_HELD)) return true;
    }
    if (again.code !== 0) await killProcessesOf(paths, container);
    else await docker(paths, ['stop', '-t', '1', container]);
  }
  return false;
}

function startAttempt(paths: InstancePaths, container: string): ReturnType<typeof attempt> {
  return attempt(['docker', '-H', dockerHost(paths), 'start', container]);
}

/** As `systemctl restart docker`. Its containers end with it; those without a restart policy stay ended. */
export async function restartDockerd(paths: InstancePaths): Promise<void> {
  await endDockerd(paths);
  await startDockerEngine(paths);
}

/** Gives up in silence: then that kill misses. */
async function untilPortIsBound(port: string): Promise<void> {
  const end = Date.now() + 10_000;
  while ((await processesNaming('docker-proxy', '-host-port', port)).length === 0 && Date.now() < end)
    await sleep(2);
}

async function killProcessesOf(paths: InstancePaths, container: string): Promise<void> {
  const id = await docker(paths, ['inspect', '-f', '{{.Id}}', container]);
  for (const pid of await processesOfContainer(id)) process.kill(pid, 'SIGKILL');
}
