import { fail } from '../../shared/errors/app-error';
import type { MediaStore } from '../restore/ports/media';
import type { JobPlace } from '../restore/ports/step';
import { findContainer } from './find-containers';
import { requireVolumes } from './helper-container';
import { HELPER_JOB_MOUNT } from './helper-script';
import { mediaEnvironment } from './media-layout';
import { type MediaLocation, mediaMount } from './media-location';
import { MEDIA_SWAP_SCRIPT } from './media-swap-script';
import { helperArguments } from './one-shot';

const SLEEP_SCRIPT = `trap 'exit 0' TERM INT; while :; do sleep 86400 & wait $!; done`;

/** The step in the mover's name. */
export const MOVER_STEP = 'media-mover';

/**
 * Starts the container in which the cutover moves the media, ahead of time: making one inside the cutover would
 * cost downtime. It sleeps; `docker exec NAME sh /job/media-swap.sh <verb>` does the work. Safe to repeat.
 */
export async function startMover(
  location: MediaLocation,
  place: JobPlace,
  exchange?: Parameters<MediaStore['startMover']>[1],
): ReturnType<MediaStore['startMover']> {
  const { client, host } = location;
  const name = `rc-${place.short}-${MOVER_STEP}`;
  const mounts = [
    mediaMount(location, false),
    { source: place.jobDir, target: HELPER_JOB_MOUNT, readOnly: false },
  ];
  const args = [
    ...['run', '--detach', '--name', name, '--restart', 'no'],
    ...helperArguments({
      network: 'none',
      mounts,
      labels: { 'restore-console.job': place.jobId, 'restore-console.step': MOVER_STEP },
      env: {
        ...mediaEnvironment({
          ...place,
          folder: location.media.folder,
          mode: exchange?.mode ?? location.media.mode,
        }),
        ...(exchange?.inverted ? { RC_INVERTED: '1' } : {}),
        ...(exchange?.alone ? { RC_ALONE: '1' } : {}),
      },
    }),
    ...[place.helperImage, '-c', SLEEP_SCRIPT],
  ];
  const runArgv = [...client.prefix, ...args];
  await host.writeFile(`${place.jobDir}/media-swap.sh`, MEDIA_SWAP_SCRIPT, 0o600);
  await requireVolumes(client, mounts);
  const present = await findContainer(client, name);
  if (present && present.labels['restore-console.job'] !== place.jobId) {
    throw fail('media-failed', { reason: `a container named ${name} belongs to something else` });
  }
  if (!present) await client.run(args);
  else if (!present.running) await client.run(['start', present.id]);
  return { name, runArgv };
}
