import type { ChildProcess } from 'node:child_process';
import { z } from 'zod';
import { type Job, jobSchema } from '../../shared/restore/job';
import { Cli, type CliResult } from '../support/run-cli';

const spokenSchema = z.object({ type: z.string(), jobId: z.string() }).loose();

/** One event of a run, as far as the harness looks into it. */
export interface Spoken {
  readonly type: string;
  readonly jobId: string;
  readonly [key: string]: unknown;
}

/** A command line that runs, with its events as they come. */
export interface RunningConsole {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  readonly said: readonly Spoken[];
  readonly hasEnded: () => boolean;
}

/** A command's end, its words kept as evidence. */
export interface Told {
  readonly command: string;
  readonly result: CliResult;
}

/** An operator's console: the real command line with a history of its own. */
export class Console {
  readonly #cli: Cli;

  constructor(
    readonly home: string,
    private readonly target: string,
  ) {
    this.#cli = new Cli(home);
  }

  async addTarget(profile: string): Promise<void> {
    const added = await this.#cli.run(['targets', 'add', '--file', profile]);
    if (added.exitCode !== 0) throw new Error(added.stderr);
  }

  restore(archive: string, more: readonly string[] = []): RunningConsole {
    return this.#start([
      'restore',
      archive,
      '--target',
      this.target,
      '--confirm',
      this.target,
      '--json',
      ...more,
    ]);
  }

  recover(): RunningConsole {
    return this.#start(['recover', '--target', this.target, '--json']);
  }

  /** Goes on with a run whose console is gone; `--target` finds one that this history does not know. */
  attach(jobId: string): RunningConsole {
    return this.#start(['attach', jobId, '--target', this.target, '--json']);
  }

  /** Back to the pair before a restore, or forward again. */
  rollback(jobId: string): RunningConsole {
    return this.#start(['rollback', jobId, '--confirm', this.target, '--json']);
  }

  /** Newest first. */
  async history(): Promise<readonly Job[]> {
    const result = await this.#cli.run(['jobs', '--json', '--limit', '100000']);
    if (result.exitCode !== 0) throw new Error(`jobs: ${result.stderr}`);
    return z.object({ jobs: z.array(jobSchema) }).parse(JSON.parse(result.stdout)).jobs;
  }

  #start(args: readonly string[]): RunningConsole {
    const { child, ended } = this.#cli.start(args);
    const said: Spoken[] = [];
    let rest = '';
    let over = false;
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{')) said.push(spokenSchema.parse(JSON.parse(line)));
    });
    const done = ended.then((result) => {
      over = true;
      return result;
    });
    return { child, ended: done, said, hasEnded: () => over };
  }
}

/** The contract's exit status for how a job ended; several where the contract leaves it to the reason. */
export function exitStatusesOf(job: Job): readonly number[] {
  switch (job.status) {
    case 'completed':
    case 'uploaded':
    case 'rolled_back':
      return [0];
    case 'cancelled':
      return [4];
    case 'interrupted':
      return [5];
    case 'failed':
      return job.needs_person
        ? [5]
        : job.steps.some((step) => step.id === 'lock' && step.state === 'done')
          ? [1]
          : [1, 2, 3];
    case 'validating':
    case 'restoring':
      return [];
  }
}
