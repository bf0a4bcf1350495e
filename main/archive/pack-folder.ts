import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { create } from 'tar';
import { fail } from '../../shared/errors/app-error';

/**
 * Packs a backup folder into `backup-gcp-YYYYMMDD.tar.gz` beside it (the original's step 2) and gives the path.
 * Written as `.part` and renamed; an archive of that name that is there already is kept, the new one gets a number.
 */
export async function packFolder(folder: string, now: Date): Promise<string> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw fail('archive-unreadable', { path: folder, reason: 'not-a-folder' });
  const parent = path.dirname(path.resolve(folder));
  const target = await freeName(parent, `backup-gcp-${now.toISOString().slice(0, 10).replaceAll('-', '')}`);
  const part = `${target}.part`;
  try {
    await create({ cwd: parent, file: part, gzip: true, portable: true }, [
      path.basename(path.resolve(folder)),
    ]);
    await rename(part, target);
  } catch (thrown) {
    await rm(part, { force: true });
    throw thrown;
  }
  return target;
}

async function freeName(folder: string, stem: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const candidate = path.join(folder, `${stem}${number === 1 ? '' : `-${number}`}.tar.gz`);
    if ((await stat(candidate).catch(() => null)) === null) return candidate;
  }
}
