import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { docker, killDockerd } from '../machine/docker-engine';
import type { InstancePaths } from '../machine/paths';

function memory(paths: InstancePaths): string {
  return path.join(paths.folder, 'running-before-dockerd-was-killed');
}

/** Ends dockerd with SIGKILL, remembering for `startContainersAgain` what ran. */
export async function crashDockerd(paths: InstancePaths): Promise<void> {
  await writeFile(memory(paths), await docker(paths, ['ps', '-q']));
  await killDockerd(paths);
}

/**
 * Engine 20.10 stops the containers that outlived a crash of dockerd when it comes back, and counts them as stopped
 * by hand: `unless-stopped` does not start them again. A healed host has them running.
 */
export async function startContainersAgain(paths: InstancePaths): Promise<void> {
  const ids = (await readFile(memory(paths), 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const known = (await docker(paths, ['ps', '-aq'])).split('\n');
  const there = ids.filter((id) => known.includes(id));
  if (there.length > 0) await docker(paths, ['start', ...there.reverse()]);
  await rm(memory(paths), { force: true });
}
