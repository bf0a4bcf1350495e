import { fail } from '../../shared/errors/app-error';
import type { Job } from '../../shared/restore/job';
import type { ServiceHandlers, ServicePublishers } from '../console-services';
import type { JobStore } from '../restore/job-store';

/** How often runs of other processes (the command line) are looked for in the shared history. */
const WATCH_EVERY_MS = 1_000;

/** The history as the window asks for it. */
export function jobHandlers(jobs: JobStore): ServiceHandlers['jobs'] {
  return {
    list: async (filter) => {
      jobs.sweepInterrupted();
      const found = await jobs.search(filter);
      return { jobs: [...found.jobs], total: found.total };
    },
    show: async ({ jobId }) => {
      const job = jobs.get(jobId);
      if (!job) throw fail('job-not-found', { job: jobId });
      return { job };
    },
    log: async ({ jobId, from, limit }) => {
      const { lines, total } = jobs.log(jobId, from, limit);
      return { lines: [...lines], total };
    },
  };
}

/** Tells the window of jobs that changed, whoever runs them. Returns a function that ends it. */
export function watchJobs(jobs: JobStore, publish: ServicePublishers['jobs']): () => void {
  const known = new Map<string, string>();
  const look = (first: boolean): void => {
    for (const job of jobs.list({ status: null, target: null, search: '', limit: 20 }).jobs) {
      const stamp = fingerprint(job);
      if (!first && known.get(job.id) !== stamp) publish.changed({ job });
      known.set(job.id, stamp);
    }
  };
  look(true);
  const timer = setInterval(() => look(false), WATCH_EVERY_MS);
  return () => clearInterval(timer);
}

function fingerprint(job: Job): string {
  return `${job.status} ${job.progress_percent} ${job.current_step} ${job.needs_person} ${job.completed_at ?? ''}`;
}
