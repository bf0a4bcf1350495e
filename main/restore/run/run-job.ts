import type { Manifest } from '../../../shared/manifest';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import type { RestoreOptions } from '../../../shared/restore/plan';
import type { Inspector } from '../inspector';
import type { Clock } from '../ports/step';
import { executeRun, type Phase, stepsOf } from './execute-run';
import { fence } from './fence';
import { inTurn } from './in-turn';
import { jobEnd } from './job-end';
import type { OwnedRun } from './living-runs';
import { type RunShape, runPhases } from './phases';
import { type Operator, PATIENCE, type RunContext, type RunProducts } from './run-context';
import { writeRunRecord } from './run-record';

/** One run of a job, new or gone on with. */
export interface RunQuestion {
  readonly profile: Profile;
  readonly manifest: Manifest;
  readonly options: RestoreOptions;
  readonly uploadOnly: boolean;
  readonly operator: Operator;
  readonly inspector: Inspector;
  readonly clock: Clock;
  readonly history: readonly Job[];
  /** What an earlier console had reached; empty for a new run. */
  readonly products: RunProducts;
}

/** Runs a job's steps to their end; what has ended already is passed over. Gives the job's last fields. */
export async function runJob(run: OwnedRun, question: RunQuestion): Promise<Partial<Job>> {
  const { recorder, holder } = run;
  const { profile, manifest, products, uploadOnly } = question;
  const context = runContext(run, question);
  const phases = phasesOf(question);
  const resumed = recorder.job.steps.filter((step) => products.done?.includes(step.id));
  recorder.emit({
    type: 'run-started',
    target: profile.name,
    environment: profile.environment,
    filename: manifest.filename,
    steps: [...stepsOf(phases)],
    ...(resumed.length > 0 ? { resumed } : {}),
  });
  if (products.cutoverBegun) run.refuseCancel('cutover');
  const end = await executeRun(context, phases, run.signal, holder.waitForConnection);
  const fields = jobEnd(recorder.job, end, products, question.clock.now(), uploadOnly);
  await writeLast(context, question, { ...recorder.job, ...fields });
  return fields;
}

function runContext(run: OwnedRun, question: RunQuestion): RunContext {
  const { recorder, holder } = run;
  const { products, options, uploadOnly, manifest } = question;
  return {
    profile: question.profile,
    manifest,
    options,
    operator: question.operator,
    inspector: question.inspector,
    recorder,
    clock: question.clock,
    patience: PATIENCE,
    history: question.history,
    products,
    session: () => holder.session(),
    parts: () => holder.parts(),
    // Steps end beside each other: an older state written last would hide what another console must know.
    checkpoint: inTurn(async () => {
      run.lockId = products.lockHeld ? (products.lockId ?? null) : null;
      // Without the lock the job folder is not this run's to write, or not there yet.
      if (!products.lockHeld) return;
      const { host } = await holder.session();
      await fence(run);
      const done = products.done ?? [];
      await writeRunRecord(host, { job: recorder.job, options, uploadOnly, done, products }, manifest);
    }),
    async fence() {
      await holder.session();
      await fence(run);
    },
    lockLost: () => run.lockLost,
  };
}

function phasesOf(question: RunQuestion): readonly Phase[] {
  const { manifest, options, profile, uploadOnly } = question;
  const shape: RunShape = {
    database: options.restoreSql && manifest.dumps.length > 0,
    media: options.restoreMedia && (manifest.media?.files ?? 0) > 0 && profile.media !== null,
    safetyBackup: options.restoreSql && options.safetyBackup && manifest.dumps.length > 0,
    inPlace: options.strategy === 'in-place',
    uploadOnly,
  };
  return runPhases(shape);
}

/** How it ended, for consoles without this history. The lock is given back already; only the record is still to write. */
async function writeLast(context: RunContext, question: RunQuestion, job: Job): Promise<void> {
  const { products, options, uploadOnly, manifest } = question;
  if (!products.done?.includes('lock') || context.lockLost()) return;
  try {
    const { host } = await context.session();
    await writeRunRecord(host, { job, options, uploadOnly, done: products.done, products }, manifest);
  } catch {
    context.recorder.log(null, 'warning', 'How the run ended could not be written into the job folder');
  }
}
