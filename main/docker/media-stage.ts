import { fail } from '../../shared/errors/app-error';
import type { Media } from '../../shared/manifest';
import type { VerificationCheck } from '../../shared/restore/job';
import { isLockLost } from '../restore/ports/lock-lost';
import type { MediaStore } from '../restore/ports/media';
import type { JobPlace, StepIo } from '../restore/ports/step';
import { runMediaHelper } from './media-helper';
import { type MediaLocation, makeLocation } from './media-location';
import { serviceOwner } from './media-probe';
import { type FileRecord, type RecordTotals, recordLists } from './media-records';
import { MEDIA_STAGE_SCRIPT } from './media-stage-script';
import { MEDIA_VERIFY_SCRIPT } from './media-verify-script';

export const STAGE_STEP = 'media-stage';
export const VERIFY_STEP = 'media-verify';
const CHECK_FOLDER = 'media-check';
const CANCELLED = { files: 0, bytes: 0, checks: [] };

/** See {@link MediaStore.stage}. Cancelled: zero files and no checks; the caller looks at its signal. */
export async function stageMedia(
  location: MediaLocation,
  place: JobPlace,
  io: StepIo,
  media: Media,
  records: AsyncIterable<FileRecord>,
): ReturnType<MediaStore['stage']> {
  const { docker } = location;
  try {
    // First of all: from here on another console can go on with this step, without the archive's records.
    const totals = await recordLists(location.host, `${place.jobDir}/${CHECK_FOLDER}`, records);
    if (io.signal.aborted) return CANCELLED;
    const built = await buildTree(location, place, io, media);
    if (built === 'cancelled') return CANCELLED;
    return await verifyTree(location, place, io, media, totals);
  } finally {
    // Not on a lost connection: the helpers go on and are adopted or dropped later.
    if (!isLockLost(io.signal)) {
      await docker.removeHelper(`rc-${place.short}-${STAGE_STEP}`).catch(() => {});
      await docker.removeHelper(`rc-${place.short}-${VERIFY_STEP}`).catch(() => {});
    }
  }
}

async function buildTree(
  location: MediaLocation,
  place: JobPlace,
  io: StepIo,
  media: Media,
): Promise<'built' | 'cancelled'> {
  await makeLocation(location, place.helperImage);
  const owner = await serviceOwner(location);
  const total = 2 * media.bytes;
  const ended = await runMediaHelper(location, place, io, {
    step: STAGE_STEP,
    script: MEDIA_STAGE_SCRIPT,
    args: inNameOrder(media),
    ...(owner === null ? {} : { env: { RC_OWNER: owner } }),
    archive: true,
    onMark([mark, first, second]) {
      // The archive is read once; its share read is the share of the media extracted.
      const share = Number(first) / Math.max(1, Number(second));
      if (mark === 'RC-READ') io.progress(Math.round(share * media.bytes), total, 'extract');
      if (mark === 'RC-PHASE' && first !== 'extract') io.progress(media.bytes, total, first ?? '');
    },
  });
  if (ended.kind === 'cancelled') return 'cancelled';
  // The status alone is no proof.
  if (!ended.marks.includes('RC-STAGED')) throw fail('media-failed', { reason: 'stage-unfinished' });
  return 'built';
}

async function verifyTree(
  location: MediaLocation,
  place: JobPlace,
  io: StepIo,
  media: Media,
  totals: RecordTotals,
): ReturnType<MediaStore['stage']> {
  const folder = `${place.jobDir}/${CHECK_FOLDER}`;
  let hashed = 0;
  const ended = await runMediaHelper(location, place, io, {
    step: VERIFY_STEP,
    script: MEDIA_VERIFY_SCRIPT,
    args: [String(totals.lists)],
    archive: false,
    onMark([mark, bytes]) {
      if (mark !== 'RC-HASHED') return;
      hashed += Number(bytes);
      io.progress(media.bytes + hashed, media.bytes + totals.bytes, 'verify');
    },
  });
  if (!isLockLost(io.signal)) await removeLists(location, folder);
  return ended.kind === 'cancelled' ? CANCELLED : readVerdict(ended.marks, totals);
}

/** Counts, bytes and digests as checks. Throws `media-failed` when the helper did not come to its end. */
function readVerdict(
  marks: readonly string[],
  totals: RecordTotals,
): Awaited<ReturnType<MediaStore['stage']>> {
  const counted = marks.find((line) => line.startsWith('RC-COUNTED '));
  const [files, bytes, differing] = counted?.split(' ').slice(1).map(Number) ?? [];
  if (files === undefined || bytes === undefined || differing === undefined) {
    throw fail('media-failed', { reason: 'verification-unfinished' });
  }
  const names = marks
    .filter((line) => line.startsWith('RC-DIFFERS '))
    .map((line) => line.slice('RC-DIFFERS ./'.length));
  const digests = check('media digests', totals.files, totals.files - differing);
  return {
    files,
    bytes,
    checks: [
      check('media files', totals.files, files),
      check('media bytes', totals.bytes, bytes),
      names.length > 0 ? { ...digests, note: names.join(', ') } : digests,
    ],
  };
}

function check(name: string, expected: number, found: number): VerificationCheck {
  const verdict = expected === found ? 'match' : 'mismatch';
  return { name, expected: String(expected), found: String(found), verdict };
}

/** Buckets are merged in the byte order of their names, the later over the earlier, as inspection counted them. */
function inNameOrder(media: Media): readonly string[] {
  return [...media.buckets]
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
    .map((bucket) => bucket.entry);
}

async function removeLists(location: MediaLocation, folder: string): Promise<void> {
  for (const name of await location.host.list(folder)) await location.host.removeFile(`${folder}/${name}`);
}
