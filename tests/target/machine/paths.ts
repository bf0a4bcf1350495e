import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where everything of one instance lies. */
export interface InstancePaths {
  name: string;
  /** Six hexadecimal digits from state folder and name: in user, bridge and group names, short enough for the kernel. */
  id: string;
  /** Kept files: disk images, keys, state; below the state folder. */
  folder: string;
  /** Sockets, homes and mounts. Not below a home directory: plain users must be able to walk into it. */
  runtime: string;
  stateFile: string;
  lockFile: string;
  dataDisk: string;
  dataMount: string;
  homesDisk: string;
  homesMount: string;
  dockerSocket: string;
  proxySocket: string;
  log: string;
}

/** The test host's own folder on this machine; RESTORE_CONSOLE_TEST_HOST moves it. */
export function stateFolder(): string {
  return process.env.RESTORE_CONSOLE_TEST_HOST ?? path.join(homedir(), '.cache/restore-console/test-host');
}

/** Root file systems, seeded disks and archives, shared by all instances and kept by `down`. */
export function cacheFolder(): string {
  return path.join(stateFolder(), 'cache');
}

export const RUNTIME_ROOT = '/run/restore-console-test-host';

export function instancePaths(name: string): InstancePaths {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) {
    throw new Error(`instance name "${name}": small letters, digits and dashes only, at most 31`);
  }
  const id = createHash('sha256').update(`${stateFolder()}\0${name}`).digest('hex').slice(0, 6);
  const folder = path.join(stateFolder(), 'instances', name);
  const runtime = path.join(RUNTIME_ROOT, id);
  return {
    name,
    id,
    folder,
    runtime,
    stateFile: path.join(folder, 'state.json'),
    lockFile: path.join(stateFolder(), 'locks', `${name}.lock`),
    dataDisk: path.join(folder, 'data.img'),
    dataMount: path.join(runtime, 'data'),
    homesDisk: path.join(folder, 'homes.img'),
    homesMount: path.join(runtime, 'homes'),
    dockerSocket: path.join(runtime, 'docker.sock'),
    proxySocket: path.join(runtime, 'proxy.sock'),
    log: path.join(folder, 'log'),
  };
}
