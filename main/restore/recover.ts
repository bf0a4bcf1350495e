import { assertNever } from '../../shared/assert-never';
import type { AppError } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import type { Job } from '../../shared/restore/job';
import { endInPlace } from './in-place/end-in-place';
import { endInPlaceJournal } from './in-place/journal';
import { inPlaceRunEnd } from './in-place/run-end';
import type { Inspector } from './inspector';
import { clearEnded, endHelpers, unlockTarget } from './job-leftovers';
import { databaseNames } from './names';
import type { Clock, JobPlace } from './ports/step';
import { recoverTurn } from './rollback/recover-turn';
import { adoptRun } from './run/adopt-run';
import { type RunEnd, stepIo } from './run/execute-run';
import { requireOwn } from './run/fence';
import { jobEnd } from './run/job-end';
import type { OwnedRun } from './run/living-runs';
import { overLostConnections } from './run/over-lost-connections';
import type { Operator } from './run/run-context';
import { runJob } from './run/run-job';
import { readRunRecord, updateRecordJob } from './run/run-record';
import { takeOver } from './run/take-over';
import { listener } from './steps/cutover';
import type { TargetParts, TargetSession } from './target-session';
import { removeUnprovenBackup } from './unproven-backup';

export interface RecoverQuestion {
  readonly job: Job;
  readonly profile: Profile;
  readonly operator: Operator;
  readonly inspector: Inspector;
  readonly clock: Clock;
  readonly history: readonly Job[];
}

/**
 * Ends an interrupted job on the old or the new pair. What is live is told by database OID and media marker on the
 * host, never by this machine's memory; before health had passed it is the old pair, after it the new one.
 */
export async function recoverJob(run: OwnedRun, question: RecoverQuestion): Promise<Partial<Job>> {
  const { job, clock } = question;
  const { recorder, holder } = run;
  recorder.emit({
    type: 'run-started',
    target: question.profile.name,
    environment: question.profile.environment,
    filename: job.original_filename,
    steps: ['cutover'],
    recovers: true,
  });
  const { place, turn, known } = await takeOver(run, question, 'ending');
  recorder.update({ status: 'restoring' });
  if (turn) return recoverTurn(run, { ...question, turn });
  if (known) {
    await overLostConnections(run, async () => clearEnded(run, question, place));
    return known;
  }
  run.refuseCancel('cutover');
  const io = stepIo({ recorder }, 'cutover', new AbortController().signal);
  const said = listener({ recorder }, io);
  const outcome = await overLostConnections(run, async () =>
    (await holder.parts()).cutover.recover(place, said),
  );
  const session = await holder.session();
  const parts = await holder.parts();
  switch (outcome.kind) {
    case 'completed':
      return endOnNewPair(run, question, session, parts, place);
    case 'reversed':
      if (job.strategy !== 'in-place') recorder.update({ downtime_seconds: outcome.downtimeSeconds });
      return onOldPair(run, question, session, parts, place, outcome);
    case 'not-begun': {
      const error: AppError = {
        code: 'interrupted',
        params: { step: job.current_step, since: job.started_at ?? '' },
      };
      const end: RunEnd = { kind: 'failed', step: 'cutover', error };
      return onOldPair(run, question, session, parts, place, end);
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

/** Taken back; the record says so too, lest another console goes on with what it says was under way. */
async function onOldPair(
  run: OwnedRun,
  question: RecoverQuestion,
  session: TargetSession,
  parts: TargetParts,
  place: JobPlace,
  end: RunEnd,
): Promise<Partial<Job>> {
  const how = await takeBack(run, question, session, parts, place, end);
  const fields = ended(question.job, how, question.clock);
  await requireOwn(run);
  // Before the lock is given free: whoever takes it then must find what is written here.
  await updateRecordJob(session.host, place.jobDir, { ...run.recorder.job, ...fields });
  if (how.kind !== 'needs-person') await unlockTarget(run, question, place);
  return fields;
}

/** Health had passed: what follows a cutover is done as in any run, from the record; without one, what is ours is cleared. */
async function endOnNewPair(
  run: OwnedRun,
  question: RecoverQuestion,
  session: TargetSession,
  parts: TargetParts,
  place: JobPlace,
): Promise<Partial<Job>> {
  const { job, profile, clock } = question;
  await endInPlaceJournal(session.host, place, 'completed');
  if (await readRunRecord(session.host, place.jobDir)) {
    const adopted = await adoptRun(job, profile, session, parts, question.inspector);
    const { manifest, products, record } = adopted;
    if (run.lockId !== null) products.lockId = run.lockId;
    const fields = await runJob(run, {
      ...question,
      manifest,
      products,
      options: record.options,
      uploadOnly: record.uploadOnly,
    });
    return { needs_person: false, ...fields };
  }
  await requireOwn(run);
  await endHelpers(session, place);
  await parts.media?.dropStage(place);
  run.recorder.update({ old_pair: await oldPair(question, parts, place) });
  await unlockTarget(run, question, place);
  return ended(job, { kind: 'completed' }, clock);
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

/**
 * Everything the run made beside the live pair goes; the live pair is not touched. A restore in place has none: its
 * old database is put back, and where that fails lock and all are kept for a person.
 */
async function takeBack(
  run: OwnedRun,
  question: RecoverQuestion,
  session: TargetSession,
  parts: TargetParts,
  place: JobPlace,
  end: RunEnd,
): Promise<RunEnd> {
  const { profile } = question;
  const { recorder } = run;
  await requireOwn(run);
  await endHelpers(session, place);
  await requireOwn(run);
  await parts.database.dropFresh(databaseNames(profile.database.name, question.job.id));
  await requireOwn(run);
  const io = stepIo({ recorder }, 'safety-backup', new AbortController().signal);
  const inPlace = await endInPlace({ place, profile, session, parts, io });
  const how = inPlace ? inPlaceRunEnd(inPlace, end) : end;
  if (how.kind === 'needs-person') return how;
  await requireOwn(run);
  await parts.media?.dropStage(place);
  await requireOwn(run);
  await removeUnprovenBackup(session.host, place);
  return how;
}
