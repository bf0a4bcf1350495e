import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Job } from '../../shared/restore/job';
import { type RunEvent, runEventSchema } from '../../shared/restore/run-event';

const ROOT = path.resolve(__dirname, '../..');

/** A built command line instead of the sources: a series that starts it a thousand times saves a second each time. */
const BUILT = process.env.RESTORE_CONSOLE_CLI;
const ENTRY = BUILT ? [path.resolve(BUILT)] : ['--import', 'tsx', path.join(ROOT, 'main/cli.ts')];

export interface CliResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command line as its own process, with a state folder of its own. */
export class Cli {
  constructor(private readonly home: string) {}

  async run(args: readonly string[], input = ''): Promise<CliResult> {
    return this.start(args, input).ended;
  }

  /** Starts a command that the test means to signal or to watch. */
  start(
    args: readonly string[],
    input = '',
  ): { readonly child: ChildProcess; readonly ended: Promise<CliResult>; readonly output: () => string } {
    const child = spawn(process.execPath, [...ENTRY, ...args], {
      cwd: ROOT,
      env: { ...process.env, RESTORE_CONSOLE_HOME: this.home },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    child.stdin.end(input);
    const ended = once(child, 'close').then(([exitCode, signal]) => ({ exitCode, signal, stdout, stderr }));
    return { child, ended, output: () => stdout };
  }

  async json(args: readonly string[]): Promise<unknown> {
    const result = await this.run([...args, '--json']);
    return JSON.parse(result.stdout);
  }
}

/** The events a `restore --json` printed, each checked against its schema. */
export function eventsOf(stdout: string): readonly RunEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => runEventSchema.parse(JSON.parse(line)));
}

/** The job the last event carries. */
export function finishedJob(result: CliResult): Job {
  const last = eventsOf(result.stdout).at(-1);
  if (last?.type === 'finished') return last.job;
  throw new Error(
    `The run did not finish (exit ${result.exitCode}):\n${result.stdout.slice(-2000)}\n${result.stderr}`,
  );
}

/** Waits until a started command has printed something that matches. */
export async function untilPrinted(
  output: () => string,
  pattern: RegExp,
  milliseconds = 300_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!pattern.test(output())) {
    if (Date.now() > deadline) throw new Error(`Never printed ${pattern}:\n${output().slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
