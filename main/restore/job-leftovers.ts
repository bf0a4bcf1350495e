import type { Profile } from '../../shared/profile';
import type { Job } from '../../shared/restore/job';
import { removeJobSecrets } from './job-secrets';
import type { JobPlace } from './ports/step';
import { requireOwn } from './run/fence';
import type { OwnedRun } from './run/living-runs';
import type { TargetSession } from './target-session';

/** Removes every helper container of a job. */
export async function endHelpers(session: TargetSession, place: Pick<JobPlace, 'short'>): Promise<void> {
  const containers = await session.docker.containers();
  for (const container of containers.filter((each) => each.name.startsWith(`rc-${place.short}-`))) {
    await session.docker.removeHelper(container.name);
  }
}

/** Gives the target free once nothing of a job is to be ended any more; its secrets go before. */
export async function unlockTarget(
  run: OwnedRun,
  question: { readonly job: Job; readonly profile: Profile },
  place: JobPlace,
): Promise<void> {
  const session = await run.holder.session();
  const { container } = await run.holder.parts();
  await requireOwn(run);
  await removeJobSecrets(session.host, place);
  const { lockId } = run;
  // No more beats: one that finds the lock gone would take it for lost.
  run.lockId = null;
  await session.docker.releaseLock(container.id, question.profile.database.name, question.job.id, lockId);
}

/** What a job that another console has ended may have left: a turn that was about to begin leaves mover and secret. */
export async function clearEnded(
  run: OwnedRun,
  question: { readonly job: Job; readonly profile: Profile },
  place: JobPlace,
): Promise<void> {
  await requireOwn(run);
  await endHelpers(await run.holder.session(), place);
  await unlockTarget(run, question, place);
}
