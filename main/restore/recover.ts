import { assertNever } from '../../shared/assert-never';
import { type AppError, fail } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import type { Job } from '../../shared/restore/job';
import { endInPlace } from './in-place/end-in-place';
import { endInPlaceJournal } from './in-place/journal';
import { inPlaceRunEnd } from './in-place/run-end';
import { removeJobSecrets } from './job-secrets';
import { databaseNames, jobPlace } from './names';
import type { Clock, JobPlace } from './ports/step';
import { type RunEnd, stepIo } from './run/execute-run';
import { jobEnd } from './run/job-end';
import type { RunRecorder } from './run/run-recorder';
import type { SessionHolder } from './run/session-holder';
import { listener } from './steps/cutover';
import type { TargetParts, TargetSession } from './target-session';

/** A lock whose heartbeat is older than this, by the host's clock, has no living console. */
export const LOCK_DEAD_AFTER_SECONDS = 30;
const ASK_LOCK_EVERY_MS = 2_000;

export interface RecoverQuestion {
  readonly job: Job;
  readonly profile: Profile;
  readonly recorder: RunRecorder;
  readonly holder: SessionHolder;
  readonly clock: Clock;
}

/**
 * Ends an interrupted job on the old or the new pair. What is live is told by database OID and media marker on the
 * host, never by this machine's memory; before health had passed it is the old pair, after it the new one.
 */
export async function recoverJob(question: RecoverQuestion): Promise<Partial<Job>> {
  const { job, recorder, holder, clock } = question;
  const session = await holder.session();
  const parts = await holder.parts();
  await waitForDeadLock(question, session, parts);
  const place = jobPlace(
    job.id,
    await session.workDirectory(),
    String(job.backup_metadata.sha256 ?? ''),
    parts.helperImage,
  );
  recorder.update({ status: 'restoring' });
  const io = stepIo({ recorder }, 'cutover', new AbortController().signal);
  const outcome = await parts.cutover.recover(place, listener({ recorder }, io));
  switch (outcome.kind) {
    case 'completed':
      await endHelpers(session, place);
      await endInPlaceJournal(session.host, place, 'completed');
      await parts.media?.dropStage(place);
      recorder.update({ old_pair: await oldPair(question, parts, place) });
      await unlock(question, session, parts, place);
      return ended(job, { kind: 'completed' }, clock);
    case 'reversed':
      return ended(job, await takeBack(question, session, parts, place, outcome), clock);
    case 'not-begun': {
      const error: AppError = {
        code: 'interrupted',
        params: { step: job.current_step, since: job.started_at ?? '' },
      };
      const end: RunEnd = { kind: 'failed', step: 'cutover', error };
      return ended(job, await takeBack(question, session, parts, place, end), clock);
    }
    case 'needs-person':
      return ended(job, outcome, clock);
    default:
      return assertNever(outcome, 'recover outcome');
  }
}

function ended(job: Job, end: RunEnd, clock: Clock): Partial<Job> {
  return { needs_person: false, ...jobEnd(job, end, {}, clock.now(), false) };
}

/** What the host shows to be kept aside by this job. */
async function oldPair(
  question: RecoverQuestion,
  parts: TargetParts,
  place: JobPlace,
): Promise<Job['old_pair']> {
  const { databases } = await parts.database.probe();
  const { old } = databaseNames(question.profile.database.name, question.job.id);
  const media = (await parts.media?.oldPairs()) ?? [];
  return {
    database: databases.some((each) => each.name === old) ? old : null,
    media: media.includes(place.short) ? place.short : null,
  };
}

/** A lock is taken over only when its console is dead: one that still beats is waited for, then refused. */
async function waitForDeadLock(
  question: RecoverQuestion,
  session: TargetSession,
  parts: TargetParts,
): Promise<void> {
  const { job, profile, recorder } = question;
  for (let waited = 0; ; waited += ASK_LOCK_EVERY_MS) {
    const owner = await session.docker.readLock(parts.container.id, profile.database.name);
    if (!owner) return;
    const age = owner.heartbeatAgeSeconds;
    const mine = owner.jobId === job.id;
    if (mine && (age === null || age > LOCK_DEAD_AFTER_SECONDS)) return;
    if (!mine || waited > (LOCK_DEAD_AFTER_SECONDS + 15) * 1000) {
      throw fail('lock-held', {
        by: owner.operator,
        machine: owner.machine,
        since: owner.since,
        job: owner.jobId,
      });
    }
    if (waited === 0) {
      recorder.log(
        null,
        'info',
        `The lock was kept alive ${age ?? 0} s ago; waiting until its console is known to be gone`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_LOCK_EVERY_MS));
  }
}

/**
 * Everything the run made beside the live pair goes; the live pair is not touched. A restore in place has none: its
 * old database is put back, and where that fails lock and all are kept for a person.
 */
async function takeBack(
  question: RecoverQuestion,
  session: TargetSession,
  parts: TargetParts,
  place: JobPlace,
  end: RunEnd,
): Promise<RunEnd> {
  const { profile, recorder } = question;
  await endHelpers(session, place);
  await parts.database.dropFresh(databaseNames(profile.database.name, question.job.id));
  const io = stepIo({ recorder }, 'safety-backup', new AbortController().signal);
  const inPlace = await endInPlace({ place, profile, session, parts, io });
  const how = inPlace ? inPlaceRunEnd(inPlace, end) : end;
  if (how.kind === 'needs-person') return how;
  await parts.media?.dropStage(place);
  await unlock(question, session, parts, place);
  return how;
}

async function endHelpers(session: TargetSession, place: JobPlace): Promise<void> {
  const containers = await session.docker.containers();
  for (const container of containers.filter((each) => each.name.startsWith(`rc-${place.short}-`))) {
    await session.docker.removeHelper(container.name);
  }
}

async function unlock(
  question: RecoverQuestion,
  session: TargetSession,
  parts: TargetParts,
  place: JobPlace,
): Promise<void> {
  await removeJobSecrets(session.host, place);
  await session.docker.releaseLock(parts.container.id, question.profile.database.name, question.job.id);
}
