import { type AppError, fail, toAppError } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import type { StepId } from '../../../shared/restore/steps';
import { unlockTarget } from '../job-leftovers';
import { jobPlace } from '../names';
import type { CutoverOutcome, CutoverSpec } from '../ports/cutover';
import type { Clock, JobPlace } from '../ports/step';
import { stepIo } from '../run/execute-run';
import { requireOwn } from '../run/fence';
import { errorFields } from '../run/job-end';
import type { OwnedRun } from '../run/living-runs';
import { overLostConnections } from '../run/over-lost-connections';
import type { Operator } from '../run/run-context';
import { holdLock } from '../run/take-over';
import { listener } from '../steps/cutover';
import { measureDowntime } from '../steps/downtime-meter';
import { healthOf, servicesNow } from '../steps/services-now';
import type { TargetParts, TargetSession } from '../target-session';
import { type CheckedTurn, checkTurn, newerRestore } from './check-turn';
import { endTurn } from './turn-end';
import { openTurn, turnDatabases, turnPlace } from './turns';

export interface RollbackQuestion {
  readonly job: Job;
  readonly profile: Profile;
  readonly operator: Operator;
  readonly clock: Clock;
}

const STEPS: readonly StepId[] = ['preflight', 'lock', 'cutover'];
const NEVER = new AbortController().signal;

/**
 * Exchanges the live pair for the one that was kept: back to the pair before the restore, or forward again after a
 * rollback. Database and media together, by the same host script as a restore's cutover, with its journal and reverse.
 * The pair taken out is kept whole, with what was written to it since. Refused before anything is touched:
 * `rollback-nothing-kept`, `rollback-not-newest`, `rollback-in-place`, `rollback-target-changed`, `lock-held`.
 */
export async function rollbackJob(run: OwnedRun, question: RollbackQuestion): Promise<Partial<Job>> {
  const { job, profile } = question;
  const { recorder, holder } = run;
  const before = recorder.job.status;
  recorder.emit({
    type: 'run-started',
    target: profile.name,
    environment: profile.environment,
    filename: job.original_filename,
    steps: [...STEPS],
    turn: before === 'rolled_back' ? 'forward' : 'back',
  });
  let locked = false;
  let lockAsked = false;
  try {
    const checked = await inStep(run, 'preflight', () =>
      overLostConnections(run, () => checkTurn(question, holder)),
    );
    // From here on a console that dies leaves something to end: the job says so.
    recorder.update({ status: 'restoring' });
    lockAsked = true;
    await inStep(run, 'lock', () =>
      overLostConnections(run, async () =>
        holdLock(run, { ...question, wantedFor: 'ending' }, await holder.session(), await holder.parts()),
      ),
    );
    locked = true;
    const newer = await overLostConnections(run, () => newerRestore(question, holder));
    // One that held the lock until now.
    if (newer) return await untouched(run, question, before, newer.error);
    if (run.signal.aborted) {
      return await untouched(run, question, before, { code: 'cancelled', params: { step: 'lock' } });
    }
    return await inStep(run, 'cutover', () => exchange(run, question, checked));
  } catch (thrown) {
    // An answer that was lost may have been a lock: recover asks the host, and gives it free.
    if (locked || (lockAsked && toAppError(thrown).code === 'connection-lost')) throw thrown;
    // Nothing was touched: the job is what it was, and says why it was not rolled back.
    return { status: before, ...errorFields(toAppError(thrown)) };
  }
}

/** Ended under the lock before anything was exchanged: the target is given free, the job is what it was. */
async function untouched(
  run: OwnedRun,
  question: RollbackQuestion,
  before: Job['status'],
  why: AppError,
): Promise<Partial<Job>> {
  const { job } = question;
  if (run.lockLost) throw fail('lock-lost', { job: job.id });
  const workDir = await (await run.holder.session()).workDirectory();
  await unlockTarget(run, question, jobPlace(job.id, workDir, '', ''));
  return { status: before, ...errorFields(why) };
}

