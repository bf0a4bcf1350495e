import { spawn, spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout: every script works from there, whatever folder it was started in. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Runs a command to its end with this terminal's input and output.
 * Resolves to the exit code (128 + signal number is not computed: a signal is 1); a missing command is 127.
 * With `limitMs` the whole process group is ended when time is up, and the code is 124.
 */
export function run(argv, { env = process.env, cwd = ROOT, limitMs, stdio = 'inherit' } = {}) {
  const [command, ...args] = argv;
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, stdio, detached: limitMs !== undefined });
    let late = false;
    const timer =
      limitMs === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            endGroup(child.pid);
          }, limitMs);
    // A detached group does not get the terminal's Ctrl-C: hand it on.
    const handOn = () => {
      if (limitMs !== undefined) endGroup(child.pid);
    };
    process.on('SIGINT', handOn);
    process.on('SIGTERM', handOn);
    child.once('error', () => finish(127));
    child.once('exit', (code) => finish(late ? 124 : (code ?? 1)));
    function finish(code) {
      clearTimeout(timer);
      process.off('SIGINT', handOn);
      process.off('SIGTERM', handOn);
      resolve(code);
    }
  });
}

/** Runs a command to its end and hands over its standard output; what it says on standard error is seen at once. */
export function runForOutput(argv, { env = process.env, cwd = ROOT } = {}) {
  const [command, ...args] = argv;
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, stdio: ['inherit', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.once('error', () => resolve({ code: 127, stdout }));
    child.once('close', (code) => resolve({ code: code ?? 1, stdout }));
  });
}

/** Runs a command quietly to its end; `code` 127 when it does not exist. */
export function capture(argv, { env = process.env, cwd = ROOT, limitMs } = {}) {
  const [command, ...args] = argv;
  const options = { env, cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  if (limitMs !== undefined) options.timeout = limitMs;
  const result = spawnSync(command, args, options);
  return {
    code: result.error?.code === 'ENOENT' ? 127 : (result.status ?? 1),
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
  };
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGTERM');
    setTimeout(() => {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }, 5_000).unref();
  } catch {
    // It has ended by itself.
  }
}
