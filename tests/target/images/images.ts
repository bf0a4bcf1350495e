import path from 'node:path';
import { docker } from '../machine/docker-engine';
import type { InstancePaths } from '../machine/paths';
import { APPLICATION_ROOT, DATABASE_ROOT, rootFilesystemTar } from './root-filesystem';

export const DATABASE_IMAGE = 'restore-console-test/postgres:latest';
export const APPLICATION_IMAGE = 'restore-console-test/backtuki:latest';
export const REDIS_IMAGE = 'restore-console-test/redis:latest';

/** Folder of the Django application: the application image's build context. */
export const APPLICATION_FOLDER = path.join(__dirname, '..', 'app');
/** Build context of the database image. */
export const DATABASE_FOLDER = path.join(__dirname, '..', 'database');

/** Makes the three images on a running engine from the cached root file systems; nothing is pulled. */
export async function buildImages(paths: InstancePaths): Promise<void> {
  await docker(paths, ['import', await rootFilesystemTar(DATABASE_ROOT), DATABASE_ROOT.image]);
  await docker(paths, ['import', await rootFilesystemTar(APPLICATION_ROOT), APPLICATION_ROOT.image]);
  await docker(paths, ['build', '-q', '--network', 'none', '-t', DATABASE_IMAGE, DATABASE_FOLDER]);
  await docker(paths, ['build', '-q', '--network', 'none', '-t', APPLICATION_IMAGE, APPLICATION_FOLDER]);
  await docker(paths, ['tag', APPLICATION_IMAGE, REDIS_IMAGE]);
}
