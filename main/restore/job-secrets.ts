import type { RemoteHost } from './ports/host';
import type { JobPlace } from './ports/step';

/**
 * Files of a job folder that hold a secret: passwords of admin and loader, what a restore in place keeps of the live
 * users, environments of one-off containers; also what a write that was cut off has left beside them.
 */
const SECRET_FILE =
  /^(admin\.env|loader\.env|in-place-live\.json|cutover-before-start-\d+\.(env|sh)|after-\d+\.(env|export\.sh))(\.[0-9a-f]{8}\.part)?$/;

/** A rollback works in a folder of its own below the job's. */
const TURN_FOLDER = /^rollback-\d+$/;

/**
 * Removes every secret a run may have left in its folder on the host. Whoever ends a run calls it, because what wrote
 * a secret may have died, or lost the host, before it could remove it.
 */
export async function removeJobSecrets(host: RemoteHost, place: Pick<JobPlace, 'jobDir'>): Promise<void> {
  for (const name of await host.list(place.jobDir)) {
    const path = `${place.jobDir}/${name}`;
    if (SECRET_FILE.test(name)) await host.removeFile(path);
    else if (TURN_FOLDER.test(name)) await removeJobSecrets(host, { jobDir: path });
  }
}
