import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { docker } from '../machine/docker-engine';
import type { InstancePaths } from '../machine/paths';
import { attempt, run } from '../machine/run';
import { containerName } from '../stack/names';

async function pidOf(paths: InstancePaths, container: string): Promise<number> {
  const pid = Number(await docker(paths, ['inspect', '-f', '{{.State.Pid}}', container]));
  if (!(pid > 1)) throw new Error(`${container} does not run`);
  return pid;
}

/** The container's main process ignores SIGTERM from now on: `docker stop` waits its whole grace time, then kills. */
export async function ignoreStop(paths: InstancePaths, container: string): Promise<void> {
  process.kill(await pidOf(paths, container), 'SIGSTOP');
}

/** Nothing ends the container, not even SIGKILL: `docker stop` does not come back until `thaw`. */
export async function freeze(paths: InstancePaths, container: string): Promise<void> {
  await writeFile(await freezerFile(await pidOf(paths, container)), 'FROZEN');
}

/** In the freezer of cgroups v1 a killed process stays until thawed; v2 lets SIGKILL through, so it is no use here. */
async function freezerFile(pid: number): Promise<string> {
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8');
  const group = /^\d+:freezer:(.*)$/m.exec(groups)?.[1];
  if (group === undefined)
    throw new Error('this machine has no cgroup v1 freezer: use the plain form, without freezing');
  return path.join('/sys/fs/cgroup/freezer', group, 'freezer.state');
}

/** Lets stopped and frozen containers go on. */
export async function thaw(paths: InstancePaths): Promise<void> {
  const ids = (await docker(paths, ['ps', '-q', '--no-trunc'])).split('\n').filter(Boolean);
  for (const id of ids) {
    const pid = await pidOf(paths, id).catch(() => undefined);
    if (pid === undefined) continue;
    const freezer = await freezerFile(pid).catch(() => undefined);
    if (freezer !== undefined) await writeFile(freezer, 'THAWED').catch(() => undefined);
    await attempt(['kill', '-CONT', String(pid)]);
  }
}

/** Ends the container's main process as a crash does; its restart policy applies. */
export async function crashContainer(paths: InstancePaths, container: string): Promise<void> {
  process.kill(await pidOf(paths, container), 'SIGKILL');
}

/** Kills one client session with SIGKILL, on which PostgreSQL restarts itself; of one database when it is named. */
export async function crashSession(
  paths: InstancePaths,
  admin: string,
  database: string | undefined,
): Promise<void> {
  const where = database === undefined ? '' : `AND datname = '${database.replaceAll("'", "''")}'`;
  const sql = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ${where} ORDER BY backend_start LIMIT 1`;
  const psql = ['psql', '-X', '-w', '-A', '-t', '-U', admin, '-d', 'template1', '-c', sql];
  const pid = await docker(paths, ['exec', containerName('db'), ...psql]);
  if (pid === '') throw new Error(`no session${database === undefined ? '' : ` on ${database}`} to kill`);
  // The shell's own kill: the image has no kill program.
  await docker(paths, ['exec', containerName('db'), 'sh', '-c', 'kill -9 "$1"', 'sh', pid]);
}

/** What the health page does: as it finds, hang, or answer 503. Works on a stopped backend too, and lasts over a restart. */
export async function setHealthFault(paths: InstancePaths, fault: '' | 'hang' | 'bad'): Promise<void> {
  const folder = path.join(paths.folder, 'health');
  await run(['mkdir', '-p', folder]);
  const file = path.join(folder, 'health-fault');
  await writeFile(file, fault, { mode: 0o644 });
  await docker(paths, ['cp', file, `${containerName('backend')}:/tmp/health-fault`]);
}
