import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { CommandResult, ExecOptions, RemoteHost } from '../../main/restore/ports/host';
import { fail } from '../../shared/errors/app-error';

/** A RemoteHost that is this machine: argv runs as a child process, files are local. For tests of what runs on a host. */
export function createLocalHost(options: { readonly env?: NodeJS.ProcessEnv } = {}): RemoteHost {
  const environment = options.env ?? process.env;
  const exec = (argv: readonly string[], execOptions: ExecOptions = {}) =>
    runLocally(argv, execOptions, environment);
  return {
    address: 'tester@localhost:22',
    fingerprint: 'SHA256:local',
    exec,
    async run(argv, execOptions) {
      const result = await exec(argv, execOptions);
      if (result.exitCode === 0) return result.stdout;
      const params = { command: argv.join(' ').slice(0, 160), exitCode: result.exitCode ?? 'none' };
      throw fail('command-failed', params, { evidence: { stderrTail: result.stderr.slice(-4096) } });
    },
    readFile: (path) => readFile(path).catch(absent),
    async writeFile(path, content, mode) {
      await writeFile(`${path}.beside`, content, { mode });
      await rename(`${path}.beside`, path);
    },
    async stat(path) {
      const found = await stat(path).catch(absent);
      return found && { bytes: found.size, modifiedAt: found.mtimeMs, directory: found.isDirectory() };
    },
    list: async (path) => (await readdir(path).catch(absent)) ?? [],
    async makeDirectory(path, mode) {
      await mkdir(path, { recursive: true, mode });
    },
    removeFile: (path) => rm(path, { force: true }),
    rename,
    async upload({ local, remotePart, onProgress }) {
      await access(local, constants.R_OK);
      await copyFile(local, remotePart);
      onProgress((await stat(remotePart)).size);
      return { kind: 'uploaded' };
    },
    async httpGet(url, timeoutMs) {
      const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
      return { status: response.status, body: await response.text() };
    },
    onClose() {},
    async close() {},
  };
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function runLocally(
  argv: readonly string[],
  options: ExecOptions,
  env: NodeJS.ProcessEnv,
): Promise<CommandResult> {
  const [program = '', ...args] = argv;
  const { signal, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: 'pipe' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (error: Error) => {
      clearTimeout(timer);
      child.kill('SIGTERM');
      reject(error);
    };
    const onAbort = () => giveUp(fail('cancelled', { step: program }));
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (timeoutMs !== undefined) {
      timer = setTimeout(
        () => giveUp(fail('command-failed', { command: program, exitCode: 'none' })),
        timeoutMs,
      );
    }
    child.stdout.on('data', (chunk: Buffer) =>
      options.onStdout ? options.onStdout(chunk) : stdout.push(chunk),
    );
    child.stderr.on('data', (chunk: Buffer) => {
      options.onStderr?.(chunk);
      stderr.push(chunk);
    });
    // A login shell would say this; without one the spawn itself fails.
    child.on('error', () =>
      resolve({ exitCode: 127, signal: null, stdout: '', stderr: `sh: ${program}: not found` }),
    );
    child.on('close', (exitCode, signalName) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve({
        exitCode,
        signal: signalName,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
  });
}
