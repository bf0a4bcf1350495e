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
