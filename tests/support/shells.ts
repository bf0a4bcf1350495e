import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A shell of a host with its tools: dash with GNU tools, or busybox ash with nothing but busybox. */
export interface HostShell {
  readonly name: 'dash and GNU tools' | 'busybox';
  /** PATH on which `sh` is this shell, with its tools. */
  readonly path: string;
  /** Runs a script as `sh -c`; `$1…` are args. Output is kept as latin1 so that every byte shows. */
  run(script: string, options?: { args?: readonly string[]; env?: Record<string, string> }): ShellResult;
  /** The same without waiting: for tests that kill it. */
  start(
    script: string,
    options?: { args?: readonly string[]; env?: Record<string, string> },
  ): {
    kill(): void;
    ended: Promise<void>;
  };
}

export interface ShellResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function makeShell(
  name: HostShell['name'],
  program: string,
  first: readonly string[],
  path: string,
): HostShell {
  return {
    name,
    path,
    run(script, { args = [], env = {} } = {}) {
      const result = spawnSync(program, [...first, '-c', script, 'media-swap', ...args], {
        env: { PATH: path, ...env },
        encoding: 'latin1',
        maxBuffer: 64 * 1024 * 1024,
        // A script that never ends fails its test: the test's own bound does not reach into a waiting process.
        timeout: 300_000,
        killSignal: 'SIGKILL',
      });
      return { status: result.status, stdout: result.stdout, stderr: result.stderr };
    },
    start(script, { args = [], env = {} } = {}) {
      const child = spawn(program, [...first, '-c', script, 'media-swap', ...args], {
        env: { PATH: path, ...env },
        stdio: 'ignore',
        detached: true,
      });
      const ended = new Promise<void>((resolve) => {
        child.once('close', () => resolve());
      });
      return {
        kill: () => {
          if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
        },
        ended,
      };
    },
  };
}

/** dash always; busybox where it is installed (package busybox-static). */
export function hostShells(): readonly HostShell[] {
  const shells = [makeShell('dash and GNU tools', '/bin/dash', [], '/usr/bin:/bin')];
  const busybox = ['/bin/busybox', '/usr/bin/busybox'].find((path) => spawnSync(path, ['true']).status === 0);
  if (busybox) {
    const applets = mkdtempSync(join(tmpdir(), 'rc-busybox-'));
    const names = spawnSync(busybox, ['--list'], { encoding: 'utf8' }).stdout.split('\n');
    for (const applet of names.filter((each) => each !== '')) symlinkSync(busybox, join(applets, applet));
    shells.push(makeShell('busybox', busybox, ['sh'], applets));
  } else {
    console.warn(
      'busybox is not installed (apt-get install busybox-static): its half of these tests is skipped',
    );
  }
  return shells;
}
