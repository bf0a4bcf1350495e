import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDockerHost } from '../../main/docker/docker-host';
import { STATUS_MARK } from '../../main/docker/helper-script';
import { quoteArgument } from '../../main/remote/shell-quote';
import { createAfterCommands } from '../../main/restore/after-commands/create-after-commands';
import { jobPlace } from '../../main/restore/names';
import type { AfterCommand } from '../../main/restore/ports/after-commands';
import { createLocalHost } from './local-host';

const SCRIPT = path.join(__dirname, 'fake-docker/one-off.sh');

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * The real scripts of `after` commands on this machine, over a docker by hand with one service. `onTestFinished` is the
 * test's own: tests that run beside each other end what they started, and only that.
 */
export function oneOffEngine(
  service: {
    readonly env: readonly string[];
    readonly networks: readonly string[];
    /** PATH of the host, which decides its shell. */
    readonly path: string;
  },
  onTestFinished: (work: () => Promise<void>) => void,
) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'restore-console-one-off-'));
  const at = (name: string): string => path.join(folder, name);
  const place = jobPlace('12345678-aaaa', at('work'), 'a'.repeat(64), 'image');
  mkdirSync(place.jobDir, { recursive: true });
  mkdirSync(at('containers/web'), { recursive: true });
  mkdirSync(at('names'));
  writeFileSync(at('containers/web/state'), 'running 0\n');
  writeFileSync(at('containers/web/networks'), `${['app', ...service.networks].join('\n')}\n`);
  writeFileSync(at('env.json'), JSON.stringify(service.env));
  const host = createLocalHost({ env: { PATH: service.path, RC_FAKE: folder } });
  const docker = createDockerHost({ host, command: { command: ['sh', SCRIPT] } });
  const afterCommands = createAfterCommands({
    host,
    docker,
    quote: quoteArgument,
    statusMark: STATUS_MARK,
  });
  const lines = (name: string): string[] =>
    existsSync(at(name)) ? readFileSync(at(name), 'utf8').split('\n').filter(Boolean) : [];
  // What a test has started ends before its folder goes.
  onTestFinished(async () => {
    for (const pid of [...lines('attendant'), ...lines('clients')].map(Number)) {
      while (lives(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    at,
    place,
    host,
    afterCommands,
    lines,
    /** What the container does when it is started. */
    commandIs: (script: string): void => writeFileSync(at('command.sh'), script),
    /** Follows a command as one console; lines that were told are in `told`. */
    begin(command: AfterCommand, fromOffset = 0) {
      const told: string[] = [];
      const abort = new AbortController();
      const reached = { offset: fromOffset };
      const end = afterCommands.run(command, {
        fromOffset,
        signal: abort.signal,
        onLine: (line, next) => {
          told.push(line);
          reached.offset = next;
        },
      });
      return { end, told, abort, reached };
    },
    /** Waits until a file of the engine holds a line that matches. */
    async until(name: string, pattern: RegExp): Promise<void> {
      while (!lines(name).some((line) => pattern.test(line))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}
