import { begunCutovers, isUnfinished } from '../begun-cutovers';
import { notOwnJob } from '../own-job';
import type { TargetParts, TargetSession } from '../target-session';

/** A job whose cutover has stopped on the way, with its folder on the host. */
export interface UnfinishedCutover {
  readonly jobId: string;
  readonly folder: string;
}

/**
 * Jobs of this very target that stand between two pairs. The lock does not tell: its name comes from the database
 * container's id, and a container that was made anew has another. One call where there is none, as nearly always.
 */
export async function unfinishedCutovers(
  session: TargetSession,
  parts: TargetParts,
  workDir: string,
): Promise<readonly UnfinishedCutover[]> {
  const jobsDir = `${workDir}/jobs`;
  const begun = await begunCutovers(session.host, jobsDir);
  const found: UnfinishedCutover[] = [];
  for (const jobId of new Set(begun.filter(isUnfinished).map((each) => each.jobId))) {
    if ((await notOwnJob(session, parts, jobId)) === null)
      found.push({ jobId, folder: `${jobsDir}/${jobId}` });
  }
  return found;
}
