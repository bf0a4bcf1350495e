import { fail } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import { jobPlace } from '../names';
import { notOwnJob } from '../own-job';
import type { JobPlace } from '../ports/step';
import { lastTurn, type Turn } from '../rollback/turns';
import type { TargetParts, TargetSession } from '../target-session';
import { endedElsewhere } from './ended-elsewhere';
import { beatLock, type OwnedRun } from './living-runs';
import { type TakeOverFor, takeLock } from './lock-takeover';
import { overLostConnections } from './over-lost-connections';
import type { Operator } from './run-context';

export interface TakeOverQuestion {
  readonly job: Job;
  readonly profile: Profile;
  readonly operator: Operator;
}

/** How the host stands with a job, once this console holds its lock. */
export interface TakenOver {
  readonly place: JobPlace;
  /** A rollback that was cut off. Asked first: the job's own record speaks of the restore, not of what came after it. */
  readonly turn: Turn | null;
  /** What another console has ended it as. */
  readonly known: Partial<Job> | null;
}

/**
 * What whoever goes on with a job, or ends it, asks before anything: is it this target's, is its lock to be had, how
 * far is it. Tries again when the connection breaks meanwhile.
 */
export function takeOver(
  run: OwnedRun,
  question: TakeOverQuestion,
  wantedFor: TakeOverFor,
): Promise<TakenOver> {
  const { job, profile } = question;
  return overLostConnections(run, async () => {
    const session = await run.holder.session();
    const parts = await run.holder.parts();
    const notOurs = await notOwnJob(session, parts, job.id);
    if (notOurs) throw notOurs;
    await holdLock(run, { ...question, wantedFor }, session, parts);
    const sha256 = String(job.backup_metadata.sha256 ?? '');
    const place = jobPlace(job.id, await session.workDirectory(), sha256, parts.helperImage);
    const turn = await lastTurn(session.host, place);
    const known = turn ? null : await endedElsewhere(job, profile, session.host, place.jobDir);
    return { place, turn, known };
  });
}

/** Takes the lock; one that was taken before the connection broke is asked whether it still is this run's. */
export async function holdLock(
  run: OwnedRun,
  question: TakeOverQuestion & { readonly wantedFor: TakeOverFor },
  session: TargetSession,
  parts: TargetParts,
): Promise<void> {
  if (run.lockId === null) {
    run.lockId = await takeLock({ ...question, recorder: run.recorder }, session, parts);
    return;
  }
  await beatLock(run);
  if (run.lockLost) throw fail('lock-lost', { job: question.job.id });
}
