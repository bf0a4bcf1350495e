import type { Profile } from '../../../shared/profile';
import type { Job, JobStatus } from '../../../shared/restore/job';
import type { RemoteHost } from '../ports/host';
import { readRunRecord } from './run-record';

const FINAL: ReadonlySet<JobStatus> = new Set<JobStatus>(['completed', 'failed', 'cancelled', 'rolled_back']);

/**
 * How another console has ended a job that this history still calls interrupted, by the record on the host; null when
 * nobody has. What needs a person has not ended.
 */
export async function endedElsewhere(
  job: Job,
  profile: Profile,
  host: RemoteHost,
  jobDir: string,
): Promise<Partial<Job> | null> {
  const found = await readRunRecord(host, jobDir);
  const there = found?.record.job;
  if (!there || !FINAL.has(there.status) || there.needs_person) return null;
  return { ...there, target: profile.name, environment: profile.environment, backup_file: job.backup_file };
}
