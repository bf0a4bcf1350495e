import { assertNever } from '../../../shared/assert-never';
import type { AppError } from '../../../shared/errors/app-error';
import { noted, phrase } from '../../../shared/phrases/phrase-text';
import type { Profile } from '../../../shared/profile';
import type { Job, VerificationCheck } from '../../../shared/restore/job';
import { differenceParams } from '../difference-params';
import { removeJobSecrets } from '../job-secrets';
import { jobPlace } from '../names';
import type { CutoverOutcome } from '../ports/cutover';
import type { Clock } from '../ports/step';
import { requireOwn } from '../run/fence';
import { errorFields, needsPersonFields } from '../run/job-end';
import type { OwnedRun } from '../run/living-runs';
import { readRunRecord, updateRecordJob } from '../run/run-record';
import { healthOf, servicesNow } from '../steps/services-now';
import type { TargetParts, TargetSession } from '../target-session';
import { type Turn, turnDatabases, turnPlace } from './turns';

export interface TurnQuestion {
  readonly job: Job;
  readonly profile: Profile;
  readonly clock: Clock;
  readonly turn: Turn;
}

/**
 * A job's last fields after a turn. What failed and was put back leaves the status as it was, with its error: the
 * pair that was live is live. What succeeded is believed only when the live database is the one meant, by OID.
 */
export async function endTurn(
  run: OwnedRun,
  question: TurnQuestion,
  outcome: CutoverOutcome | { readonly kind: 'not-begun'; readonly error?: AppError },
  session: TargetSession,
  parts: TargetParts,
): Promise<Partial<Job>> {
  const { job, turn, clock } = question;
  const now = clock.now();
  const { started_at: since } = run.recorder.job;
  const common = {
    completed_at: now.toISOString(),
    duration_seconds: since ? (now.getTime() - Date.parse(since)) / 1000 : null,
    needs_person: false,
    current_step: '',
  };
  const before = turn.direction === 'back' ? 'completed' : 'rolled_back';
  switch (outcome.kind) {
    case 'completed': {
      const fields = await proven(question, outcome.healthAccepted, session, parts);
      const wrong = fields.verification?.checks.find((each) => each.verdict === 'mismatch');
      if (wrong) return unproven(wrong, fields);
      return close(run, question, session, parts, {
        ...common,
        ...fields,
        status: turn.direction === 'back' ? 'rolled_back' : 'completed',
        progress_percent: 100,
        outcome: null,
        error: null,
        error_message: '',
        error_traceback: '',
      });
    }
    case 'reversed':
      return close(run, question, session, parts, {
        ...common,
        status: before,
        outcome: 'reversed',
        ...errorFields(outcome.error),
      });
    case 'not-begun':
      return close(run, question, session, parts, {
        ...common,
        status: before,
        outcome: 'unchanged',
        ...errorFields(
          outcome.error ?? { code: 'interrupted', params: { step: 'cutover', since: job.started_at ?? '' } },
        ),
      });
    case 'needs-person':
      return {
        ...common,
        ...needsPersonFields(outcome),
      };
    default:
      return assertNever(outcome, 'end of a turn');
  }
}

/** The pair that is live now and the one that is kept, told by OID; health as the host saw it. */
async function proven(
  { job, profile, turn }: TurnQuestion,
  healthAccepted: string | null,
  session: TargetSession,
  parts: TargetParts,
): Promise<Pick<Job, 'verification' | 'old_pair'>> {
  const workDir = await session.workDirectory();
  const found = await readRunRecord(session.host, `${workDir}/jobs/${job.id}`);
  const databases = found && turnDatabases(found.record, profile.database.name, turn.direction);
  const checks: VerificationCheck[] = [];
  if (databases) {
    const { databases: there } = await parts.database.probe();
    const live = there.find((each) => each.name === databases.names.live);
    checks.push(check('live database', databases.nextOid, live?.oid));
    const kept = there.find((each) => each.name === databases.names.old);
    checks.push(check('kept database', databases.liveOid, kept?.oid));
  }
  checks.push(await healthSeen(profile, healthAccepted, session));
  return {
    verification: { passed: checks.every((each) => each.verdict !== 'mismatch'), checks, tables: [] },
    old_pair: {
      database: databases?.names.old ?? null,
      media: found?.record.plan.withMedia ? jobPlace(job.id, '', '', '').short : null,
    },
  };
}

/** What the script asked before it let the pair stay: nothing, where the target has no check or no backend runs. */
async function healthSeen(
  profile: Profile,
  accepted: string | null,
  session: TargetSession,
): Promise<VerificationCheck> {
  const asked = healthOf(profile, await servicesNow(session.docker, profile));
  if (!asked) {
    const why = phrase(profile.health ? 'health-backend-stopped' : 'health-no-check');
    return { name: 'health', expected: '', found: '', verdict: 'not-checked', ...noted([why]) };
  }
  if (accepted === null) return { name: 'health', expected: 'healthy', found: 'healthy', verdict: 'match' };
  return {
    name: 'health',
    expected: 'healthy',
    found: accepted,
    verdict: 'not-checked',
    ...noted([phrase('health-let-through')]),
  };
}

/** The host's script said that all is well and the server says otherwise: nobody is told that it was rolled back. */
function unproven(wrong: VerificationCheck, fields: Partial<Job>): Partial<Job> {
  const { first: reason, ...difference } = differenceParams(wrong);
  const error: AppError = {
    code: 'needs-person',
    params: { part: 'verification', reason, ...difference },
  };
  return { ...fields, status: 'failed', outcome: null, needs_person: true, ...errorFields(error) };
}

function check(name: string, expected: number, found: number | undefined): VerificationCheck {
  const verdict = expected === found ? 'match' : 'mismatch';
  return { name, expected: String(expected), found: String(found ?? 'none'), verdict };
}

/** Nothing of the turn is left on the host but its folder: secrets, mover and lock go, and the record says the end. */
async function close(
  run: OwnedRun,
  question: TurnQuestion,
  session: TargetSession,
  parts: TargetParts,
  fields: Partial<Job>,
): Promise<Partial<Job>> {
  const { job, profile, turn } = question;
  const place = jobPlace(job.id, await session.workDirectory(), '', parts.helperImage);
  await requireOwn(run);
  await removeJobSecrets(session.host, place);
  await removeJobSecrets(session.host, turnPlace(place, turn));
  const containers = await session.docker.containers();
  for (const container of containers.filter((each) => each.name.startsWith(`rc-${place.short}-`))) {
    await session.docker.removeHelper(container.name);
  }
  // Only where the restored pair is live: else what lies staged is the pair taken out, the way forward.
  if (fields.status === 'completed') await parts.media?.dropStage(place);
  await updateRecordJob(session.host, place.jobDir, { ...run.recorder.job, ...fields });
  const { lockId } = run;
  run.lockId = null;
  await session.docker.releaseLock(parts.container.id, profile.database.name, job.id, lockId);
  return fields;
}
