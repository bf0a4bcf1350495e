import { fail } from '../../shared/errors/app-error';
import type { FilesystemFacts } from '../restore/ports/database';
import type { ContainerInfo } from '../restore/ports/docker';
import type { MediaFacts } from '../restore/ports/media';
import { parseDf } from '../restore/preflight/df';
import { pickReferenced } from './find-containers';
import { askMedia, isMediaMount, locationExists, type MediaLocation, mountsMedia } from './media-location';
import { MEDIA_FREE_SCRIPT, MEDIA_PROBE_SCRIPT } from './media-probe-script';

/** Looks at the live media and changes nothing, not even by making a volume that is missing. */
export async function probeMedia(location: MediaLocation): Promise<MediaFacts> {
  const { source } = location;
  const containers = await location.docker.containers();
  const mountpoint = await mountpointOf(location);
  const otherWriters = findOtherWriters(location, containers, mountpoint);
  if (!(await locationExists(location))) {
    const filesystem = await filesystemToBe(location);
    return { exists: false, source, files: 0, bytes: 0, filesystem, nestedMounts: [], otherWriters };
  }
  const lines = await askMedia(location, MEDIA_PROBE_SCRIPT, { readOnly: true });
  const [files, bytes] = words(lines, 'RC-FILES').map(Number);
  if (files === undefined || bytes === undefined) throw fail('media-failed', { reason: 'media-not-counted' });
  const nested = [
    ...lines.filter((line) => line.startsWith('RC-NESTED ')).map((line) => line.slice('RC-NESTED '.length)),
    ...nestedInContainers(location, containers, mountpoint),
  ];
  return {
    exists: !lines.includes('RC-ABSENT'),
    source,
    files,
    bytes,
    filesystem: readFilesystem(lines),
    nestedMounts: [...new Set(nested)].sort(),
    otherWriters,
  };
}

/** Free bytes where the media lie, or will lie. */
export async function freeMediaBytes(location: MediaLocation): Promise<number> {
  if (!(await locationExists(location))) return (await filesystemToBe(location)).freeBytes;
  return readFilesystem(await askMedia(location, MEDIA_FREE_SCRIPT, { readOnly: true })).freeBytes;
}

/**
 * Whom new files are given to at a first restore: the user of the service that mounts the media, `uid:gid`.
 * Null when it cannot be told.
 */
export async function serviceOwner(location: MediaLocation): Promise<string | null> {
  const mountpoint = await mountpointOf(location);
  for (const { ref } of location.profile.services) {
    const found = await location.docker.resolve(ref);
    const container = found.find((each) => mountsMedia(location, each, mountpoint));
    if (!container) continue;
    if (/^\d+:\d+$/.test(container.user)) return container.user;
    if (/^\d+$/.test(container.user)) return `${container.user}:${container.user}`;
    if (!container.running) return null;
    const asked = await location.docker.exec(container.id, ['sh', '-c', 'echo "$(id -u):$(id -g)"']);
    const owner = asked.stdout.trim();
    return asked.exitCode === 0 && /^\d+:\d+$/.test(owner) ? owner : null;
  }
  return null;
}

async function mountpointOf(location: MediaLocation): Promise<string | null> {
  const { media, docker } = location;
  if (media.location.kind !== 'volume') return null;
  return (await docker.volume(media.location.name))?.mountpoint ?? null;
}

function findOtherWriters(
  location: MediaLocation,
  containers: readonly ContainerInfo[],
  mountpoint: string | null,
): readonly string[] {
  const { services } = location.profile;
  const ours = new Set(services.flatMap(({ ref }) => pickReferenced(containers, ref).map(({ id }) => id)));
  return containers
    .filter((container) => (container.running || container.restarting) && !ours.has(container.id))
    .filter((container) => container.labels['restore-console.job'] === undefined)
    .filter((container) =>
      container.mounts.some((mount) => mount.readWrite && isMediaMount(location, mount, mountpoint)),
    )
    .map((container) => container.name)
    .sort();
}

/** Mounts a container has inside its media folder: a rename cannot cross them, and would take them along elsewhere. */
function nestedInContainers(
  location: MediaLocation,
  containers: readonly ContainerInfo[],
  mountpoint: string | null,
): readonly string[] {
  return containers.flatMap((container) => {
    const roots = container.mounts.filter((mount) => isMediaMount(location, mount, mountpoint));
    return roots.flatMap((root) =>
      container.mounts
        .filter((mount) => mount.destination.startsWith(`${root.destination}/`))
        .map((mount) => mount.destination.slice(root.destination.length + 1)),
    );
  });
}

/** The filesystem a volume or folder that is not there yet will lie on. */
async function filesystemToBe(location: MediaLocation): Promise<FilesystemFacts> {
  const { media, client, host } = location;
  const wanted =
    media.location.kind === 'bind'
      ? media.location.path
      : (await client.run(['info', '--format', '{{.DockerRootDir}}'])).trim();
  for (let path = wanted; ; path = path.replace(/\/[^/]*$/, '') || '/') {
    const result = await host.exec(['df', '-Pk', path]);
    if (result.exitCode === 0) return parseDf(result.stdout);
    if (path === '/')
      throw fail('command-failed', { command: 'df -Pk /', exitCode: result.exitCode ?? 'none' });
  }
}

function readFilesystem(lines: readonly string[]): FilesystemFacts {
  const line = lines.find((each) => each.startsWith('RC-DF ')) ?? '';
  return parseDf(line.slice('RC-DF '.length));
}

function words(lines: readonly string[], mark: string): readonly string[] {
  return (
    lines
      .find((line) => line.startsWith(`${mark} `))
      ?.split(' ')
      .slice(1) ?? []
  );
}
