import { posix } from 'node:path';
import type { ProfileInput } from '../../shared/profile';
import type { ContainerInfo, MountInfo } from '../restore/ports/docker';

/** A mount with the application's view of it. */
interface Candidate {
  readonly mount: MountInfo;
  readonly folder: string;
  readonly score: number;
}

/**
 * Where the application's media seems to lie: a writable mount of the backend that is not the database's. MEDIA_ROOT
 * decides; else a path that ends in /media, the more so when the workers mount it too.
 */
export function guessMedia(
  backends: readonly ContainerInfo[],
  workers: readonly ContainerInfo[],
  databases: readonly ContainerInfo[],
): ProfileInput['media'] {
  const taken = new Set(databases.flatMap((container) => container.mounts.map(keyOf)));
  const shared = new Set(workers.flatMap((container) => container.mounts.map(keyOf)));
  const candidates = backends.flatMap((backend) =>
    backend.mounts
      .filter((mount) => mount.readWrite && !taken.has(keyOf(mount)))
      .flatMap((mount) => candidate(mount, backend.env.MEDIA_ROOT, shared.has(keyOf(mount)))),
  );
  const [best] = candidates.sort((left, right) => right.score - left.score);
  if (!best) return null;
  const { mount, folder } = best;
  const location =
    mount.type === 'volume' && mount.name
      ? ({ kind: 'volume', name: mount.name } as const)
      : ({ kind: 'bind', path: mount.source } as const);
  return { location, folder, mode: 'merge' };
}

function candidate(mount: MountInfo, mediaRoot: string | undefined, shared: boolean): Candidate[] {
  if (mount.type !== 'volume' && mount.type !== 'bind') return [];
  const inside = mediaRoot ? posix.relative(mount.destination, mediaRoot) : null;
  if (inside !== null && !inside.startsWith('..') && !inside.startsWith('/')) {
    return [{ mount, folder: inside, score: 10 }];
  }
  const named = /(^|\/)media\/?$/.test(mount.destination) || /media/.test(mount.name ?? '');
  if (!named) return [];
  return [{ mount, folder: '', score: shared ? 5 : 3 }];
}

function keyOf(mount: MountInfo): string {
  return mount.name ?? mount.source;
}
