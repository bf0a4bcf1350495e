import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { shortId } from '../../main/restore/names';
import { daemonPid } from '../target/machine/daemon';
import { startDockerEngine } from '../target/machine/docker-engine';
import { type InstancePaths, instancePaths } from '../target/machine/paths';
import { processesNaming, processesOfContainer } from '../target/machine/process-identity';
import type { TestHost } from '../target/test-host';
import { containerStates, foldersOf, hostProcesses, isOurs, linesOf } from './host-view';

/** Stopped first and killed after, so that none sees another die, as when the power goes. Gives how many it killed. */
export function killAtOnce(pids: readonly number[]): number {
  const others = pids.filter((pid) => pid > 1 && pid !== process.pid);
  for (const pid of others) signalOne(pid, 'SIGSTOP');
  return others.filter((pid) => signalOne(pid, 'SIGKILL')).length;
}

function signalOne(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
    return false;
  }
}

async function pidsOf(host: TestHost, wanted: (name: string) => boolean): Promise<number[]> {
  const running = [...(await containerStates(host))]
    .filter(([name, state]) => state === 'running' && wanted(name))
    .map(([name]) => name);
  const pids: number[] = [];
  for (const name of running) {
    const pid = Number(await host.docker(['inspect', '-f', '{{.State.Pid}}', name]).catch(() => '0'));
    if (pid > 1) pids.push(pid);
  }
  return pids;
}

/** Pids of every script and session of ours on the host, and of our containers' main processes (the lock's not). */
export async function ourProcesses(host: TestHost): Promise<readonly number[]> {
  return [
    ...(await pidsOf(host, (name) => isOurs(name) && !name.startsWith('rc-lock-'))),
    ...(await hostProcesses(host)),
  ];
}

/** The cutover's scripts on the host, not the sessions that only look at them. */
export async function cutoverScripts(host: TestHost): Promise<readonly number[]> {
  const scripts: number[] = [];
  for (const pid of await hostProcesses(host)) {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (
      words.some((word) => word.endsWith('cutover.sh')) &&
      words.some((word) => word === 'run' || word === 'recover')
    )
      scripts.push(pid);
  }
  return scripts;
}

/**
 * The host goes down and comes up: scripts, sessions, containers, engine die at once, nothing is told before. The
 * engine then starts what its restart policies say, and what lived in memory is gone.
 */
export async function reboot(host: TestHost, more: readonly number[]): Promise<void> {
  const paths = instancePaths(host.instance);
  const containers = await pidsOf(host, () => true);
  const engine = [await enginePid(paths, 'dockerd'), await enginePid(paths, 'containerd')];
  const shims = await shimsOf(paths);
  killAtOnce([...more, ...engine, ...shims, ...(await hostProcesses(host)), ...containers]);
  await untilDead([...engine, ...shims, ...containers]);
  await killLateShims(paths);
  await forgetMemory(host);
  await startDockerEngine(paths);
}

function shimsOf(paths: InstancePaths): Promise<number[]> {
  return processesNaming('containerd-shim', path.join(paths.runtime, 'containerd.sock'));
}

/** One that was just being started is in no list, nor is what it had started: no boot leaves them. */
async function killLateShims(paths: InstancePaths): Promise<void> {
  for (let late = await shimsOf(paths); late.length > 0; late = await shimsOf(paths)) {
    const words = await Promise.all(
      late.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    );
    const ids = words.flatMap((line) => /-id\0([0-9a-f]{64})\0/.exec(line)?.[1] ?? []);
    const theirs = (await Promise.all(ids.map(processesOfContainer))).flat();
    killAtOnce([...late, ...theirs]);
    await untilDead([...late, ...theirs]);
  }
}

async function enginePid(paths: InstancePaths, name: string): Promise<number> {
  const pid = await daemonPid({ name, folder: paths.log });
  if (pid === undefined) throw new Error(`${name} does not run`);
  return pid;
}

/** What lies in memory does not outlive a boot: the scripts' scratch folders. Another test host's are not its. */
async function forgetMemory(host: TestHost): Promise<void> {
  const jobs = await readdir(path.join(foldersOf(host).work, 'jobs')).catch(() => []);
  for (const id of jobs)
    await rm(path.join('/dev/shm', `rc-cutover-${shortId(id)}`), { recursive: true, force: true });
}

async function untilDead(pids: readonly number[]): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    const states = await Promise.all(
      pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')),
    );
    if (states.every((state) => state === '' || / Z /.test(state.slice(state.lastIndexOf(')'))))) return;
    await sleep(50);
  }
}

/** Names of running containers that a restart policy brings back. */
export async function runningByPolicy(host: TestHost): Promise<readonly string[]> {
  const running = linesOf(await host.docker(['ps', '--format', '{{.Names}}']));
  if (running.length === 0) return [];
  const format = '{{.Name}} {{.HostConfig.RestartPolicy.Name}}';
  return linesOf(await host.docker(['inspect', '-f', format, ...running]).catch(() => ''))
    .filter((line) => line.endsWith('unless-stopped') || line.endsWith('always'))
    .map((line) => line.slice(1).split(' ')[0] ?? '');
}
