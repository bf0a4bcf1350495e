import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** What a command left behind. `code` is null when a signal ended it. */
export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Given to the command's standard input; without it the input is closed. */
  input?: string | Readable;
  env?: Record<string, string>;
  cwd?: string;
  /** Milliseconds before the command is killed. */
  timeout?: number;
}

/** Runs a command to its end and reports how it went; never rejects because of its exit code. */
export function attempt(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [command, ...args] = argv;
  if (command === undefined) throw new Error('no command given');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      timeout: options.timeout,
      killSignal: 'SIGKILL',
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
    if (child.stdin !== null) {
      // The command may end before it has read everything; its exit code tells the story.
      child.stdin.on('error', () => undefined);
      if (typeof options.input === 'string') child.stdin.end(options.input);
      else options.input?.pipe(child.stdin);
    }
  });
}

/** Runs a command that must succeed and returns what it wrote to standard output, without the last newline. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const ran = await attempt(argv, options);
  if (ran.code !== 0) {
    const tail = `${ran.stdout}\n${ran.stderr}`.trim().split('\n').slice(-15).join('\n');
    throw new Error(`${argv.join(' ').slice(0, 400)} ended with ${ran.code ?? 'a signal'}\n${tail}`);
  }
  return ran.stdout.replace(/\n$/, '');
}
