import { type LoginKind, userName } from './access/users';
import { type Description, readDescription } from './description';
import { crashContainer, crashSession, freeze, ignoreStop, setHealthFault } from './faults/container-faults';
import { fillDisk, type Place } from './faults/disk-faults';
import { crashDockerd, loseProcesses, restartDockerd, stickPort } from './faults/engine-faults';
import { heal } from './faults/heal';
import { downInstance, type InstanceOptions, upInstance } from './instance';
import { docker, startDockerEngine } from './machine/docker-engine';
import { ask } from './machine/http';
import { type InstancePaths, instancePaths } from './machine/paths';
import { type ConditionsInput, conditionsSchema } from './proxy/conditions';
import { askProxy } from './proxy/proxy-process';
import { type BackupOptions, makeBackup } from './stack/backup';
import { containerName } from './stack/names';
import { psql } from './stack/seed';

/** Faults to inject; every one is undone by `heal()`. */
export interface Faults {
  /** Resets every connection at once; new ones work. */
  cut(): Promise<void>;
  /** Sets the line's conditions, all others back to normal: `{ refuse }`, `{ stall }`, `{ delayMs }`, `{ kilobytesPerSecond }`, `{ cutAfterBytes }`. */
  connection(conditions: ConditionsInput): Promise<void>;
  /** Fills the file system with the database, the media or the work directory until `leaveMegabytes` are free. */
  fill(place: Place, leaveMegabytes?: number): Promise<void>;
  /** `docker stop` of the container waits out its grace time. */
  ignoreStop(container: string): Promise<void>;
  /** `docker stop` of the container never comes back (needs cgroup v1). */
  freeze(container: string): Promise<void>;
  health(fault: 'hang' | 'bad'): Promise<void>;
  /** Kills the postmaster (the container restarts), as `kill -9`. */
  killPostmaster(): Promise<void>;
  /** Kills one client session of a database with `kill -9`: PostgreSQL goes through crash recovery. */
  killSession(database?: string): Promise<void>;
  /** Kills a container's main process; its restart policy applies. */
  killContainer(container: string): Promise<void>;
  killDockerd(): Promise<void>;
  startDockerd(): Promise<void>;
  /** A crash of the engine in a start of the container: it takes it for stopped, and its process lives. */
  loseProcesses(container: string): Promise<void>;
  /** A crash of the engine in a start of the container: it holds its port for nobody until it is restarted. False when no kill hit. */
  stickPort(container: string): Promise<boolean>;
  restartDockerd(): Promise<void>;
}

/** A running test host: what `info --json` prints, and what tests do with it. */
export interface TestHost extends Description {
  fail: Faults;
  heal(): Promise<void>;
  down(): Promise<void>;
  /** Login name and its secrets. */
  user(kind: LoginKind): Description['users'][string] & { name: string };
  /** Runs SQL as the superuser in the database container; unaligned rows, `|` between columns. */
  psql(sql: string, database?: string): Promise<string>;
  /** Runs the docker client on the instance's engine; must succeed. */
  docker(args: readonly string[], input?: string): Promise<string>;
  /** Asks the health page; 0 when nothing answers. */
  health(): Promise<number>;
  /** Logs in over HTTP. */
  login(email: string, password: string): Promise<{ status: number; superuser: boolean }>;
  /** Makes another archive from seed B with the application's own script; returns its path. */
  backup(options: Partial<BackupOptions> & { out: string }): Promise<string>;
}

/** Brings a test host up (or finds it running) and returns it; throws CannotRunHere where that is impossible. */
export async function bringUpTestHost(options: InstanceOptions = {}): Promise<TestHost> {
  return testHost(await upInstance(options));
}

/** The running test host of that name, or undefined. */
export async function findTestHost(instance = 'default'): Promise<TestHost | undefined> {
  const description = await readDescription(instancePaths(instance));
  return description === undefined ? undefined : testHost(description);
}

function testHost(description: Description): TestHost {
  const paths = instancePaths(description.instance);
  return {
    ...description,
    fail: faults(paths, description),
    heal: () => heal(paths, description.health_url),
    down: () => downInstance(description.instance),
    user: (kind) => {
      const name = userName(paths, kind);
      const user = description.users[name];
      if (user === undefined) throw new Error(`no user ${name}`);
      return { name, ...user };
    },
    psql: (sql, database) => psql(paths, description.admin, sql, database),
    docker: (args, input) => docker(paths, args, input),
    health: () =>
      ask(description.health_url, { timeoutMs: 5000 }).then(
        (answer) => answer.status,
        () => 0,
      ),
    login: (email, password) => login(description.app_url, email, password),
    backup: (options) =>
      makeBackup(paths, description.admin, {
        format: 'plain',
        inserts: false,
        cloudSql: true,
        seed: 'B',
        size: description.size,
        behind: false,
        ...options,
      }),
  };
}

function faults(paths: InstancePaths, description: Description): Faults {
  return {
    cut: async () => void (await askProxy(paths, { do: 'cut' })),
    connection: async (input) =>
      void (await askProxy(paths, { do: 'set', conditions: conditionsSchema.parse(input) })),
    fill: (place, leaveMegabytes = 0) => fillDisk(paths, place, leaveMegabytes),
    ignoreStop: (container) => ignoreStop(paths, container),
    freeze: (container) => freeze(paths, container),
    health: (fault) => setHealthFault(paths, fault),
    killPostmaster: () => crashContainer(paths, containerName('db')),
    killSession: (database) => crashSession(paths, description.admin_role, database),
    killContainer: (container) => crashContainer(paths, container),
    killDockerd: () => crashDockerd(paths),
    startDockerd: () => startDockerEngine(paths),
    loseProcesses: (container) => loseProcesses(paths, container),
    stickPort: (container) => stickPort(paths, container),
    restartDockerd: () => restartDockerd(paths),
  };
}

async function login(
  url: string,
  email: string,
  password: string,
): Promise<{ status: number; superuser: boolean }> {
  const answer = await ask(`${url}/login/`, { post: { email, password } });
  const body: unknown = answer.status === 200 ? JSON.parse(answer.body) : {};
  const superuser =
    typeof body === 'object' && body !== null && 'is_superuser' in body && body.is_superuser === true;
  return { status: answer.status, superuser };
}
