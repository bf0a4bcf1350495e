import type { RemoteHost } from './ports/host';
import type { JobPlace } from './ports/step';

/**
 * Removes a job's safety backup that was cut off while it was made. It has its own name only once it is proven
 * readable to its end: that one stays, whatever became of the run.
 */
export async function removeUnprovenBackup(
  host: Pick<RemoteHost, 'list' | 'removeFile'>,
  place: Pick<JobPlace, 'workDir' | 'short'>,
): Promise<void> {
  const folder = `${place.workDir}/safety-backups`;
  for (const name of await host.list(folder)) {
    if (name.endsWith(`-${place.short}.dump.part`)) await host.removeFile(`${folder}/${name}`);
  }
}
