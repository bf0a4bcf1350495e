import { mkdir, readFile, rm } from 'node:fs/promises';
import { run } from './run';

/** A file system of its own in a sparse file, so that filling it never fills the machine's disk. */
export interface Disk {
  image: string;
  mount: string;
}

export async function createDisk(disk: Disk, megabytes: number): Promise<void> {
  await run(['truncate', '-s', `${megabytes}M`, disk.image]);
  // No reserved blocks: "full" must mean full for root's processes too.
  await run(['mkfs.ext4', '-q', '-F', '-m', '0', '-E', 'lazy_itable_init=1,lazy_journal_init=1', disk.image]);
}

export async function copyDisk(from: string, to: string): Promise<void> {
  await run(['cp', '--sparse=always', '--reflink=auto', from, `${to}.part`]);
  await run(['mv', `${to}.part`, to]);
}

export async function mountDisk(disk: Disk): Promise<void> {
  if (await isMounted(disk.mount)) return;
  await mkdir(disk.mount, { recursive: true });
  // discard gives freed blocks back to the machine's disk.
  await run(['mount', '-o', 'loop,discard,noatime', disk.image, disk.mount]);
}

/** Unmounts everything at and below the folder, deepest first; lazily if something still holds it. */
export async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await mountPoints()).filter((point) => point === folder || point.startsWith(`${folder}/`));
  for (const point of mounts.reverse()) {
    await run(['umount', point]).catch(() => run(['umount', '-l', point]).catch(() => undefined));
  }
}

export async function isMounted(point: string): Promise<boolean> {
  return (await mountPoints()).includes(point);
}

async function mountPoints(): Promise<string[]> {
  const table = await readFile('/proc/self/mounts', 'utf8');
  return table
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point !== '');
}

export async function removeDisk(disk: Disk): Promise<void> {
  await unmountBelow(disk.mount);
  await rm(disk.image, { force: true });
}
