import type { Profile } from '../../shared/profile';
import type { Job } from '../../shared/restore/job';
import type { Inspector } from './inspector';
import { removeJobSecrets } from './job-secrets';
import { jobPlace } from './names';
import { notOwnJob } from './own-job';
import type { Clock } from './ports/step';
import { endHelpers } from './recover';
import { recoverTurn } from './rollback/recover-turn';
import { lastTurn } from './rollback/turns';
import { adoptRun } from './run/adopt-run';
import { endedElsewhere } from './run/ended-elsewhere';
import type { OwnedRun } from './run/living-runs';
import { takeLock } from './run/lock-takeover';
import type { Operator } from './run/run-context';
import { runJob } from './run/run-job';

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
  const { job, profile, operator, inspector, clock } = question;
  const { recorder, holder } = run;
  const session = await holder.session();
  const parts = await holder.parts();
  const notOurs = await notOwnJob(session, parts, job.id);
  if (notOurs) throw notOurs;
  const lockId = await takeLock({ job, profile, operator, recorder }, session, parts);
  run.lockId = lockId;
  const place = jobPlace(job.id, await session.workDirectory(), '', parts.helperImage);
  // Asked first: the job's own record speaks of the restore, not of what came after it.
  const turn = await lastTurn(session.host, place);
  if (turn) return recoverTurn(run, { job, profile, clock, turn }, session, parts);
  const known = await endedElsewhere(job, profile, session.host, place.jobDir);
  if (known) {
    // A turn that was about to begin may have left its mover and its secret.
    await endHelpers(session, place);
    await removeJobSecrets(session.host, place);
    run.lockId = null;
    await session.docker.releaseLock(parts.container.id, profile.database.name, job.id);
    return known;
  }
  const { record, manifest, products } = await adoptRun(job, profile, session, parts, inspector);
  products.lockId = lockId;
  recorder.log(null, 'info', `Taken up after ${products.done?.join(', ') ?? 'nothing'}`);
  const { options, uploadOnly } = record;
  return runJob(run, { ...question, manifest, options, uploadOnly, products });
}
