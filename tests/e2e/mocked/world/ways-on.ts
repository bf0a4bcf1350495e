import type { Job } from '../../../../shared/restore/job';
import type { RunEvent } from '../../../../shared/restore/run-event';
import type { PartialHandlers } from '../../../support/contract-double';
import { anothersJob, anothersPair } from './host-jobs';
import { completedJob } from './jobs';
import { untilRecovered, untilTakenUp, untilTurned } from './run';

type Restore = NonNullable<PartialHandlers['restore']>;
type Refused = Extract<Awaited<ReturnType<NonNullable<Restore['recover']>>>, { kind: 'refused' }>;

const LOCK_HELD: Refused['error'] = {
  code: 'lock-held',
  params: { by: 'ana', machine: 'ana-thinkpad', since: '2026-02-04 11:58', job: '5e0c11f2' },
};

/** The history of the mocked world, and what sends a run's events to the window. */
export interface World {
  readonly jobs: Job[];
  readonly play: (jobId: string, events: readonly RunEvent[]) => void;
  /** Another console lives and has every target's lock: what would take it is refused. */
  readonly held: boolean;
}

/** The ways on from a job and back from it: each ends as it does on a good day. A host's job comes into the history. */
export function waysOn({ jobs, play, held }: World): Pick<Restore, 'attach' | 'recover' | 'rollback'> {
  const taken = (jobId: string): Job | null => {
    const here = jobs.find(({ id }) => id === jobId);
    const there = [anothersJob, anothersPair].find(({ id }) => id === jobId);
    if (!here && there) jobs.unshift(there);
    return here ?? there ?? null;
  };
  const end = (job: Job, events: readonly RunEvent[]) => {
    jobs.splice(
      jobs.findIndex(({ id }) => id === job.id),
      1,
      job,
    );
    play(job.id, events);
    return { kind: 'started' as const, jobId: job.id };
  };
  const now = () => new Date().toISOString();
  return {
    attach: async ({ jobId }) => {
      const job = taken(jobId);
      if (!job) return refused({ code: 'job-not-found', params: { job: jobId } });
      const { id, target, environment } = job;
      const ended = completedJob({ id, target, environment, completed_at: now() });
      return end(ended, untilTakenUp(Date.now(), ended).events);
    },
    recover: async ({ target, confirm, forget }) => {
      if (confirm !== target) return mistyped(target, confirm);
      if (held && !forget) return refused(LOCK_HELD);
      const unfinished = (job: Job) =>
        job.target === target && (job.status === 'interrupted' || job.needs_person);
      const there = forget || !unfinished(anothersJob) ? null : taken(anothersJob.id);
      const job = jobs.find(unfinished) ?? there;
      if (!job) return refused({ code: 'no-unfinished-run', params: { target } });
      const ended: Job = {
        ...job,
        status: 'failed',
        outcome: forget ? null : job.needs_person ? 'reversed' : 'unchanged',
        error: { code: 'interrupted', params: { step: 'cutover', since: job.started_at ?? '' } },
        needs_person: false,
        sql_records_restored: 0,
        media_files_restored: 0,
        media_size_mb: 0,
        administrators: [],
        completed_at: now(),
      };
      return end(ended, untilRecovered(Date.now(), ended).events);
    },
    rollback: async ({ jobId, target, confirm }) => {
      if (confirm !== target) return mistyped(target, confirm);
      const job = taken(jobId);
      if (!job) return refused({ code: 'job-not-found', params: { job: jobId } });
      const status = job.status === 'rolled_back' ? 'completed' : 'rolled_back';
      const ended: Job = { ...job, status, verification: null, completed_at: now() };
      return end(ended, untilTurned(Date.now(), ended).events);
    },
  };
}

function mistyped(expected: string, given: string): Refused {
  return refused({ code: 'confirm-mismatch', params: { expected, given } });
}

function refused(error: Refused['error']): Refused {
  return { kind: 'refused', error };
}
