import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity';

/** A process that outlives us, known by a file that holds its identity. */
export interface Daemon {
  name: string;
  /** Folder of identity files and logs. */
  folder: string;
}

function identityFile(daemon: Daemon): string {
  return path.join(daemon.folder, `${daemon.name}.process`);
}

/** Starts a command in a session of its own, its output appended to `NAME.log`. */
export async function startDaemon(
  daemon: Daemon,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  await mkdir(daemon.folder, { recursive: true });
  const [command, ...args] = argv;
  if (command === undefined) throw new Error('no command given');
  const log = openSync(path.join(daemon.folder, `${daemon.name}.log`), 'a');
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env },
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
  if (child.pid === undefined) throw new Error(`${command} did not start`);
  await writeFile(identityFile(daemon), (await processIdentity(child.pid)) ?? '');
}

/** The daemon's pid while it lives, else undefined. */
export async function daemonPid(daemon: Daemon): Promise<number | undefined> {
  const identity = await readFile(identityFile(daemon), 'utf8').catch(() => '');
  const pid = Number(identity.split(' ')[0]);
  if (identity === '' || !(pid > 1)) return undefined;
  return (await processIdentity(pid)) === identity ? pid : undefined;
}

/** Asks the daemon to end, and after `patience` milliseconds makes it. */
export async function stopDaemon(
  daemon: Daemon,
  signal: NodeJS.Signals = 'SIGTERM',
  patience = 15_000,
): Promise<void> {
  const pid = await daemonPid(daemon);
  if (pid === undefined) return;
  process.kill(pid, signal);
  for (let waited = 0; (await daemonPid(daemon)) !== undefined; waited += 50) {
    if (waited === patience) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
}

/** The last lines of a daemon's log, for an error text. */
export async function daemonLogTail(daemon: Daemon): Promise<string> {
  const log = await readFile(path.join(daemon.folder, `${daemon.name}.log`), 'utf8').catch(() => '');
  return log.trimEnd().split('\n').slice(-12).join('\n');
}
