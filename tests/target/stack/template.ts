import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { createUsersGroup } from '../access/users';
import { APPLICATION_FOLDER, buildImages, DATABASE_FOLDER } from '../images/images';
import { APPLICATION_ROOT, DATABASE_ROOT, rootFilesystemKey } from '../images/root-filesystem';
import { createDisk, mountDisk, unmountBelow } from '../machine/disk';
import { docker, startDockerEngine } from '../machine/docker-engine';
import { withLock } from '../machine/lock';
import { cacheFolder, type InstancePaths, instancePaths, stateFolder } from '../machine/paths';
import { run } from '../machine/run';
import { say } from '../machine/say';
import { removeInstance } from '../machine/teardown';
import { makeBackup } from './backup';
import { createNetwork, createVolumes, startDatabase } from './containers';
import { type AdminChoice, containerName, DATABASE, DATABASE_PASSWORD, MEDIA_VOLUME, NETWORK } from './names';
import { type Size, seed, separateRoles } from './seed';

/** A seeded data disk (images and volumes, no containers) and the backup archive that belongs to it. */
export interface Template {
  disk: string;
  archive: string;
}

export interface TemplateChoice {
  size: Size;
  admin: AdminChoice;
  cloudSql: boolean;
}

/** Megabytes of the data disk, sparse: room for two pairs, a safety backup and the reserve a restore keeps free. */
const DISK_MEGABYTES: Record<Size, number> = { small: 8_000, medium: 10_000, large: 24_000 };

/** The disk is thrown away when anything fails, and written out as a whole when all went well. */
const QUICK_NOT_SAFE = ['fsync=off', 'full_page_writes=off', 'max_wal_size=4GB', 'checkpoint_timeout=1h'];

/** Sources beside this one that decide what a template holds. */
const RECIPE = ['backup.ts', 'cloud-sql.ts', 'names.ts', 'seed.ts', 'template.ts'];

/** The cached template; made at first need and whenever the application, the images or this recipe change. */
export async function ensureTemplate(choice: TemplateChoice): Promise<Template> {
  const key = await templateKey(choice);
  const folder = path.join(cacheFolder(), `template-${choice.size}-${key}`);
  return withLock(path.join(stateFolder(), 'locks', `template-${key}.lock`), async () => {
    const there = await access(folder).then(
      () => true,
      () => false,
    );
    if (!there) await makeTemplate(choice, key, folder);
    const archive = (await readdir(folder)).find((name) => name.startsWith('backup-gcp-'));
    if (archive === undefined) throw new Error(`no archive in ${folder}; remove the folder and try again`);
    return { disk: path.join(folder, 'data.img'), archive: path.join(folder, archive) };
  });
}

async function templateKey(choice: TemplateChoice): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(choice));
  hash.update(await rootFilesystemKey(DATABASE_ROOT)).update(await rootFilesystemKey(APPLICATION_ROOT));
  for (const folder of [APPLICATION_FOLDER, DATABASE_FOLDER]) await hashFolder(hash, folder);
  for (const file of RECIPE) hash.update(await readFile(path.join(__dirname, file)));
  return hash.digest('hex').slice(0, 12);
}

async function hashFolder(hash: ReturnType<typeof createHash>, folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.pyc'))
    .map((entry) => path.join(entry.path, entry.name))
    .sort();
  for (const file of files) hash.update(`${path.relative(folder, file)}\0`).update(await readFile(file));
}

async function makeTemplate(choice: TemplateChoice, key: string, folder: string): Promise<void> {
  say(`seeding the ${choice.size} application and its backup (cached for the next time)`);
  const paths = instancePaths(`template-${key}`);
  await removeInstance(paths);
  await rm(`${folder}.part`, { recursive: true, force: true });
  await mkdir(`${folder}.part`, { recursive: true });
  try {
    await mkdir(paths.folder, { recursive: true });
    const disk = { image: path.join(`${folder}.part`, 'data.img'), mount: paths.dataMount };
    await createDisk(disk, DISK_MEGABYTES[choice.size]);
    await mountDisk(disk);
    await createUsersGroup(paths);
    await startDockerEngine(paths);
    await fillTemplate(paths, choice, `${folder}.part`);
    await removeInstance(paths);
    await unmountBelow(paths.runtime);
    await rename(`${folder}.part`, folder);
    await dropOldTemplates(choice.size);
  } finally {
    await removeInstance(paths);
    await rm(`${folder}.part`, { recursive: true, force: true });
  }
}

/** Each change of the application leaves a template behind: only the newest few of a size are worth their space. */
async function dropOldTemplates(size: Size): Promise<void> {
  const names = (await readdir(cacheFolder())).filter((name) =>
    new RegExp(`^template-${size}-\\w+$`).test(name),
  );
  const aged = await Promise.all(
    names.map(async (name) => {
      const folder = path.join(cacheFolder(), name);
      return { folder, made: (await stat(folder)).mtimeMs };
    }),
  );
  for (const { folder } of aged.sort((a, b) => b.made - a.made).slice(4)) {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fillTemplate(paths: InstancePaths, choice: TemplateChoice, out: string): Promise<void> {
  await buildImages(paths);
  await createNetwork(paths);
  await createVolumes(paths);
  await startDatabase(paths, choice.admin, QUICK_NOT_SAFE);
  await separateRoles(paths, choice.admin, DATABASE_PASSWORD);
  await seed(paths, { database: DATABASE, mediaVolume: MEDIA_VOLUME }, { seed: 'A', size: choice.size });
  await makeBackup(paths, choice.admin, {
    format: 'plain',
    inserts: false,
    cloudSql: choice.cloudSql,
    seed: 'B',
    size: choice.size,
    behind: false,
    out,
  });
  await docker(paths, ['stop', '-t', '60', containerName('db')]);
  await docker(paths, ['rm', containerName('db')]);
  await docker(paths, ['network', 'rm', NETWORK]);
  await run(['sync', '-f', paths.dataMount]);
}
