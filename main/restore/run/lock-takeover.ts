import { fail } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import type { LockOutcome, LockRequest } from '../ports/docker';
import type { TargetParts, TargetSession } from '../target-session';
import type { Operator } from './run-context';
import type { RunRecorder } from './run-recorder';

/** A lock whose heartbeat is older than this, by the host's clock, has no living console. */
export const LOCK_DEAD_AFTER_SECONDS = 30;
const ASK_LOCK_EVERY_MS = 2_000;
/** A console that lives beats every 10 s: one that has beaten throughout this time is not gone. */
const ASK_LOCK_FOR_MS = (LOCK_DEAD_AFTER_SECONDS + 15) * 1000;

export interface LockQuestion {
  readonly job: Job;
  readonly profile: Profile;
  readonly operator: Operator;
  readonly recorder: RunRecorder;
}

/**
 * Takes the lock for a job that goes on or is ended: a free one, or the job's own whose console is known to be gone.
 * One that still beats is waited for, then refused with `lock-held`, as is one of another job. Gives the lock's
 * container, by which its holder keeps it.
 */
export async function takeLock(
  question: LockQuestion,
  session: TargetSession,
  parts: TargetParts,
): Promise<string> {
  const { job, profile, operator } = question;
  const request: LockRequest = {
    databaseContainerId: parts.container.id,
    database: profile.database.name,
    image: parts.helperImage,
    operator: operator.name,
    machine: operator.machine,
    jobId: job.id,
  };
  const dead = await waitForDeadLock(question, session, parts);
  const outcome = dead
    ? await session.docker.takeOverLock(request, dead)
    : await session.docker.acquireLock(request);
  if (outcome.kind === 'held') throw held(outcome.owner);
  return outcome.containerId;
}

/** The dead lock's container; null when there is no lock. */
async function waitForDeadLock(
  { job, profile, recorder }: LockQuestion,
  session: TargetSession,
  parts: TargetParts,
): Promise<string | null> {
  for (let waited = 0; ; waited += ASK_LOCK_EVERY_MS) {
    const owner = await session.docker.readLock(parts.container.id, profile.database.name);
    if (!owner) return null;
    const age = owner.heartbeatAgeSeconds;
    const mine = owner.jobId === job.id;
    if (mine && (age === null || age > LOCK_DEAD_AFTER_SECONDS)) return owner.containerId;
    if (!mine || waited > ASK_LOCK_FOR_MS) throw held(owner);
    if (waited === 0) {
      const words = `The lock was kept alive ${age ?? 0} s ago; waiting until its console is known to be gone`;
      recorder.log(null, 'info', words);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_LOCK_EVERY_MS));
  }
}

function held(owner: Extract<LockOutcome, { kind: 'held' }>['owner']): Error {
  return fail('lock-held', {
    by: owner.operator,
    machine: owner.machine,
    since: owner.since,
    job: owner.jobId,
  });
}
