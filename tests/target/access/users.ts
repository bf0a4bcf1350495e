import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dockerGroup } from '../machine/docker-engine';
import type { InstancePaths } from '../machine/paths';
import { attempt, run } from '../machine/run';

/** How a test user logs in. */
export type LoginKind = 'key' | 'passphrase' | 'password' | 'agent' | 'root';
export const LOGIN_KINDS: readonly LoginKind[] = ['key', 'passphrase', 'password', 'agent', 'root'];

/** A login of the test host with the secrets a test needs; throwaway, useless elsewhere. */
export interface TestUser {
  auth: 'key' | 'password' | 'agent';
  /** Path of the private key, or null. */
  key: string | null;
  password: string | null;
  passphrase: string | null;
  /** Socket of the ssh-agent that holds the key, or null. */
  agent: string | null;
  home: string;
  root: boolean;
}

/** What all user names of an instance begin with. */
export function userPrefix(paths: InstancePaths): string {
  return `rct-${paths.id}-`;
}

export function userName(paths: InstancePaths, kind: LoginKind): string {
  return `${userPrefix(paths)}${kind}`;
}

export async function createUsersGroup(paths: InstancePaths): Promise<void> {
  await run(['groupadd', '-f', dockerGroup(paths)]);
}

const PASSPHRASE = 'test host passphrase: ñ "quoted" $HOME';
const PASSWORD = "test host password: it's 100% $HOME";

/**
 * Makes the system users. `root` is a second name for uid 0 with a home of its own, so that nothing is left in
 * /root; the others are plain members of the group that owns the Docker socket.
 */
export async function createUsers(paths: InstancePaths): Promise<Record<string, TestUser>> {
  await createUsersGroup(paths);
  const users: Record<string, TestUser> = {};
  for (const kind of LOGIN_KINDS) users[userName(paths, kind)] = await createUser(paths, kind);
  return users;
}

async function createUser(paths: InstancePaths, kind: LoginKind): Promise<TestUser> {
  const name = userName(paths, kind);
  const home = path.join(paths.homesMount, kind);
  await mkdir(home, { recursive: true });
  if ((await attempt(['id', name])).code !== 0) {
    const identity = kind === 'root' ? ['-o', '-u', '0', '-g', '0'] : ['-g', dockerGroup(paths)];
    await run(['useradd', '-M', '-d', home, '-s', '/bin/sh', ...identity, name]);
  }
  // Without PAM sshd refuses a locked account ("!") even with a key; "*" is no password, but not locked.
  if (kind === 'password') await run(['chpasswd'], { input: `${name}:${PASSWORD}\n` });
  else await run(['usermod', '-p', '*', name]);
  const uid = Number(await run(['id', '-u', name]));
  const gid = Number(await run(['id', '-g', name]));
  await chown(home, uid, gid);
  await chmod(home, 0o750);
  const passphrase = kind === 'passphrase' ? PASSPHRASE : null;
  const key = kind === 'password' ? null : await createKey(paths, kind, passphrase ?? '');
  return {
    auth: kind === 'password' ? 'password' : kind === 'agent' ? 'agent' : 'key',
    key,
    password: kind === 'password' ? PASSWORD : null,
    passphrase,
    agent: kind === 'agent' ? agentSocket(paths) : null,
    home,
    root: kind === 'root',
  };
}

export function agentSocket(paths: InstancePaths): string {
  return path.join(paths.runtime, 'agent.sock');
}

async function createKey(paths: InstancePaths, kind: LoginKind, passphrase: string): Promise<string> {
  const folder = path.join(paths.folder, 'keys');
  const key = path.join(folder, kind);
  await mkdir(path.join(folder, 'authorized'), { recursive: true });
  await chmod(folder, 0o700);
  await rm(key, { force: true });
  await rm(`${key}.pub`, { force: true });
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', passphrase, '-C', `test host ${kind}`, '-f', key]);
  const authorized = path.join(paths.runtime, 'authorized');
  await mkdir(authorized, { recursive: true });
  await writeFile(
    path.join(authorized, userName(paths, kind)),
    await run(['ssh-keygen', '-y', '-P', passphrase, '-f', key]),
  );
  return key;
}

/** Takes the instance's users and group away, whatever of theirs still runs. */
export async function removeUsers(paths: InstancePaths): Promise<void> {
  for (const kind of LOGIN_KINDS) await attempt(['userdel', '-f', userName(paths, kind)]);
  await attempt(['groupdel', dockerGroup(paths)]);
}
