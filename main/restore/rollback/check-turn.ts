import { fail, type RestoreConsoleError } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import { cutoverFiles } from '../cutover/files';
import { jobPlace } from '../names';
import { notOwnJob } from '../own-job';
import { askHealth, type HealthAnswer } from '../preflight/health';
import type { OwnedRun } from '../run/living-runs';
import { type RunRecord, readRunRecord } from '../run/run-record';
import type { TargetParts } from '../target-session';
import { restoredAfter } from './restored-after';
import { type Turn, turnDatabases } from './turns';

const HEALTH_TIMEOUT_MS = 5_000;

interface Question {
  readonly job: Job;
  readonly profile: Profile;
}

/** What a turn is built from, proven before anything is touched. */
export interface CheckedTurn {
  readonly record: RunRecord;
  readonly direction: Turn['direction'];
  readonly health: HealthAnswer | null;
}

/** Whether a job's pairs can change places, from what the host tells alone. Throws what stands against it. */
export async function checkTurn(question: Question, holder: OwnedRun['holder']): Promise<CheckedTurn> {
  const { job, profile } = question;
  const session = await holder.session();
  const parts = await holder.parts();
  const notOurs = await notOwnJob(session, parts, job.id);
  if (notOurs) throw notOurs;
  const workDir = await session.workDirectory();
  const found = await readRunRecord(session.host, `${workDir}/jobs/${job.id}`);
  if (!found) throw nothingKept(job, 'record');
  const newer = await newerRestore(question, holder);
  if (newer) throw newer;
  const { record } = found;
  const direction = job.status === 'rolled_back' ? 'forward' : 'back';
  if (record.options.strategy === 'in-place') {
    const manual = cutoverFiles(jobPlace(job.id, workDir, '', '')).manual;
    throw fail('rollback-in-place', { job: job.id, backup: record.job.safety_backup_path, manual });
  }
  const databases = turnDatabases(record, profile.database.name, direction);
  if (record.plan.dump !== null) {
    // A first restore had no pair before it.
    if (!databases) throw nothingKept(job, 'first-restore');
    const { databases: there } = await parts.database.probe();
    const live = there.find((each) => each.name === databases.names.live)?.oid ?? 0;
    if (live !== databases.liveOid) {
      throw fail('rollback-target-changed', { job: job.id, expected: databases.liveOid, found: live });
    }
    const kept = there.find((each) => each.oid === databases.nextOid);
    if (kept?.name !== databases.names.fresh) throw nothingKept(job, databases.names.fresh);
  }
  if (record.plan.dump === null && record.plan.withMedia) await checkDatabaseBeside(question, record, parts);
  if (record.plan.withMedia && !(parts.media && profile.media && record.facts.media)) {
    throw nothingKept(job, 'media');
  }
  if (record.plan.withMedia && direction === 'back') {
    const { short } = jobPlace(job.id, workDir, '', '');
    if (!((await parts.media?.oldPairs()) ?? []).includes(short)) throw nothingKept(job, 'media');
  }
  const health = profile.health && (await askHealth(profile.health, session, HEALTH_TIMEOUT_MS));
  return { record, direction, health };
}

/**
 * Media exchanged alone belong to the database that was live beside them: under another one, which a restore by another
 * user of the host or by hand has brought, they stay. A server that had none then is not asked.
 */
async function checkDatabaseBeside(
  { job, profile }: Question,
  record: RunRecord,
  parts: TargetParts,
): Promise<void> {
  const expected = record.facts.database?.live?.oid;
  if (expected === undefined) return;
  const { databases } = await parts.database.probe();
  const found = databases.find((each) => each.name === profile.database.name)?.oid ?? 0;
  if (found !== expected) throw fail('rollback-target-changed', { job: job.id, expected, found });
}

function nothingKept(job: Job, what: string): RestoreConsoleError {
  return fail('rollback-nothing-kept', { job: job.id, what });
}

/** What this console's history does not know: the pairs of a target are taken back in the order they came. */
export async function newerRestore(
  { job }: Question,
  holder: OwnedRun['holder'],
): Promise<RestoreConsoleError | null> {
  const newest = await restoredAfter(await holder.session(), await holder.parts(), job.id);
  return newest === null ? null : fail('rollback-not-newest', { job: job.id, newest });
}
