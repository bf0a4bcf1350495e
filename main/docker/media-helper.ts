import { fail } from '../../shared/errors/app-error';
import type { HelperSpec } from '../restore/ports/docker';
import { isLockLost } from '../restore/ports/lock-lost';
import type { JobPlace, StepIo } from '../restore/ports/step';
import { mediaEnvironment } from './media-layout';
import { type MediaLocation, mediaFailed, mediaMount } from './media-location';
import { MISSING_TOOL_STATUS, RESERVE_STATUS } from './media-stage-script';

/** How a media helper ended: its `RC-` lines, or cancelled. All else is thrown. */
export type MediaHelperEnd =
  | { readonly kind: 'done'; readonly marks: readonly string[] }
  | { readonly kind: 'cancelled' };

/**
 * Runs a script over the media as a helper of the job and follows it to its end. Its `RC-` lines go to `onMark`, all
 * others into the log. Throws `disk-reserve-reached`, `client-tool-missing`, `helper-vanished`, `media-failed`.
 */
export async function runMediaHelper(
  location: MediaLocation,
  place: JobPlace,
  io: StepIo,
  options: {
    readonly step: string;
    readonly script: string;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly archive: boolean;
    readonly onMark: (words: readonly string[]) => void;
  },
): Promise<MediaHelperEnd> {
  const { docker } = location;
  // The tree may have been built to its end when the lock was lost.
  if (isLockLost(io.signal)) return { kind: 'cancelled' };
  const spec = mediaHelperSpec(location, place, options);
  await docker.startHelper(spec);
  const marks: string[] = [];
  const exit = await docker.followHelper(spec, {
    fromOffset: 0,
    signal: io.signal,
    onLine(line) {
      if (!line.startsWith('RC-')) return io.log('info', 'host', line);
      // Progress is not kept: there may be hours of it.
      if (!line.startsWith('RC-READ ') && !line.startsWith('RC-HASHED ')) marks.push(line);
      options.onMark(line.split(' '));
    },
  });
  switch (exit.kind) {
    case 'cancelled':
      return exit;
    case 'vanished':
      throw fail(
        'helper-vanished',
        { helper: spec.name, step: options.step },
        { evidence: { stderrTail: exit.logTail } },
      );
    case 'exited':
      if (exit.exitCode !== 0) throw failure(exit.exitCode, exit.logTail, marks, location, place);
      return { kind: 'done', marks };
  }
}

function failure(
  exitCode: number,
  logTail: string,
  marks: readonly string[],
  location: MediaLocation,
  place: JobPlace,
) {
  const words = (mark: string) => marks.find((line) => line.startsWith(`${mark} `))?.split(' ') ?? [];
  if (exitCode === RESERVE_STATUS) {
    const [, free, reserve] = words('RC-RESERVE');
    return fail('disk-reserve-reached', {
      mount: location.source,
      free: Number(free ?? 0) * 1024,
      reserve: Number(reserve ?? 0) * 1024,
    });
  }
  if (exitCode === MISSING_TOOL_STATUS) {
    return fail('client-tool-missing', { tool: words('RC-MISSING')[1] ?? '', image: place.helperImage });
  }
  return mediaFailed(logTail, exitCode);
}

function mediaHelperSpec(
  location: MediaLocation,
  place: JobPlace,
  options: Parameters<typeof runMediaHelper>[3],
): HelperSpec {
  const { folder, mode } = location.media;
  const archive = { source: place.archivePath, target: '/rc/archive', readOnly: true };
  return {
    name: `rc-${place.short}-${options.step}`,
    image: place.helperImage,
    network: 'none',
    jobDir: place.jobDir,
    step: options.step,
    mounts: [mediaMount(location, false), ...(options.archive ? [archive] : [])],
    env: { ...mediaEnvironment({ ...place, folder, mode }), ...options.env },
    envFile: null,
    script: options.script,
    args: options.args,
    labels: { 'restore-console.job': place.jobId },
  };
}
