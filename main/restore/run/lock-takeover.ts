import { fail } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import type { LockOwner, LockRequest } from '../ports/docker';
import type { TargetParts, TargetSession } from '../target-session';
import { livingStep } from './living-step';
import type { Operator } from './run-context';
import type { RunRecorder } from './run-recorder';
import { BACK_OR_GIVEN_UP_AFTER_MS } from './session-holder';

/** A lock whose heartbeat is older than this, by the host's clock, has no living console. */
export const LOCK_DEAD_AFTER_SECONDS = 30;
/** A console that only lost its connection is back by then, or has given its run up. */
const OWNER_GONE_AFTER_SECONDS = BACK_OR_GIVEN_UP_AFTER_MS / 1000;
const ASK_LOCK_EVERY_MS = 2_000;
/** A console that lives beats every 10 s: one that has beaten throughout this time is not gone. */
const ASK_LOCK_FOR_MS = (LOCK_DEAD_AFTER_SECONDS + 15) * 1000;

/** What the lock of an unfinished job is wanted for: its steps are adopted as they are, or ended and taken back. */
export type TakeOverFor = 'going-on' | 'ending';

export interface LockQuestion {
  readonly wantedFor: TakeOverFor;
  readonly job: Job;
  readonly profile: Profile;
  readonly operator: Operator;
  readonly recorder: RunRecorder;
}

/**
 * Takes the lock for a job that goes on or is ended: a free one, or the job's own whose console is known to be gone.
 * One that still beats is waited for, then refused with `lock-held`, as is one of another job. Refused with
 * `step-lives` is whoever would end a step that lives while its console, another's, may only have lost its connection.
 * Gives the lock's container, by which its holder keeps it.
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
  question: LockQuestion,
  session: TargetSession,
  parts: TargetParts,
): Promise<string | null> {
  const { job, profile, recorder } = question;
  for (let waited = 0; ; waited += ASK_LOCK_EVERY_MS) {
    const owner = await session.docker.readLock(parts.container.id, profile.database.name);
    if (!owner) return null;
    const age = owner.heartbeatAgeSeconds;
    const mine = owner.jobId === job.id;
    if (mine && (age === null || age > LOCK_DEAD_AFTER_SECONDS)) {
      const step = mayComeBack(question, owner) ? await livingStep(session, parts, job.id) : null;
      if (step === null) return owner.containerId;
      if (age !== null) throw stepLives(owner, step, age);
    }
    if (!mine || waited > ASK_LOCK_FOR_MS) throw held(owner);
    if (waited === 0) {
      const words = `The lock was kept alive ${age ?? 0} s ago; waiting until its console is known to be gone`;
      recorder.log(null, 'info', words);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_LOCK_EVERY_MS));
  }
}

/**
 * Whether the lock's owner may come back to its job. Consoles of this operator on this machine tell a dead process
 * from a living one by the history, before they ask for the lock; of any other a silence is all that is known.
 */
function mayComeBack({ wantedFor, operator }: LockQuestion, owner: LockOwner): boolean {
  if (wantedFor === 'going-on') return false;
  if (owner.operator === operator.name && owner.machine === operator.machine) return false;
  const age = owner.heartbeatAgeSeconds;
  return age === null || age <= OWNER_GONE_AFTER_SECONDS;
}

function stepLives(owner: LockOwner, step: string, age: number): Error {
  return fail('step-lives', {
    by: owner.operator,
    machine: owner.machine,
    job: owner.jobId,
    step,
    age,
    patience: OWNER_GONE_AFTER_SECONDS,
    wait: OWNER_GONE_AFTER_SECONDS - age + 1,
  });
}

function held(owner: LockOwner): Error {
  return fail('lock-held', {
    by: owner.operator,
    machine: owner.machine,
    since: owner.since,
    job: owner.jobId,
  });
}
