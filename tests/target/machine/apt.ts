import { access, chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { osRelease } from './debian-sources';
import { attempt, run } from './run';
import { say } from './say';

/** Exit code of the command line when this machine cannot carry a test host; tests skip on it. */
export const CANNOT_RUN_HERE = 77;

/** This machine cannot carry a test host; the message says what is missing. */
export class CannotRunHere extends Error {}

/** Command → Debian package that brings it. */
const NEEDED: Readonly<Record<string, string>> = {
  dockerd: 'docker.io',
  docker: 'docker.io',
  containerd: 'docker.io',
  iptables: 'iptables',
  sshd: 'openssh-server',
  'ssh-keygen': 'openssh-client',
  'ssh-agent': 'openssh-client',
  mmdebstrap: 'mmdebstrap',
  'mkfs.ext4': 'e2fsprogs',
  losetup: 'mount',
  ip: 'iproute2',
  useradd: 'passwd',
  tar: 'tar',
};

async function commandExists(command: string): Promise<boolean> {
  const found = await attempt(['sh', '-c', 'PATH=$PATH:/usr/sbin:/sbin command -v "$1"', 'sh', command]);
  return found.code === 0;
}

async function missingPackages(): Promise<string[]> {
  const missing = new Set<string>();
  for (const [command, name] of Object.entries(NEEDED)) {
    if (!(await commandExists(command))) missing.add(name);
  }
  // From Debian 13 on the client is a package of its own.
  if (missing.has('docker.io') && (await hasCandidate('docker-cli'))) missing.add('docker-cli');
  return [...missing];
}

async function hasCandidate(name: string): Promise<boolean> {
  const policy = await attempt(['apt-cache', 'policy', name]);
  return /Candidate: (?!\(none\))/.test(policy.stdout);
}

/** Why this machine cannot carry a test host, or undefined when it can (perhaps after installing packages). */
export async function whyNotHere(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `the test host needs Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'the test host needs root (file systems, bridges, users)';
  const release = await osRelease();
  if (release.ID === 'debian') return undefined;
  const missing = [...new Set(Object.values(NEEDED))].join(', ');
  return `the test host installs Debian packages and this is ${release.ID ?? 'unknown'}; it would need ${missing}`;
}

/** Installs what is missing, saying so first. Services that come with the packages are not started. */
export async function ensurePackages(): Promise<void> {
  const obstacle = await whyNotHere();
  if (obstacle !== undefined) throw new CannotRunHere(obstacle);
  const lists = await readdir('/var/lib/apt/lists').catch(() => []);
  if ((await missingPackages()).length === 0) return;
  if (!lists.some((file) => file.endsWith('_Packages') || file.includes('_Packages.'))) {
    say('reading the package lists (apt-get update)');
    await run(['apt-get', 'update', '-q']);
  }
  const missing = await missingPackages();
  say(`installing Debian packages: ${missing.join(', ')}`);
  await withoutStartingServices(() =>
    run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...missing], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    }),
  );
}

/** Debian's own switch: while policy-rc.d answers 101, no package starts its service. An existing one is left alone. */
async function withoutStartingServices(work: () => Promise<unknown>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = await access(policy).then(
    () => false,
    () => true,
  );
  if (ours) {
    await writeFile(policy, '#!/bin/sh\nexit 101\n');
    await chmod(policy, 0o755);
  }
  try {
    await work();
  } finally {
    if (ours) await rm(policy, { force: true });
  }
}
