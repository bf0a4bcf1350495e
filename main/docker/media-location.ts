import { fail, RestoreConsoleError } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import type { ContainerInfo, Docker } from '../restore/ports/docker';
import type { RemoteHost } from '../restore/ports/host';
import type { JobPlace } from '../restore/ports/step';
import type { DockerClient } from './docker-client';
import { mediaEnvironment } from './media-layout';
import { type HelperMount, runOneShot } from './one-shot';

/** The media a profile names, with what is needed to look at them. */
export interface MediaLocation {
  readonly host: RemoteHost;
  readonly docker: Docker;
  readonly client: DockerClient;
  readonly profile: Profile;
  readonly media: NonNullable<Profile['media']>;
  /** For work that belongs to no job. */
  readonly helperImage: string;
  /** What a helper mounts: the volume's name or the absolute path. */
  readonly source: string;
}

/** Rights in one-shot scripts over the media that may take as long as removing a million files does. */
export const LONG_MS = 30 * 60_000;

/** The mount of the volume or folder, at the place the scripts expect. */
export function mediaMount(location: MediaLocation, readOnly: boolean): HelperMount {
  return { source: location.source, target: '/rc/media', readOnly };
}

/** True when the volume or the bind-mounted folder is there. The folder inside it may still be missing. */
export async function locationExists(location: MediaLocation): Promise<boolean> {
  const { media, docker, helperImage } = location;
  if (media.location.kind === 'volume') return (await docker.volume(media.location.name)) !== null;
  return folderExists(location, media.location.path, helperImage);
}

/** Asked of docker, not over SFTP: the SSH user need not be allowed to look there. */
async function folderExists(location: MediaLocation, path: string, image: string): Promise<boolean> {
  const mounts = [{ source: path, target: '/rc/media', readOnly: true }];
  try {
    await runOneShot(location.client, { image, mounts, script: '[ -d /rc/media ]', args: [] });
    return true;
  } catch (thrown) {
    const said = thrown instanceof RestoreConsoleError ? (thrown.error.evidence?.stderrTail ?? '') : '';
    if (/bind source path does not exist/.test(said)) return false;
    throw thrown;
  }
}

/**
 * Makes what is missing at a first restore. A volume gets the labels Compose gives its own, so that Compose takes it
 * for one of them; a folder is made by a helper, for its parent may belong to root.
 */
export async function makeLocation(location: MediaLocation, image: string): Promise<void> {
  if (await locationExists(location)) return;
  const { media, docker, client, profile } = location;
  if (media.location.kind === 'volume') {
    return docker.createVolume(media.location.name, composeLabels(profile, media.location.name));
  }
  const { path } = media.location;
  let parent = path;
  while (parent !== '/' && !(await folderExists(location, parent, image))) {
    parent = parent.replace(/\/[^/]*$/, '') || '/';
  }
  const script = 'umask 022; mkdir -p -- "/rc/parent/$1"';
  const mounts = [{ source: parent, target: '/rc/parent', readOnly: false }];
  const args = [path.slice(parent.length).replace(/^\/+/, '')];
  const result = await runOneShot(client, { image, mounts, script, args });
  if (result.exitCode !== 0) throw fail('media-failed', { reason: `${path} could not be made` });
}

/** A script over the media in a container that is gone afterwards; its lines, once it has ended well. */
export async function askMedia(
  location: MediaLocation,
  script: string,
  options: {
    readonly readOnly: boolean;
    readonly job?: Pick<JobPlace, 'jobId' | 'short'>;
    readonly args?: readonly string[];
    readonly timeoutMs?: number;
  },
): Promise<readonly string[]> {
  const { media, client, helperImage } = location;
  const job = options.job ?? { jobId: '-', short: '0' };
  const env = mediaEnvironment({ ...job, folder: media.folder, mode: media.mode });
  const assignments = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  const result = await runOneShot(
    client,
    {
      image: helperImage,
      mounts: [mediaMount(location, options.readOnly)],
      script: `while [ "$1" != -- ]; do export "$1"; shift; done; shift\n${script}`,
      args: [...assignments, '--', ...(options.args ?? [])],
      ...(options.job ? { labels: { 'restore-console.job': job.jobId } } : {}),
    },
    { timeoutMs: options.timeoutMs ?? LONG_MS },
  );
  if (result.exitCode === 0) return result.stdout.split('\n').filter((line) => line !== '');
  throw mediaFailed(result.stderr, result.exitCode);
}

/** `media-failed` with the last of our own words in `text`, or with all there is. */
export function mediaFailed(text: string, exitCode: number | null) {
  const ours = text.split('\n').filter((line) => line.startsWith('media: '));
  const reason = ours.at(-1)?.slice('media: '.length) ?? `it ended with status ${exitCode ?? 'unknown'}`;
  return fail('media-failed', { reason }, { evidence: { exitCode, stderrTail: text.slice(-4096) } });
}

/** True for a container that mounts the media, with the folder inside it where it sees them. */
export function mountsMedia(
  location: MediaLocation,
  container: ContainerInfo,
  mountpoint: string | null,
): boolean {
  return container.mounts.some((mount) => isMediaMount(location, mount, mountpoint));
}

/** True for a mount of the volume (by name, or by its place on the host) or of the folder or one above or below it. */
export function isMediaMount(
  location: MediaLocation,
  mount: ContainerInfo['mounts'][number],
  mountpoint: string | null,
): boolean {
  const { media } = location;
  if (media.location.kind === 'volume' && mount.type === 'volume') return mount.name === media.location.name;
  const path = media.location.kind === 'bind' ? media.location.path : mountpoint;
  if (path === null || mount.type !== 'bind') return false;
  return contains(path, mount.source) || contains(mount.source, path);
}

function contains(outer: string, inner: string): boolean {
  const prefix = outer.endsWith('/') ? outer : `${outer}/`;
  return inner === outer || inner.startsWith(prefix);
}

function composeLabels(profile: Profile, volume: string): Record<string, string> {
  const ref = profile.services.map((service) => service.ref).find((each) => each.by === 'compose');
  const project = ref?.by === 'compose' ? ref.project : undefined;
  if (project === undefined || !volume.startsWith(`${project}_`)) return {};
  return {
    'com.docker.compose.project': project,
    'com.docker.compose.volume': volume.slice(project.length + 1),
  };
}
