import type { DockerClient } from './docker-client';
import { listContainers } from './find-containers';
import { ONE_SHOT_LABEL } from './one-shot';
import { removeContainer } from './stop-start';

/** A living client starts what it made within a second; on a host that hardly moves, within some. */
const LONGEST_START_SECONDS = 30;

/**
 * Removes one-shots that were made and never started, with their volumes: `--rm` counts from the start on, so one whose
 * docker client was killed in between stays for ever.
 */
export async function removeAbandonedOneShots(
  client: DockerClient,
  olderThanSeconds = LONGEST_START_SECONDS,
): Promise<void> {
  const made = await listContainers(client, [`label=${ONE_SHOT_LABEL}`, 'status=created']);
  if (made.length === 0) return;
  const now = Number(await client.host.run(['date', '+%s']));
  for (const container of made)
    if (now - Date.parse(container.createdAt) / 1000 > olderThanSeconds)
      await removeContainer(client, container.id);
}
