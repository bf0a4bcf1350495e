import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { publicHostKey, startAgent, startSshd } from './access/sshd';
import { createUsers, createUsersGroup, userName } from './access/users';
import { type Description, readDescription, writeDescription } from './description';
import { ensurePackages } from './machine/apt';
import { daemonsDown } from './machine/daemons';
import { copyDisk, createDisk, mountDisk } from './machine/disk';
import { dockerHost, startDockerEngine } from './machine/docker-engine';
import { withLock } from './machine/lock';
import { freePort } from './machine/network';
import { type InstancePaths, instancePaths } from './machine/paths';
import { run } from './machine/run';
import { say } from './machine/say';
import { removeInstance } from './machine/teardown';
import { testHostProfile } from './profile';
import { startProxy } from './proxy/proxy-process';
import {
  createNetwork,
  startApplication,
  startDatabase,
  startRedis,
  waitForBackend,
} from './stack/containers';
import {
  type AdminChoice,
  adminRole,
  containerName,
  DATABASE,
  DATABASE_PASSWORD,
  MEDIA_PATH,
  MEDIA_VOLUME,
  ROLE,
} from './stack/names';
import type { Size } from './stack/seed';
import { ensureTemplate } from './stack/template';

export interface InstanceOptions {
  /** Several instances run side by side; `default` when not named. */
  instance?: string | undefined;
  size?: Size | undefined;
  admin?: AdminChoice | undefined;
  /** The backup carries what Cloud SQL adds; on unless switched off. */
  cloudSql?: boolean | undefined;
  /** A running instance is removed and made anew. */
  fresh?: boolean | undefined;
}

/** Brings an instance up, or returns the running one. Two processes asking for the same one wait for each other. */
export async function upInstance(options: InstanceOptions): Promise<Description> {
  await ensurePackages();
  const paths = instancePaths(options.instance ?? 'default');
  return withLock(paths.lockFile, async () => {
    const running = options.fresh === true ? undefined : await runningInstance(paths, options);
    if (running !== undefined) return running;
    await removeInstance(paths);
    try {
      return await makeInstance(paths, options);
    } catch (error) {
      await removeInstance(paths);
      throw error;
    }
  });
}

async function runningInstance(
  paths: InstancePaths,
  options: InstanceOptions,
): Promise<Description | undefined> {
  const description = await readDescription(paths);
  if (description === undefined) return undefined;
  const down = await daemonsDown(paths);
  if (down.length > 0) {
    say(`instance ${paths.name} is half down (${down.join(', ')}); making it anew`);
    return undefined;
  }
  const wanted = { size: options.size ?? description.size, admin: options.admin ?? description.admin };
  if (wanted.size !== description.size || wanted.admin !== description.admin) {
    throw new Error(
      `instance ${paths.name} runs with size ${description.size}, admin ${description.admin}; add --fresh to replace it`,
    );
  }
  return description;
}

async function makeInstance(paths: InstancePaths, options: InstanceOptions): Promise<Description> {
  const size = options.size ?? 'small';
  const admin = options.admin ?? 'app';
  const template = await ensureTemplate({ size, admin, cloudSql: options.cloudSql ?? true });
  say(`starting instance ${paths.name}`);
  await mkdir(paths.log, { recursive: true });
  await copyDisk(template.disk, paths.dataDisk);
  await mountDisk({ image: paths.dataDisk, mount: paths.dataMount });
  const homes = { image: paths.homesDisk, mount: paths.homesMount };
  await createDisk(homes, size === 'large' ? 8_000 : 4_000);
  await mountDisk(homes);
  await createUsersGroup(paths);
  await startDockerEngine(paths);
  const healthPort = await freePort();
  await startContainers(paths, admin, healthPort);
  const access = await startAccess(paths);
  const archive = path.join(paths.folder, path.basename(template.archive));
  await rm(archive, { force: true });
  await run(['ln', template.archive, archive]);
  const healthUrl = `http://127.0.0.1:${healthPort}/health/`;
  const target = paths.name === 'default' ? 'tuki-production' : `tuki-${paths.name}`;
  const profileFile = path.join(paths.folder, 'profile.json');
  const description: Description = {
    instance: paths.name,
    size,
    admin,
    host: '127.0.0.1',
    ...access,
    docker_host: dockerHost(paths),
    db_container: containerName('db'),
    database: DATABASE,
    db_role: ROLE,
    db_password: DATABASE_PASSWORD,
    admin_role: adminRole(admin),
    media_volume: MEDIA_VOLUME,
    media_path: MEDIA_PATH,
    services: (['celery-beat', 'celery-worker', 'backend'] as const).map(containerName),
    redis_container: containerName('redis'),
    health_url: healthUrl,
    app_url: `http://127.0.0.1:${healthPort}`,
    target,
    profile: profileFile,
    archive,
    control: paths.proxySocket,
  };
  await writeProfile(paths, description);
  await writeDescription(paths, description);
  return description;
}

async function startContainers(paths: InstancePaths, admin: AdminChoice, healthPort: number): Promise<void> {
  await createNetwork(paths);
  await startRedis(paths);
  await startDatabase(paths, admin);
  await startApplication(paths, healthPort);
  await waitForBackend(paths, `http://127.0.0.1:${healthPort}/health/`);
}

async function startAccess(
  paths: InstancePaths,
): Promise<Pick<Description, 'port' | 'direct_port' | 'host_key' | 'users'>> {
  const users = await createUsers(paths);
  const directPort = await freePort();
  await startSshd(paths, directPort, Object.keys(users));
  const port = await freePort();
  await startProxy(paths, port, directPort);
  const agentKey = users[userName(paths, 'agent')]?.key;
  if (agentKey === undefined || agentKey === null) throw new Error('the agent user has no key');
  await startAgent(paths, agentKey);
  return { port, direct_port: directPort, host_key: await publicHostKey(paths), users };
}

async function writeProfile(paths: InstancePaths, description: Description): Promise<void> {
  const user = userName(paths, 'key');
  const profile = testHostProfile({
    name: description.target,
    port: description.port,
    user,
    key: description.users[user]?.key ?? '',
    hostKey: description.host_key,
    dockerHost: description.docker_host,
    healthUrl: description.health_url,
  });
  await writeFile(description.profile, `${JSON.stringify(profile, null, 2)}\n`);
}

/** Removes an instance and everything it left on the machine. */
export async function downInstance(instance: string): Promise<void> {
  const paths = instancePaths(instance);
  await withLock(paths.lockFile, () => removeInstance(paths));
}
