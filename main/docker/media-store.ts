import { fail } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import type { Docker } from '../restore/ports/docker';
import type { RemoteHost } from '../restore/ports/host';
import type { MediaHolding, MediaStore } from '../restore/ports/media';
import type { JobPlace } from '../restore/ports/step';
import { createDockerClient } from './docker-client';
import { MEDIA_DROP_OLD_SCRIPT, MEDIA_DROP_STAGE_SCRIPT } from './media-drop-script';
import { shortOfOldMedia } from './media-layout';
import { askMedia, locationExists, type MediaLocation } from './media-location';
import { MOVER_STEP, startMover } from './media-mover';
import { freeMediaBytes, probeMedia } from './media-probe';
import { MEDIA_HOLDINGS_SCRIPT } from './media-probe-script';
import { STAGE_STEP, stageMedia, VERIFY_STEP } from './media-stage';

/** The media of a target and what this project keeps beside them. The profile must name media. */
export function createMediaStore(options: {
  readonly docker: Docker;
  readonly host: RemoteHost;
  readonly profile: Profile;
  readonly helperImage: string;
}): MediaStore {
  const location = toLocation(options);
  return {
    probe: () => probeMedia(location),
    freeBytes: () => freeMediaBytes(location),
    stage: (place, io, media, records) => stageMedia(location, place, io, media, records),
    dropStage: (place) => dropStage(location, place),
    startMover: (place, exchange) => startMover(location, place, exchange),
    oldPairs: async () =>
      (await readHoldings(location, [])).filter((each) => each.kind === 'old').map((each) => each.short),
    dropOld: (name) => dropOld(location, name),
    holdings: () => readHoldings(location, ['sizes']),
  };
}

function toLocation(options: Parameters<typeof createMediaStore>[0]): MediaLocation {
  const { profile, host } = options;
  const { media } = profile;
  if (!media) throw new Error(`${profile.name} names no media`);
  const source = media.location.kind === 'volume' ? media.location.name : media.location.path;
  return { ...options, client: createDockerClient(host, profile.docker), media, source };
}

/**
 * Ends the helpers that may still build it, then removes it. Old media stay, and what a foreign writer made. Throws
 * `media-failed` when half moved.
 */
async function dropStage(location: MediaLocation, place: JobPlace): Promise<void> {
  for (const step of [STAGE_STEP, VERIFY_STEP, MOVER_STEP])
    await location.docker.removeHelper(`rc-${place.short}-${step}`);
  if (!(await locationExists(location))) return;
  const lines = await askMedia(location, MEDIA_DROP_STAGE_SCRIPT, { readOnly: false, job: place });
  if (!lines.includes('RC-DROPPED')) throw fail('media-failed', { reason: 'stage-not-removed' });
}

/** `name`: a short id, or the name given by oldMediaName. Throws `media-failed` for media still in use by a job. */
async function dropOld(location: MediaLocation, name: string): Promise<void> {
  const short = shortOfOldMedia(name);
  if (short === null) throw fail('invalid-request', { message: `not a name of old media: ${name}` });
  if (!(await locationExists(location))) return;
  const job = { jobId: '-', short };
  const lines = await askMedia(location, MEDIA_DROP_OLD_SCRIPT, { readOnly: false, job });
  if (!lines.includes('RC-DROPPED')) throw fail('media-failed', { reason: 'old-media-not-removed' });
}

const KINDS = ['old', 'staged', 'between', 'rest'] as const;

async function readHoldings(
  location: MediaLocation,
  args: readonly string[],
): Promise<readonly MediaHolding[]> {
  if (!(await locationExists(location))) return [];
  const lines = await askMedia(location, MEDIA_HOLDINGS_SCRIPT, { readOnly: true, args });
  return lines.flatMap((line) => {
    const match = /^RC-HOLDS ([0-9a-f]{8}) (old|staged|between|rest) (\d+) (\d+)$/.exec(line);
    const [, short = '', word, kilobytes, seconds] = match ?? [];
    const kind = KINDS.find((each) => each === word);
    if (!kind) return [];
    const madeAt = Number(seconds) === 0 ? null : new Date(Number(seconds) * 1000).toISOString();
    return [{ short, kind, bytes: Number(kilobytes) * 1024, madeAt }];
  });
}
