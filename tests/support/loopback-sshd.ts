import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Hop, HostKey } from '../../shared/profile';

/** Why there is no sshd to test against, or null. */
export const NO_SSHD = ['/usr/sbin/sshd', '/usr/bin/ssh-keygen'].every((path) => existsSync(path))
  ? userInfo().uid === 0
    ? null
    : 'starting an sshd that logs in needs root'
  : 'openssh-server is not installed';

export interface LoopbackSshd {
  readonly port: number;
  readonly folder: string;
  /** The ed25519 and RSA keys the host owns. */
  readonly hostKeys: { readonly ed25519: HostKey; readonly rsa: HostKey };
  /** Path of the client key that may log in. */
  readonly clientKey: string;
  /** Ready for a profile: this user, key authentication, ed25519 key pinned. */
  readonly hop: Hop;
  /** Ends every connection at once, as a network that breaks does; new ones are accepted again. */
  cutConnections(): void;
  stop(): Promise<void>;
}

/** A real OpenSSH server on a free loopback port with throwaway keys, under the user that runs the tests. */
export async function startLoopbackSshd(extraConfig: readonly string[] = []): Promise<LoopbackSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'rc-sshd-'));
  const port = await freePort();
  for (const type of ['ed25519', 'rsa']) makeKey(join(folder, `host-${type}`), type, '');
  const clientKey = join(folder, 'client');
  makeKey(clientKey, 'ed25519', '');
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${clientKey}.pub`));
  mkdirSync('/run/sshd', { recursive: true });
  writeFileSync(join(folder, 'sshd_config'), configuration(folder, port, extraConfig));
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  sshd.stderr.resume();
  await answers(port);
  const ed25519 = publicKey(join(folder, 'host-ed25519.pub'));
  return {
    port,
    folder,
    hostKeys: { ed25519, rsa: publicKey(join(folder, 'host-rsa.pub')) },
    clientKey,
    hop: {
      host: '127.0.0.1',
      port,
      user: userInfo().username,
      authentication: { kind: 'key', path: clientKey, passphrase: false },
      hostKey: ed25519,
    },
    cutConnections: () => killChildren(sshd),
    stop: async () => {
      killChildren(sshd);
      const ended = new Promise((resolve) => sshd.once('exit', resolve));
      sshd.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A throwaway key pair at `path` and `path.pub`. */
export function makeKey(path: string, type: string, passphrase: string, more: readonly string[] = []): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', path, ...more]);
}

/** Lets another public key log in. */
export function authorize(sshd: LoopbackSshd, publicKeyPath: string): void {
  writeFileSync(join(sshd.folder, 'authorized_keys'), readFileSync(publicKeyPath), { flag: 'a' });
}

export function publicKey(path: string): HostKey {
  const [type = '', key = ''] = readFileSync(path, 'utf8').split(' ');
  return { type, key };
}

function configuration(folder: string, port: number, extra: readonly string[]): string {
  return [
    ...extra,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host-rsa`,
    `HostKey ${folder}/host-ed25519`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    `PidFile ${folder}/sshd.pid`,
    'UsePAM no',
    'StrictModes no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 100',
    // sshd takes a subsystem's name once.
    ...(extra.some((line) => line.startsWith('Subsystem ')) ? [] : ['Subsystem sftp internal-sftp']),
    '',
  ].join('\n');
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`sshd does not answer on port ${port}`);
}

/** The processes of the connections, children of the listening sshd. */
function killChildren(sshd: ChildProcess): void {
  const children = readFileSync(`/proc/${sshd.pid}/task/${sshd.pid}/children`, 'utf8').trim();
  for (const pid of children.split(' ').filter(Boolean)) endProcess(Number(pid));
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself between the look and the kill.
  }
}
