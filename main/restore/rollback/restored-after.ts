import { notOwnJob } from '../own-job';
import type { TargetParts, TargetSession } from '../target-session';

/*
 * Restores whose cutover has completed since this job's, one folder a line, the newest first. The order is that in which
 * the host wrote their last words, by its own clock: what job.json and records say is by clocks of consoles. A turn has
 * its words in a folder of its own. Without this job's own word nothing is known to be earlier.
 */
const COMPLETED_SINCE_SCRIPT = `cd "$1" 2>/dev/null || exit 0
ls -t -- */cutover.status 2>/dev/null | while read -r status; do
  folder=\${status%/cutover.status}
  [ "$folder" != "$2" ] || break
  word=
  read -r word rest <"$status" || :
  [ "$word" != completed ] || echo "$folder"
done`;

/**
 * The newest restore of this very target that has completed after a job's, whoever ran it, as the job folders on the
 * host tell; null when the job's is the newest. Each restore may keep one half of a pair, so that neither OIDs nor what
 * is kept would show it: a database alone came over media alone.
 */
export async function restoredAfter(
  session: TargetSession,
  parts: TargetParts,
  jobId: string,
): Promise<string | null> {
  const jobsDir = `${await session.workDirectory()}/jobs`;
  const printed = await session.host.run(['sh', '-c', COMPLETED_SINCE_SCRIPT, 'sh', jobsDir, jobId]);
  for (const other of printed.split('\n').filter((line) => line !== '')) {
    if ((await notOwnJob(session, parts, other)) === null) return other;
  }
  return null;
}
