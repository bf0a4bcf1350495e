import { expect, test } from 'vitest';
import { LivingRuns } from '../../../main/restore/run/living-runs';
import { emptyRunState } from '../../../shared/restore/run-state';
import { MemoryJobStore } from '../../support/sample-context';
import { sampleJob } from '../../support/sample-job';

const clock = { now: () => new Date('2026-02-01T12:00:00Z'), ticks: () => 0 };
const sessions = { open: () => Promise.reject(new Error('no host')) };

function livingRuns(jobs: MemoryJobStore): LivingRuns {
  return new LivingRuns({ jobs, sessions, clock, redact: (text) => text });
}

test('a run whose console died is shown as ended, with what is known of its job', () => {
  const jobs = new MemoryJobStore();
  const job = { ...sampleJob(), status: 'interrupted' as const };
  jobs.create(job);
  jobs.saveState({ ...emptyRunState(job.id), phase: 'running', lastSeq: 7 });
  expect(livingRuns(jobs).snapshot(job.id)).toMatchObject({ phase: 'finished', lastSeq: 7, job });
});

test('a run that another living process owns is shown as it was last written', () => {
  const jobs = new MemoryJobStore();
  const job = { ...sampleJob(), status: 'restoring' as const };
  jobs.create(job);
  jobs.saveState({ ...emptyRunState(job.id), phase: 'running', lastSeq: 7 });
  jobs.isOwned = () => true;
  expect(livingRuns(jobs).snapshot(job.id)).toMatchObject({ phase: 'running', job: null });
});

test('a host that cannot be reached leaves the job interrupted, to be gone on with later', async () => {
  const jobs = new MemoryJobStore();
  const job = { ...sampleJob(), status: 'interrupted' as const };
  jobs.create(job);
  const { done } = livingRuns(jobs).own(job, {} as never, async ({ holder }) => {
    await holder.session();
    return { status: 'completed' };
  });
  expect((await done).status).toBe('interrupted');
});

test('a job that was found on a host is called what it is, with its steps, where no event tells them anew', async () => {
  const jobs = new MemoryJobStore();
  const load = {
    id: 'load' as const,
    state: 'done' as const,
    started_at: '2026-02-01T12:00:10.000Z',
    duration_seconds: 104,
    bytes: 705_443_210,
    parts: [],
  };
  const job = sampleJob({ status: 'interrupted', steps: [load] });
  jobs.create(job);
  const living = livingRuns(jobs);
  const { done } = living.own(job, {} as never, async ({ recorder }) => {
    recorder.log('cutover', 'info', 'The cutover had not begun');
    expect(living.snapshot(job.id)).toMatchObject({
      phase: 'starting',
      target: job.target,
      environment: job.environment,
      filename: job.original_filename,
      steps: [{ id: 'load', state: 'done', bytesDone: 705_443_210 }],
    });
    return { status: 'failed' };
  });
  expect(await done).toMatchObject({ status: 'failed', steps: [load] });
});
