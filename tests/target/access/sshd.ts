import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { type Daemon, daemonLogTail, daemonPid, startDaemon, stopDaemon } from '../machine/daemon';
import type { InstancePaths } from '../machine/paths';
import { attempt, run } from '../machine/run';
import { waitUntil } from '../machine/wait-until';
import { agentSocket } from './users';

/** A host key as the console pins it. */
export interface PublicHostKey {
  type: string;
  key: string;
}

function sshd(paths: InstancePaths): Daemon {
  return { name: 'sshd', folder: paths.log };
}

function agent(paths: InstancePaths): Daemon {
  return { name: 'ssh-agent', folder: paths.log };
}

function hostKeyFile(paths: InstancePaths): string {
  return path.join(paths.folder, 'keys', 'host_ed25519');
}

/** Starts an sshd of our own on a loopback port, with a throwaway host key and only this instance's users. */
export async function startSshd(paths: InstancePaths, port: number, users: readonly string[]): Promise<void> {
  if ((await daemonPid(sshd(paths))) !== undefined) return;
  await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  await mkdir(path.join(paths.folder, 'keys'), { recursive: true });
  if ((await attempt(['test', '-s', hostKeyFile(paths)])).code !== 0) {
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'test host', '-f', hostKeyFile(paths)]);
  }
  const config = path.join(paths.folder, 'sshd_config');
  await writeFile(
    config,
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${hostKeyFile(paths)}`,
      `PidFile ${path.join(paths.runtime, 'sshd.pid')}`,
      `AuthorizedKeysFile ${path.join(paths.runtime, 'authorized')}/%u`,
      `AllowUsers ${users.join(' ')}`,
      'UsePAM no',
      'StrictModes no',
      'PermitRootLogin yes',
      'PasswordAuthentication yes',
      'KbdInteractiveAuthentication no',
      'MaxStartups 100',
      'MaxSessions 100',
      'UseDNS no',
      'PrintMotd no',
      'PrintLastLog no',
      'Subsystem sftp internal-sftp',
      '',
    ].join('\n'),
  );
  await startDaemon(sshd(paths), ['/usr/sbin/sshd', '-D', '-e', '-f', config]);
  await waitUntil(
    'sshd answers',
    10_000,
    () => answersOn(port),
    () => daemonLogTail(sshd(paths)),
  );
}

function answersOn(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(undefined));
    socket.setTimeout(1000, () => {
      resolve(undefined);
      socket.destroy();
    });
  });
}

export async function publicHostKey(paths: InstancePaths): Promise<PublicHostKey> {
  const [type, key] = (await readFile(`${hostKeyFile(paths)}.pub`, 'utf8')).split(' ');
  if (type === undefined || key === undefined) throw new Error('the host key file is not a public key');
  return { type, key };
}

/** An ssh-agent that holds the key of the user who logs in by agent. */
export async function startAgent(paths: InstancePaths, key: string): Promise<void> {
  if ((await daemonPid(agent(paths))) === undefined) {
    await rm(agentSocket(paths), { force: true });
    await startDaemon(agent(paths), ['ssh-agent', '-D', '-a', agentSocket(paths)]);
  }
  await waitUntil('ssh-agent takes the key', 10_000, async () => {
    const added = await attempt(['ssh-add', '-q', key], { env: { SSH_AUTH_SOCK: agentSocket(paths) } });
    return added.code === 0 ? true : undefined;
  });
}

/** Ends sshd, its sessions and the agent. */
export async function stopSshd(paths: InstancePaths): Promise<void> {
  await stopDaemon(sshd(paths));
  await stopDaemon(agent(paths));
}