async function exchange(
  run: OwnedRun,
  question: RollbackQuestion,
  checked: CheckedTurn,
): Promise<Partial<Job>> {
  const { clock, profile } = question;
  const { recorder, holder } = run;
  const session = await holder.session();
  const parts = await holder.parts();
  const place = jobPlace(question.job.id, await session.workDirectory(), '', parts.helperImage);
  const turn = await openTurn(session.host, place, checked.direction);
  const io = stepIo({ recorder }, 'cutover', NEVER);
  io.log('info', 'console', turn.direction === 'back' ? 'Back to the pair before' : 'Forward again');
  const spec = await turnSpec(question, checked, session, parts, turnPlace(place, turn));
  const meter = measureDowntime(spec.health, session.host, clock);
  try {
    const outcome = await cutOver(run, spec);
    const measured = await meter.stop();
    const exchanged = outcome.kind === 'completed' || outcome.kind === 'reversed';
    recorder.update({ downtime_seconds: exchanged ? (measured ?? outcome.downtimeSeconds) : null });
    return await endTurn(
      run,
      { ...question, turn, profile },
      outcome,
      await holder.session(),
      await holder.parts(),
    );
  } finally {
    await meter.stop();
  }
}

type TurnOutcome = CutoverOutcome | { readonly kind: 'not-begun' };

/** Begins the host's script; after a lost connection takes it up where it is. */
async function cutOver(run: OwnedRun, spec: CutoverSpec): Promise<TurnOutcome> {
  const { recorder, holder } = run;
  const said = listener({ recorder }, stepIo({ recorder }, 'cutover', NEVER));
  let begun = false;
  for (;;) {
    try {
      const { cutover } = await holder.parts();
      if (begun) return await cutover.recover(spec.place, said);
      await requireOwn(run);
      return await cutover.run(spec, said, () => {
        begun = true;
      });
    } catch (thrown) {
      if (toAppError(thrown).code !== 'connection-lost') throw thrown;
      if (!(await holder.waitForConnection(NEVER))) throw thrown;
    }
  }
}

async function turnSpec(
  { profile }: RollbackQuestion,
  { record, direction, health }: CheckedTurn,
  session: TargetSession,
  parts: TargetParts,
  place: JobPlace,
): Promise<CutoverSpec> {
  const databases = turnDatabases(record, profile.database.name, direction);
  const services = await servicesNow(session.docker, profile);
  const asked = healthOf(profile, services);
  const healthAsked = await healthContainer(asked, session);
  return {
    place,
    database: databases && {
      containerId: parts.container.id,
      containerName: parts.container.name,
      adminRole: record.facts.database?.adminRole ?? '',
      maintenanceDatabase: profile.database.maintenanceDatabase,
      names: databases.names,
      liveOid: databases.liveOid,
      freshOid: databases.nextOid,
      psqlArgv: await parts.database.adminPsql(place),
    },
    media:
      record.plan.withMedia && parts.media && profile.media && record.facts.media
        ? {
            source: record.facts.media.source,
            folder: profile.media.folder,
            // Whole trees change places: what was written to the one taken out stays with it, and with its database.
            mode: 'mirror',
            first: false,
            mover: await parts.media.startMover(place, {
              mode: 'mirror',
              inverted: direction === 'back',
              alone: databases === null,
            }),
          }
        : null,
    services,
    // The code is the one that ran on either pair; what it needed was done when it was first started on it.
    beforeStart: [],
    health: asked,
    healthContainerId: healthAsked?.id ?? null,
    healthContainerName: healthAsked?.name ?? null,
    healthTimeoutSeconds: profile.healthTimeoutSeconds,
    // A sick site is what rollbacks are for: it must get well only if it was.
    healthRequired: health?.healthy !== false,
  };
}

async function healthContainer(
  health: CutoverSpec['health'],
  session: TargetSession,
): Promise<{ readonly id: string; readonly name: string } | null> {
  if (health?.kind !== 'docker' && health?.kind !== 'command') return null;
  const [container] = await session.docker.resolve(health.service);
  return container ?? null;
}

/** Runs one step of the rollback with its events. */
async function inStep<T>(run: OwnedRun, step: StepId, work: () => Promise<T>): Promise<T> {
  run.recorder.emit({ type: 'step-started', step });
  try {
    const result = await work();
    run.recorder.emit({ type: 'step-finished', step, state: 'done', parts: [] });
    return result;
  } catch (thrown) {
    run.recorder.emit({ type: 'step-finished', step, state: 'failed', parts: [] });
    throw thrown;
  }
}
