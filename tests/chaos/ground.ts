import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { waitUntil } from '../target/machine/wait-until';
import type { TestHost } from '../target/test-host';
import { Console } from './console';
import { containerStates, foldersOf } from './host-view';
import { mediaPicture } from './media-picture';
import type { Ground } from './one-run';
import { pictureOfArchive } from './pair';

/** Shorter than an operator would choose, so that a fault does not cost minutes. */
const GRACE_SECONDS = 3;
const HEALTH_SECONDS = 15;

/** Prepares a host and two operators' consoles for a series. `folder` takes their histories. */
export async function prepareGround(host: TestHost, folder: string): Promise<Ground> {
  const own = new Console(path.join(folder, 'own'), host.target);
  const other = new Console(path.join(folder, 'other'), host.target);
  const profile = path.join(folder, 'profile.json');
  await writeFile(profile, await impatientProfile(host));
  for (const each of [own, other]) await each.addTarget(profile);
  const archive = await pictureOfArchive(host);
  const live = await mediaPicture(foldersOf(host).media);
  const shared = [...archive.media.keys()]
    .sort()
    .find((name) => live.files.has(name) && name.includes('poster'));
  if (shared === undefined) throw new Error('archive and live media have no file in common');
  return { host, archive, own, other, sharedFile: shared, history: [] };
}

async function impatientProfile(host: TestHost): Promise<string> {
  const profile: unknown = JSON.parse(await readFile(host.profile, 'utf8'));
  const services = servicesOf(profile).map((service) => ({ ...service, stopGraceSeconds: GRACE_SECONDS }));
  return JSON.stringify({ ...Object(profile), services, healthTimeoutSeconds: HEALTH_SECONDS });
}

function servicesOf(profile: unknown): readonly object[] {
  if (
    typeof profile === 'object' &&
    profile !== null &&
    'services' in profile &&
    Array.isArray(profile.services)
  )
    return profile.services;
  throw new Error('a profile without services');
}

/** Every container of the application runs and the site is healthy: what a run begins with. */
export async function makeWhole(host: TestHost): Promise<void> {
  const stopped = [...(await containerStates(host))]
    .filter(([name, state]) => name.startsWith('backtuki-') && state !== 'running')
    .map(([name]) => name);
  if (stopped.length > 0) await host.docker(['start', ...stopped]);
  await waitUntil('the health page answers 200', 120_000, async () =>
    (await host.health()) === 200 ? true : undefined,
  );
}
