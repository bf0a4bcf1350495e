import { toAppError } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import type { Job, JobStatus } from '../../shared/restore/job';
import type { JobStore } from './job-store';
import { bareJob } from './new-job';
import { notOwnJob } from './own-job';
import { readRunRecord } from './run/run-record';
import { belonging, identityOf, readFolderTarget, type TargetIdentity } from './target-identity';
import type { TargetSession } from './target-session';

/** States in which a job on a host without a console of its own waits for one. */
const UNDER_WAY: readonly JobStatus[] = ['validating', 'restoring', 'interrupted'];
const SHORTEST_PREFIX = 4;
const JOB_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * This target's jobs as their folders on the host tell them, under this console's name of the target. Only those that
 * are surely another's are left out: a list must be had with the database, or Docker, down. Whose the rest are is asked
 * when one is acted upon.
 */
export async function hostJobs(session: TargetSession): Promise<readonly Job[]> {
  const here = await ifAnswered(async () => identityOf(session, await session.parts()));
  const locked = here && (await ifAnswered(() => lockedJob(session, here.container.id)));
  const jobs: Job[] = [];
  for (const id of await jobFolders(session)) {
    const others = id !== locked && (await isAnothers(session, id, here));
    const job = others ? null : await hostJob(session, id);
    if (job) jobs.push(job);
  }
  return jobs.sort((a, b) => b.created_at.localeCompare(a.created_at));
}

/**
 * A job by its id or the beginning of it; null when the host has no record of it, or of several. Throws
 * `job-of-other-target` or `job-target-unknown` for one that is not this target's to take into its history; with the
 * database down that is left to whoever acts upon it.
 */
export async function findHostJob(session: TargetSession, idOrPrefix: string): Promise<Job | null> {
  if (idOrPrefix.length < SHORTEST_PREFIX) return null;
  const matches = (await jobFolders(session)).filter((id) => id.startsWith(idOrPrefix));
  const [only, second] = matches;
  if (only === undefined || second !== undefined) return null;
  const notOurs = await ifAnswered(async () => notOwnJob(session, await session.parts(), only));
  if (notOurs) throw notOurs;
  return hostJob(session, only);
}

/**
 * The job that a target waits to be ended for: the one of its lock. Records alone do not tell: targets of one user on
 * one host share their work directory.
 */
export async function unfinishedHostJob(session: TargetSession, now: Date): Promise<Job | null> {
  const { profile } = session;
  const parts = await session.parts();
  const owner = await session.docker.readLock(parts.container.id, profile.database.name);
  // Other work locks a target too, under ids of its own.
  if (!owner || !JOB_ID.test(owner.jobId)) return null;
  const known = await hostJob(session, owner.jobId);
  return { ...(known ?? bareJob(owner.jobId, profile, now)), status: 'interrupted' };
}

/** Takes a host's job into this machine's history, unless it is there. */
export function importJob(jobs: JobStore, job: Job): Job {
  const known = jobs.get(job.id);
  if (known) return known;
  jobs.create(job);
  return job;
}

/** Null where Docker or the database does not answer; a lost connection is asked again by whoever asks. */
async function ifAnswered<T>(question: () => Promise<T>): Promise<T | null> {
  try {
    return await question();
  } catch (thrown) {
    if (toAppError(thrown).code === 'connection-lost') throw thrown;
    return null;
  }
}

async function lockedJob({ docker, profile }: TargetSession, containerId: string): Promise<string | null> {
  return (await docker.readLock(containerId, profile.database.name))?.jobId ?? null;
}

/** `here` null: the container cannot be asked, so that the database's name alone tells. */
async function isAnothers(session: TargetSession, id: string, here: TargetIdentity | null): Promise<boolean> {
  const folder = await readFolderTarget(session.host, `${await session.workDirectory()}/jobs/${id}`);
  if (here === null) return folder !== null && folder.database !== session.profile.database.name;
  const whose = belonging(folder, here);
  return whose === 'other-database' || whose === 'other-target';
}

async function jobFolders(session: TargetSession): Promise<readonly string[]> {
  return session.host.list(`${await session.workDirectory()}/jobs`);
}

async function hostJob(session: TargetSession, id: string): Promise<Job | null> {
  const found = await readRunRecord(session.host, `${await session.workDirectory()}/jobs/${id}`);
  return found && asSeenHere(found.record.job, session.profile);
}

function asSeenHere(job: Job, profile: Profile): Job {
  const status = UNDER_WAY.includes(job.status) ? 'interrupted' : job.status;
  return { ...job, status, target: profile.name, environment: profile.environment };
}
