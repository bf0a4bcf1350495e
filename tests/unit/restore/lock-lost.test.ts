import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isLockLost } from '../../../main/restore/ports/lock-lost';
import { executeRun } from '../../../main/restore/run/execute-run';
import { beatLock, LivingRuns, type OwnedRun } from '../../../main/restore/run/living-runs';
import type { Step } from '../../../main/restore/run/run-context';
import type { OpenOutcome } from '../../../main/restore/target-session';
import { fail } from '../../../shared/errors/app-error';
import { MemoryJobStore, sampleContext } from '../../support/sample-context';
import { sampleJob } from '../../support/sample-job';
import { sampleProfile } from '../../support/sample-profile';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Owns a run whose lock another console has taken meanwhile, or not, while a step in it works until it is told to end. */
function ownOvertaken(beside: (run: OwnedRun) => Step['run'], lockThere = false) {
  const session = {
    docker: {
      heartbeat: async () => {
        if (!lockThere) throw fail('container-missing', { container: 'ours' });
      },
    },
    close: async () => undefined,
  };
  const open = async () => ({ kind: 'open', session }) as unknown as OpenOutcome;
  const jobs = new MemoryJobStore();
  const clock = { now: () => new Date(0), ticks: () => 0 };
  const living = new LivingRuns({ jobs, sessions: { open }, clock, redact: (text) => text });
  const job = sampleJob();
  const { context } = sampleContext();
  const seen: boolean[] = [];
  const works: Step = {
    id: 'load',
    run: (_context, io) =>
      new Promise((resolve) =>
        io.signal.addEventListener('abort', () => {
          seen.push(isLockLost(io.signal));
          resolve({ kind: 'cancelled' });
        }),
      ),
  };
  const { done } = living.own(job, sampleProfile(), async (run) => {
    await run.holder.session();
    run.lockId = 'ours';
    const whole = {
      ...context,
      recorder: run.recorder,
      lockLost: () => run.lockLost,
      fence: () => beatLock(run),
    };
    const stage: Step = { id: 'stage-media', run: beside(run) };
    const end = await executeRun(whole, [[[works], [stage]]], run.signal, async () => true);
    return { status: 'interrupted', error: 'error' in end ? end.error : null };
  });
  return { done, seen, cancel: () => living.cancel(job.id) };
}

test('a beat that finds the lock gone tells the step at work so, not that it is cancelled', async () => {
  const { done, seen } = ownOvertaken(() => async () => ({ kind: 'done' }));
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await done).error?.code).toBe('lock-lost');
  expect(seen).toEqual([true]);
});

test('a step that finds the lock gone tells the one beside it why it ends', async () => {
  const { done, seen } = ownOvertaken((run) => async () => {
    await beatLock(run);
    throw fail('lock-lost', { job: run.recorder.job.id });
  });
  await vi.advanceTimersByTimeAsync(1);
  expect((await done).error?.code).toBe('lock-lost');
  expect(seen).toEqual([true]);
});

test('a cancel is no loss of the lock: what a step made is still its own to clear away', async () => {
  const { done, seen, cancel } = ownOvertaken(() => async () => ({ kind: 'done' }), true);
  await vi.advanceTimersByTimeAsync(1);
  cancel();
  await vi.advanceTimersByTimeAsync(1);
  await done;
  expect(seen).toEqual([false]);
});

test('a cancel asks the lock first: a console that slept and was taken over clears nothing away', async () => {
  const { done, seen, cancel } = ownOvertaken(() => async () => ({ kind: 'done' }));
  await vi.advanceTimersByTimeAsync(1);
  cancel();
  await vi.advanceTimersByTimeAsync(1);
  expect((await done).error?.code).toBe('lock-lost');
  expect(seen).toEqual([true]);
});

test('a step that fails beside it asks the lock first too', async () => {
  const { done, seen } = ownOvertaken(() => async () => {
    throw fail('internal', { message: 'x' });
  });
  await vi.advanceTimersByTimeAsync(1);
  await done;
  expect(seen).toEqual([true]);
});
