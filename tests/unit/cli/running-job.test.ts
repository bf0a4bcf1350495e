import { expect, test } from 'vitest';
import type { CommandContext } from '../../../main/cli/command-context';
import { logCommand } from '../../../main/cli/commands/jobs';
import { EXIT } from '../../../main/cli/exit-code';
import { followRun } from '../../../main/cli/follow-run';
import { reduceRun } from '../../../shared/restore/reduce-run';
import type { LogEvent, RunEvent } from '../../../shared/restore/run-event';
import { emptyRunState } from '../../../shared/restore/run-state';
import { runInProcess } from '../../support/run-in-process';
import { sampleJob } from '../../support/sample-job';
import { stateFolderWith } from '../../support/state-folder';
import { writtenLines } from '../../support/written-lines';

const job = sampleJob({ status: 'restoring', target: 'shop-production' });
const AT = '2026-02-01T12:00:00.000Z';

function logLine(seq: number, text: string): LogEvent {
  return { type: 'log', jobId: job.id, seq, at: AT, step: 'load', level: 'info', source: 'console', text };
}

/** The state of a run whose cutover has begun. */
function inCutover() {
  const common = { jobId: job.id, at: AT };
  const { target, environment, original_filename: filename } = job;
  const events: readonly RunEvent[] = [
    { ...common, seq: 1, type: 'run-started', target, environment, filename, steps: ['cutover', 'after'] },
    { ...common, seq: 2, type: 'step-started', step: 'cutover' },
  ];
  return events.reduce(reduceRun, emptyRunState(job.id));
}

test('a cancel in the cutover is blocked and says why in words, on standard error alone', async () => {
  const { folder, open } = stateFolderWith(job);
  const owner = open();
  owner.beginRun(job.id);
  owner.saveState(inCutover());
  const { exitCode, stdout, stderr } = await runInProcess(folder, ['cancel', job.id.slice(0, 8)]);
  expect({ exitCode, stdout }).toEqual({ exitCode: EXIT.blocked, stdout: '' });
  expect(stderr).toContain('The run cannot be cancelled now [cancel-refused]');
  expect(stderr).toContain('stopping it half-way would leave the site down');
  expect(stderr).not.toContain('{');
});

test('a cancel before it is asked for, and reaches the process that has the run', async () => {
  const { folder, open } = stateFolderWith(job);
  const owner = open();
  owner.beginRun(job.id);
  expect((await runInProcess(folder, ['cancel', job.id])).exitCode).toBe(EXIT.ok);
  expect(owner.beat(job.id)).toEqual({ cancelRequested: true });
});

test('a cancel of a job that has ended is blocked, and says how it stands', async () => {
  const { folder } = stateFolderWith(sampleJob({ status: 'completed' }));
  const { exitCode, stderr } = await runInProcess(folder, ['cancel', job.id]);
  expect(exitCode).toBe(EXIT.blocked);
  expect(stderr).toContain('[job-not-restorable]');
});

test('log --follow prints what another process says until its run has ended, to the last line', async () => {
  const { open } = stateFolderWith(job);
  const owner = open();
  owner.beginRun(job.id);
  owner.appendLog(logLine(1, 'first'));
  const { io, out } = writtenLines();
  const app = async () => ({ jobs: open() });
  const context = { io, language: 'en', app } as unknown as CommandContext;
  let ended = false;
  const command = logCommand(context, job.id, { follow: true }).finally(() => {
    ended = true;
  });
  await expect.poll(() => out.length).toBe(1);
  owner.appendLog(logLine(2, 'second'));
  await expect.poll(() => out.length, { timeout: 10_000 }).toBe(2);
  expect(ended).toBe(false);
  owner.appendLog(logLine(3, 'last'));
  owner.endRun(job.id);
  expect(await command).toBe(EXIT.ok);
  expect(out.map((line) => line.split('· ')[1])).toEqual(['first', 'second', 'last']);
});

test('log without --follow ends with what was said so far, though the run goes on', async () => {
  const { open } = stateFolderWith(job);
  const owner = open();
  owner.beginRun(job.id);
  owner.appendLog(logLine(1, 'first'));
  const { io, out } = writtenLines();
  const context = { io, language: 'en', app: async () => ({ jobs: owner }) } as unknown as CommandContext;
  expect(await logCommand(context, job.id, { follow: false })).toBe(EXIT.ok);
  expect(out).toHaveLength(1);
});

test('the first Ctrl-C asks to cancel; the second leaves with 130 and names the way back to the run', async () => {
  const { io, err, pressCtrlC } = writtenLines();
  const cancelled: string[] = [];
  const app = {
    jobs: { get: () => job },
    restore: {
      listen: () => () => undefined,
      cancel: (id: string) => {
        cancelled.push(id);
        return { kind: 'asked' };
      },
    },
  };
  const context = { io, language: 'en', app: async () => app } as unknown as CommandContext;
  const never = new Promise<never>(() => undefined);
  const start = async () => ({ kind: 'started', run: { jobId: job.id, done: never } }) as const;
  const followed = followRun(context, app as never, false, start);
  await expect
    .poll(() => {
      if (cancelled.length === 0) pressCtrlC();
      return cancelled;
    })
    .toEqual([job.id]);
  expect(err.at(-1)).toContain('Ctrl-C again leaves');
  pressCtrlC();
  expect(await followed).toBe(EXIT.interruptedByKey);
  expect(err.at(-1)).toContain(`restore-console attach ${job.id} --target "shop-production"`);
});
