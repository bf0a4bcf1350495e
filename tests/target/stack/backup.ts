import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { APPLICATION_FOLDER, APPLICATION_IMAGE } from '../images/images';
import { docker, dockerHost } from '../machine/docker-engine';
import type { InstancePaths } from '../machine/paths';
import { run } from '../machine/run';
import { CLOUD_SQL_SED, dropCloudSql, installCloudSql } from './cloud-sql';
import { type AdminChoice, adminRole, containerName, MEDIA_PATH, ROLE } from './names';
import { type Ground, psql, type Seed, type Size, seed } from './seed';

export const DUMP_FORMATS = ['plain', 'custom', 'directory', 'tar'] as const;
export type DumpFormat = (typeof DUMP_FORMATS)[number];

export interface BackupOptions {
  format: DumpFormat;
  /** INSERT statements in place of COPY. */
  inserts: boolean;
  /** What Cloud SQL adds: its schema, extension, roles, grants and a newer pg_dump's setting. */
  cloudSql: boolean;
  seed: Seed;
  size: Size;
  /** Data of an older release: the newest migration is not applied. */
  behind: boolean;
  /** Folder that gets `backup-gcp-YYYYMMDD.tar.gz`. */
  out: string;
}

/**
 * Makes a backup archive with the application's own script from a scratch database and media volume, which are
 * dropped afterwards; the live pair is not read.
 */
export async function makeBackup(
  paths: InstancePaths,
  admin: AdminChoice,
  options: BackupOptions,
): Promise<string> {
  await mkdir(options.out, { recursive: true });
  const work = await mkdtemp(path.join(paths.folder, 'backup-'));
  const tag = path
    .basename(work)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  const ground: Ground = { database: `scratch_${tag}`, mediaVolume: `scratch-${tag}` };
  const reader = `scratch-${tag}`;
  try {
    await psql(
      paths,
      admin,
      `CREATE DATABASE ${ground.database} TEMPLATE template0 OWNER ${ROLE};`,
      'template1',
    );
    await docker(paths, ['volume', 'create', ground.mediaVolume]);
    await seed(paths, ground, { ...options, ...(options.behind ? { migration: ['events', '0003'] } : {}) });
    if (options.cloudSql) await installCloudSql(paths, admin, ground.database);
    const mount = `${ground.mediaVolume}:${MEDIA_PATH}`;
    await docker(paths, [
      'create',
      '--pull',
      'never',
      '--name',
      reader,
      '--volume',
      mount,
      APPLICATION_IMAGE,
      'true',
    ]);
    return await packBackup(paths, admin, ground, reader, work, options);
  } finally {
    await docker(paths, ['rm', '-f', '-v', reader]).catch(() => undefined);
    await docker(paths, ['volume', 'rm', '-f', ground.mediaVolume]).catch(() => undefined);
    await psql(paths, admin, `DROP DATABASE IF EXISTS ${ground.database} WITH (FORCE);`, 'template1');
    if (options.cloudSql) await dropCloudSql(paths, admin);
    await rm(work, { recursive: true, force: true });
  }
}

async function packBackup(
  paths: InstancePaths,
  admin: AdminChoice,
  ground: Ground,
  reader: string,
  work: string,
  options: BackupOptions,
): Promise<string> {
  const edits = path.join(work, 'cloud-sql.sed');
  await writeFile(edits, CLOUD_SQL_SED);
  const script = path.join(APPLICATION_FOLDER, 'backup.sh');
  const source = [containerName('db'), adminRole(admin), ground.database, reader, MEDIA_PATH];
  const extra = options.inserts ? ['--inserts'] : [];
  const folder = await run(['sh', script, work, ...source, options.format, ...extra], {
    env: { DOCKER_HOST: dockerHost(paths), ...(options.cloudSql ? { AFTER_DUMP_SED: edits } : {}) },
  });
  const name = path.basename(folder);
  const archive = path.join(
    work,
    `backup-gcp-${name.slice('backups-'.length, 'backups-'.length + 8)}.tar.gz`,
  );
  // Fast compression: dump and pictures hardly shrink any further.
  await run([
    'tar',
    '-C',
    work,
    '--owner=operator:1000',
    '--group=operator:1000',
    '-I',
    'gzip -1',
    '-cf',
    archive,
    name,
  ]);
  const final = path.join(options.out, path.basename(archive));
  await run(['cp', archive, `${final}.part`]);
  await rename(`${final}.part`, final);
  return final;
}
