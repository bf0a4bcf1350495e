import type { StepId } from '../../../shared/restore/steps';
import { jobPlace } from '../names';
import { lastTurn, turnPlace } from '../rollback/turns';
import type { TargetParts, TargetSession } from '../target-session';

/** The container that moves media waits for its orders: that it runs says nothing. */
const MOVER = 'media-mover';

/** Steps whose helpers bear other names than they do. */
const STEP_OF_HELPER: Readonly<Record<string, StepId>> = {
  'media-stage': 'stage-media',
  'media-verify': 'stage-media',
};

/**
 * The step of a job that lives on the host: that of a helper container, or the cutover, of its restore or of its last
 * rollback; null when none does. Such a step goes on without a console.
 */
export async function livingStep(
  session: TargetSession,
  parts: TargetParts,
  jobId: string,
): Promise<string | null> {
  const place = jobPlace(jobId, await session.workDirectory(), '', parts.helperImage);
  const prefix = `rc-${place.short}-`;
  const helper = (await session.docker.containers())
    .filter(({ name, running }) => running && name.startsWith(prefix))
    .map(({ name }) => name.slice(prefix.length))
    .find((step) => step !== MOVER);
  if (helper !== undefined) return STEP_OF_HELPER[helper] ?? helper;
  const turn = await lastTurn(session.host, place);
  const places = turn ? [place, turnPlace(place, turn)] : [place];
  for (const each of places) {
    if (await parts.cutover.isLiving(each)) return 'cutover';
  }
  return null;
}
