import { readdir, readlink, rm } from 'node:fs/promises';
import { stopSshd } from '../access/sshd';
import { removeUsers, userPrefix } from '../access/users';
import { stopProxy } from '../proxy/proxy-process';
import { unmountBelow } from './disk';
import { stopDockerEngine } from './docker-engine';
import type { InstancePaths } from './paths';
import { processesNaming } from './process-identity';
import { run } from './run';

/** Ends and removes everything of an instance, running or half made; the shared cache stays. */
export async function removeInstance(paths: InstancePaths): Promise<void> {
  await stopProxy(paths);
  await stopSshd(paths);
  await stopDockerEngine(paths);
  await endProcessesOf(paths);
  await unmountBelow(paths.runtime);
  await removeUsers(paths);
  await rm(paths.runtime, { recursive: true, force: true });
  await rm(paths.folder, { recursive: true, force: true });
}

/** Sessions and detached scripts of the instance's users: they name the user, or stand in a home of the instance. */
async function endProcessesOf(paths: InstancePaths): Promise<void> {
  const pids = new Set(await processesNaming('sshd: ', userPrefix(paths)));
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (folder === paths.runtime || folder.startsWith(`${paths.runtime}/`)) pids.add(pid);
  }
  for (const pid of pids) await run(['kill', '-9', String(pid)]).catch(() => undefined);
}
