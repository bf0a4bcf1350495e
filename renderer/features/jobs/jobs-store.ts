import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { Job, JobStatus } from '../../../shared/restore/job';
import type { ConsoleClient } from '../../bridge/client';
import { needsAttention } from './needs-attention';

export interface JobFilter {
  readonly status: JobStatus | null;
  readonly target: string | null;
  readonly search: string;
  /** Only jobs of the last so many days; null: all. */
  readonly days: number | null;
}

export interface JobsState {
  /** What the filter lets through. */
  readonly jobs: readonly Job[];
  /** What waits for somebody, whatever the filter. */
  readonly attention: readonly Job[];
  readonly total: number;
  readonly filter: JobFilter;
  readonly loaded: boolean;
  readonly error: AppError | null;
  /** Starts listening to changes; returns the function that ends it. */
  listen(): () => void;
  load(): Promise<void>;
  setFilter(patch: Partial<JobFilter>): Promise<void>;
}

/** The history as main filters it; a job that changes is replaced in place. */
export function createJobsStore(client: ConsoleClient): StoreApi<JobsState> {
  let asked = 0;
  return createStore<JobsState>()((set, get) => ({
    jobs: [],
    attention: [],
    total: 0,
    filter: { status: null, target: null, search: '', days: null },
    loaded: false,
    error: null,
    listen: () =>
      client.on.jobs.changed(({ job }) =>
        set(({ jobs, attention }) => ({ jobs: withJob(jobs, job), attention: withWaiting(attention, job) })),
      ),
    load: async () => {
      asked += 1;
      const mine = asked;
      const { status, target, search } = get().filter;
      try {
        const shown = client.call.jobs.list({ status, target, search, limit: 1000 });
        const filtered = status !== null || target !== null || search !== '';
        const all = filtered ? client.call.jobs.list({ limit: 1000 }) : shown;
        const [{ jobs, total }, whole] = await Promise.all([shown, all]);
        const attention = whole.jobs.filter(needsAttention);
        if (mine === asked) set({ jobs, attention, total, loaded: true, error: null });
      } catch (thrown) {
        if (mine === asked) set({ loaded: true, error: toAppError(thrown) });
      }
    },
    setFilter: async (patch) => {
      set(({ filter }) => ({ filter: { ...filter, ...patch } }));
      await get().load();
    },
  }));
}

/** The list with a job replaced, or put first when it is new. */
export function withJob(jobs: readonly Job[], job: Job): readonly Job[] {
  const known = jobs.some(({ id }) => id === job.id);
  return known ? jobs.map((other) => (other.id === job.id ? job : other)) : [job, ...jobs];
}

function withWaiting(attention: readonly Job[], job: Job): readonly Job[] {
  return needsAttention(job) ? withJob(attention, job) : attention.filter(({ id }) => id !== job.id);
}
