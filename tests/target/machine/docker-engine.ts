import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Daemon, daemonLogTail, daemonPid, startDaemon, stopDaemon } from './daemon';
import { createBridge, removeBridges, subnetOf } from './network';
import type { InstancePaths } from './paths';
import { processesNaming } from './process-identity';
import { attempt, run } from './run';
import { waitUntil } from './wait-until';

function containerd(paths: InstancePaths): Daemon {
  return { name: 'containerd', folder: paths.log };
}

function dockerd(paths: InstancePaths): Daemon {
  return { name: 'dockerd', folder: paths.log };
}

/** The group whose members may use this instance's Docker socket. */
export function dockerGroup(paths: InstancePaths): string {
  return `rct-${paths.id}-docker`;
}

export function dockerHost(paths: InstancePaths): string {
  return `unix://${paths.dockerSocket}`;
}

/** Runs the docker client on this instance's engine; must succeed. */
export function docker(paths: InstancePaths, args: readonly string[], input?: string): Promise<string> {
  return run(['docker', '-H', dockerHost(paths), ...args], input === undefined ? {} : { input });
}

/**
 * Starts an engine of our own on the mounted data disk: its containerd too, because dockerd would otherwise
 * join a containerd that the machine already runs for another Docker.
 */
export async function startDockerEngine(paths: InstancePaths): Promise<void> {
  await createBridge(subnetOf(paths.id));
  await startContainerd(paths);
  if ((await daemonPid(dockerd(paths))) !== undefined) return;
  await rm(path.join(paths.runtime, 'dockerd.pid'), { force: true });
  // An empty file of ours, so that /etc/docker/daemon.json of another Docker is not read.
  const config = path.join(paths.folder, 'dockerd.json');
  await writeFile(config, '{}\n');
  await startDaemon(dockerd(paths), [
    'dockerd',
    `--config-file=${config}`,
    `--host=${dockerHost(paths)}`,
    `--group=${dockerGroup(paths)}`,
    `--data-root=${path.join(paths.dataMount, 'docker')}`,
    `--exec-root=${path.join(paths.runtime, 'exec')}`,
    `--pidfile=${path.join(paths.runtime, 'dockerd.pid')}`,
    `--containerd=${containerdSocket(paths)}`,
    `--bridge=${subnetOf(paths.id).bridge}`,
    '--iptables=false',
    '--ip-forward=false',
    '--ip-masq=false',
    '--shutdown-timeout=5',
  ]);
  await waitUntil(
    'dockerd answers',
    60_000,
    async () =>
      (await attempt(['docker', '-H', dockerHost(paths), 'version'])).code === 0 ? true : undefined,
    () => daemonLogTail(dockerd(paths)),
  );
}

/** Also what `ctr` is given: the namespace of Docker's containers is `moby`. */
export function containerdSocket(paths: InstancePaths): string {
  return path.join(paths.runtime, 'containerd.sock');
}

async function startContainerd(paths: InstancePaths): Promise<void> {
  if ((await daemonPid(containerd(paths))) !== undefined) return;
  await mkdir(paths.runtime, { recursive: true });
  const config = path.join(paths.folder, 'containerd.toml');
  await writeFile(
    config,
    [
      'version = 2',
      `root = "${path.join(paths.dataMount, 'containerd')}"`,
      `state = "${path.join(paths.runtime, 'containerd')}"`,
      'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
      '[grpc]',
      `address = "${containerdSocket(paths)}"`,
      '',
    ].join('\n'),
  );
  await startDaemon(containerd(paths), ['containerd', '--config', config]);
  await waitUntil(
    'containerd answers',
    30_000,
    async () =>
      (await attempt(['ctr', '--address', containerdSocket(paths), 'version'])).code === 0 ? true : undefined,
    () => daemonLogTail(containerd(paths)),
  );
}

/** Ends dockerd at once, as a crash would; containers go on until the next start. */
export async function killDockerd(paths: InstancePaths): Promise<void> {
  await stopDaemon(dockerd(paths), 'SIGKILL');
}

/** Ends dockerd as `systemctl stop docker` does: containers are stopped, what it holds in memory is gone. */
export async function endDockerd(paths: InstancePaths): Promise<void> {
  await stopDaemon(dockerd(paths));
}

/** Stops containers, dockerd, containerd and takes the bridges away. */
export async function stopDockerEngine(paths: InstancePaths): Promise<void> {
  if ((await daemonPid(dockerd(paths))) === undefined && (await daemonPid(containerd(paths))) !== undefined) {
    // After `kill dockerd` only dockerd knows how to end the containers that were left behind.
    await startDockerEngine(paths).catch(() => undefined);
  }
  if ((await daemonPid(dockerd(paths))) !== undefined) {
    const running = (await docker(paths, ['ps', '-q']).catch(() => '')).split('\n').filter(Boolean);
    if (running.length > 0) await docker(paths, ['kill', ...running]).catch(() => undefined);
  }
  await stopDaemon(dockerd(paths));
  await stopDaemon(containerd(paths));
  await killLeftoverShims(paths);
  await removeBridges(subnetOf(paths.id));
}

/** Shims name their containerd's socket in their arguments; what is left of ours after containerd's end is ended. */
async function killLeftoverShims(paths: InstancePaths): Promise<void> {
  for (const pid of await processesNaming('containerd-shim', containerdSocket(paths))) {
    await attempt(['kill', '-9', String(pid)]);
  }
}
