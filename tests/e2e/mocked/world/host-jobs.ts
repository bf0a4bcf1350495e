import type { HostJobs } from '../../../../shared/restore/host-job';
import type { Job } from '../../../../shared/restore/job';
import { completedJob, interruptedJob } from './jobs';
import { JOB_ID } from './run';

const ana = {
  target: 'tuki-production',
  environment: 'production',
  uploaded_by: 'ana@ana-thinkpad',
} as const;

/** Cut off on another machine: no word of it in this history. It is the one that the blocked plan's lock is for. */
export const anothersJob: Job = completedJob({
  ...interruptedJob,
  ...ana,
  id: '5e0c11f2-4444-4a53-9a3e-0d1f7be2c915',
  started_at: '2026-02-04T11:58:00.000Z',
  created_at: '2026-02-04T11:58:00.000Z',
});

/** Completed on another machine, the newest pair that is live. */
export const anothersPair: Job = completedJob({
  ...ana,
  id: '6f1d22a3-5555-4a53-9a3e-0d1f7be2c915',
  original_filename: 'backup-gcp-20260204.tar.gz',
  started_at: '2026-02-04T15:20:00.000Z',
  old_pair: {
    database: 'tuki_production__rc_old_6f1d22a3',
    media: 'backtuki_media/.restore-console/6f1d22a3',
  },
});

/** What the host of tuki-production tells, to a console whose history is `here`. */
export function toldByHost(here: readonly Job[]): HostJobs {
  const told = [
    anothersPair,
    anothersJob,
    completedJob({ id: JOB_ID }),
    completedJob({ id: '00000000-0000-4000-8000-000000000019', started_at: '2026-01-17T12:46:00.000Z' }),
  ];
  return {
    kind: 'told',
    jobs: told.map((job) => ({ job, here: here.find(({ id }) => id === job.id)?.status ?? null })),
  };
}
