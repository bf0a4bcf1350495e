import type { DatabaseNames } from './ports/database';
import type { JobPlace } from './ports/step';

/** PostgreSQL cuts identifiers at 63 bytes: a cut suffix would make two of our names the same. */
const MAX_IDENTIFIER_BYTES = 63;

/** First characters of a job's id, part of every name we make on a host. */
export function shortId(jobId: string): string {
  return jobId.replaceAll('-', '').slice(0, 8);
}

/** The name of the database that a rollback of this job takes out of the live place. */
export function takenOutName(live: string, jobId: string): string {
  return withSuffix(live, `__rc_out_${shortId(jobId)}`);
}

/** The databases and the role of a run. The live name is shortened, never the part that tells them apart. */
export function databaseNames(live: string, jobId: string): DatabaseNames {
  const short = shortId(jobId);
  return {
    live,
    fresh: withSuffix(live, `__rc_new_${short}`),
    old: withSuffix(live, `__rc_old_${short}`),
    loader: `rc_loader_${short}`,
  };
}

/**
 * The live database while a restore in place keeps everybody out of it. Not called an old one: nothing may take it for
 * a pair that was replaced.
 */
export function heldName(live: string, jobId: string): string {
  return withSuffix(live, `__rc_held_${shortId(jobId)}`);
}

/** True for a database that an earlier run of ours moved aside from `live`, or that a rollback took out. */
export function isOldDatabaseOf(live: string, name: string): boolean {
  const match = /^(.*)__rc_(?:old|out)_[0-9a-f]{8}$/s.exec(name);
  if (!match) return false;
  return name === withSuffix(live, name.slice((match[1] ?? '').length));
}

/** Where a job lives on the host. `workDir` is absolute. */
export function jobPlace(
  jobId: string,
  workDir: string,
  archiveSha256: string,
  helperImage: string,
): JobPlace {
  return {
    jobId,
    short: shortId(jobId),
    workDir,
    jobDir: `${workDir}/jobs/${jobId}`,
    archivePath: `${workDir}/archives/${archiveSha256}.tar.gz`,
    helperImage,
  };
}

function withSuffix(name: string, suffix: string): string {
  const encoder = new TextEncoder();
  const room = MAX_IDENTIFIER_BYTES - encoder.encode(suffix).length;
  let head = name;
  while (encoder.encode(head).length > room) head = head.slice(0, -1);
  return head + suffix;
}
