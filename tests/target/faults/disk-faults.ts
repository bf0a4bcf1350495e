import { rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { InstancePaths } from '../machine/paths';
import { attempt, run } from '../machine/run';

/** What lies on the file system to fill. Database and media share Docker's data disk, as on most hosts. */
export const PLACES = ['data', 'media', 'work'] as const;
export type Place = (typeof PLACES)[number];

function fillerOf(paths: InstancePaths, place: Place): { mount: string; file: string } {
  const mount = place === 'work' ? paths.homesMount : paths.dataMount;
  return { mount, file: path.join(mount, '.filler') };
}

/** Fills the instance's own file system until only `leaveMegabytes` are free; the machine's disk does not grow. */
export async function fillDisk(paths: InstancePaths, place: Place, leaveMegabytes: number): Promise<void> {
  const { mount, file } = fillerOf(paths, place);
  await rm(file, { force: true });
  const free = await statfs(mount);
  const bytes = free.bavail * free.bsize - leaveMegabytes * 1024 * 1024;
  if (bytes <= 0) return;
  // Reserved, not written: the sparse file under the loop device stays as it is. The block maps take a little.
  const filled = await attempt(['fallocate', '-l', String(bytes), file]);
  if (filled.code !== 0 && leaveMegabytes > 0) throw new Error(filled.stderr);
}

export async function emptyDisks(paths: InstancePaths): Promise<void> {
  for (const place of PLACES) await run(['rm', '-f', fillerOf(paths, place).file]);
}
