import { type Daemon, daemonPid } from './daemon';
import type { InstancePaths } from './paths';

const NAMES = ['containerd', 'dockerd', 'sshd', 'ssh-agent', 'proxy'] as const;

/** Which of an instance's daemons do not run. */
export async function daemonsDown(paths: InstancePaths): Promise<string[]> {
  const down: string[] = [];
  for (const name of NAMES) {
    const daemon: Daemon = { name, folder: paths.log };
    if ((await daemonPid(daemon)) === undefined) down.push(name);
  }
  return down;
}
