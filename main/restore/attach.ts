import type { Profile } from '../../shared/profile';
import type { Job } from '../../shared/restore/job';
import type { Inspector } from './inspector';
import { clearEnded } from './job-leftovers';
import type { Clock } from './ports/step';
import { recoverTurn } from './rollback/recover-turn';
import { adoptRun } from './run/adopt-run';
import type { OwnedRun } from './run/living-runs';
import { overLostConnections } from './run/over-lost-connections';
import type { Operator } from './run/run-context';
import { runJob } from './run/run-job';
import { takeOver } from './run/take-over';

export interface AttachQuestion {
  readonly job: Job;
  readonly profile: Profile;
  readonly operator: Operator;
  readonly inspector: Inspector;
  readonly clock: Clock;
  readonly history: readonly Job[];
}

/**
 * Goes on with an interrupted job where the host stands with it. A rollback that was cut off is ended, since its script
 * ends alone anyway; a job that another console has ended meanwhile is what that console says.
 */
export async function attachJob(run: OwnedRun, question: AttachQuestion): Promise<Partial<Job>> {
  const { job, profile, inspector } = question;
  const { recorder, holder } = run;
  const { place, turn, known } = await takeOver(run, question, 'going-on');
  if (turn) return recoverTurn(run, { ...question, turn });
  if (known) {
    await overLostConnections(run, async () => clearEnded(run, question, place));
    return known;
  }
  const { record, manifest, products } = await overLostConnections(run, async () =>
    adoptRun(job, profile, await holder.session(), await holder.parts(), inspector),
  );
  if (run.lockId !== null) products.lockId = run.lockId;
  recorder.log(null, 'info', `Taken up after ${products.done?.join(', ') ?? 'nothing'}`);
  const { options, uploadOnly } = record;
  return runJob(run, { ...question, manifest, options, uploadOnly, products });
}
