import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { STAGE_FOLDER } from '../../main/docker/media-layout';
import type { TestHost } from '../target/test-host';
import { cutoffNow, type DatabasePicture, databasePicture } from './database-picture';
import { containerStates, databasesOf, filesBelow, foldersOf, linesOf, serviceName } from './host-view';
import { type MediaPicture, mediaPicture } from './media-picture';

/** Everything a run may not leave worse: taken right before it. */
export interface Before {
  readonly database: DatabasePicture;
  readonly media: MediaPicture;
  readonly containers: ReadonlyMap<string, string>;
  readonly databases: ReadonlyMap<string, number>;
  readonly roles: readonly string[];
  readonly volumes: readonly string[];
  /** Short ids of jobs whose media lie aside, and which of their trees: `old`, or after a rollback `new`. */
  readonly keptMedia: ReadonlyMap<string, string>;
  readonly work: ReadonlyMap<string, number>;
}

export async function pictureBefore(host: TestHost): Promise<Before> {
  const cutoff = await cutoffNow(host);
  return {
    database: await databasePicture(host, host.database, cutoff),
    media: await mediaPicture(foldersOf(host).media),
    containers: await containerStates(host),
    databases: await databasesOf(host),
    roles: await rolesOf(host),
    volumes: await volumesOf(host),
    keptMedia: new Map(
      (await stageFolders(host)).filter(([, content]) => /^(old|new)$/.test(withoutPictures(content))),
    ),
    work: await filesBelow(foldersOf(host).work),
  };
}

export async function rolesOf(host: TestHost): Promise<readonly string[]> {
  return linesOf(await host.psql('SELECT rolname FROM pg_roles ORDER BY 1', 'postgres'));
}

export async function volumesOf(host: TestHost): Promise<readonly string[]> {
  return linesOf(await host.docker(['volume', 'ls', '-q'])).sort();
}

/** What lies in the console's own folder of the media volume: short id → its entries. */
export async function stageFolders(host: TestHost): Promise<readonly (readonly [string, string])[]> {
  const base = path.join(foldersOf(host).media, STAGE_FOLDER);
  const shorts = await readdir(base).catch(() => []);
  return Promise.all(
    shorts.map(async (short): Promise<readonly [string, string]> => {
      const entries = await readdir(path.join(base, short)).catch(() => ['no folder']);
      return [short, entries.sort().join(' ')];
    }),
  );
}

/** Media that were exchanged alone keep pictures of what came beside the kept tree, so that what was born since is known. */
export function withoutPictures(content: string): string {
  return withoutSpare(content).replace(/^(came-(new|old) )+/, '');
}

/** Beside a tree taken out by a rollback lies the empty folder that its way forward needs on a full disk. */
export function withoutSpare(content: string): string {
  return content.replace(/^((?:came-(?:new|old) )*new) spare$/, '$1');
}

/**
 * Makes the live pair unlike every other: a title only it has, a file of the archive with other content, a file only
 * it has. Files are renamed into place, as an application does: the tree moved aside may share their inodes.
 */
export async function markLivePair(host: TestHost, mark: string, shared: string): Promise<void> {
  await host.psql(
    `UPDATE events_event SET title = 'live pair of ${mark}' WHERE id = (SELECT min(id) FROM events_event)`,
  );
  const script = `cd ${host.media_path} && mkdir -p marks && rm -f marks/* &&
printf '%s' "$1" >.mark-a && cp .mark-a .mark-b && chmod 644 .mark-a .mark-b &&
mv .mark-a "$2" && mv .mark-b "marks/$1.txt"`;
  const mount = ['--user', '1000:1000', '-v', `${host.media_volume}:${host.media_path}`, '--network', 'none'];
  const image = (await host.docker(['inspect', '--format', '{{.Image}}', serviceName(0)])).trim();
  await host.docker(['run', '--rm', ...mount, '--entrypoint', 'sh', image, '-c', script, 'sh', mark, shared]);
}
