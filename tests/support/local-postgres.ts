import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerInfo, Docker, HelperExit, HelperSpec } from '../../main/restore/ports/docker';
import { createLocalHost } from './local-host';
import { sampleContainer } from './sample-facts';

/** Where Debian puts the server's programs; the newest that is here. */
export function postgresPrograms(): string | null {
  for (let major = 20; major >= 13; major -= 1) {
    const folder = `/usr/lib/postgresql/${major}/bin`;
    if (existsSync(`${folder}/initdb`)) return folder;
  }
  return null;
}

/** A PostgreSQL of its own, and a docker of which that server is the one container. */
export interface LocalPostgres {
  readonly docker: Docker;
  readonly container: ContainerInfo;
  readonly superuser: string;
  psql(sql: string, database?: string): Promise<string>;
  stop(): void;
}

/**
 * Starts a real server in a temporary folder. Its "container" is this machine: `exec` runs the command here, a helper
 * is a process group of its own with the script's paths put in place of the mounts. For everything that is about
 * PostgreSQL and not about containers. With `busybox` helper scripts find its shell and tools alone, as in an Alpine image.
 */
export async function startLocalPostgres(
  options: { readonly busybox?: boolean; readonly hba?: string } = {},
): Promise<LocalPostgres> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error('no PostgreSQL server programs here');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rc-local-postgres-'));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  execFileSync('chown', ['postgres', folder]);
  const asServer = (program: string, ...args: string[]) =>
    execFileSync('runuser', ['-u', 'postgres', '--', `${programs}/${program}`, ...args], { stdio: 'ignore' });
  asServer('initdb', '-D', `${folder}/data`, '-U', 'postgres', '--auth=trust', '--locale=C.UTF-8', '-N');
  if (options.hba) writeFileSync(`${folder}/data/pg_hba.conf`, options.hba);
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_prepared_transactions=4`;
  asServer('pg_ctl', '-D', `${folder}/data`, '-o', settings, '-l', `${folder}/log`, '-w', 'start');
  const host = createLocalHost();
  const container = sampleContainer('local-postgres', { env: { PGPORT: String(port) } });
  const base = { PATH: `${programs}:${process.env.PATH ?? ''}`, PGHOST: folder, PGPORT: String(port) };
  const psql = async (sql: string, database = 'postgres'): Promise<string> => {
    const argv = [
      'psql',
      '-X',
      '-q',
      '-A',
      '-t',
      '-v',
      'ON_ERROR_STOP=1',
      '-U',
      'postgres',
      '-d',
      database,
      '-f',
      '-',
    ];
    return (await createLocalHost({ env: base }).run(argv, { stdin: sql })).trimEnd();
  };
  const helpers = options.busybox
    ? new LocalHelpers({ ...base, PATH: busyboxTools(folder, programs) }, ['busybox', 'ash'])
    : new LocalHelpers(base, ['sh']);
  const unused = (): never => {
    throw new Error('not part of a local PostgreSQL');
  };
  const docker: Docker = {
    prefix: ['docker'],
    version: async () => 'local',
    engineId: async () => 'local',
    container: async () => container,
    containers: async () => [container],
    resolve: async () => [container],
    imageExists: async () => true,
    exec: (_container, argv, more = {}) => {
      const { env = {}, user, ...rest } = more;
      const local = createLocalHost({ env: { ...base, ...env } });
      return local.exec(user === 'postgres' ? ['runuser', '-u', user, '--', ...argv] : argv, rest);
    },
    startHelper: async (spec) => helpers.start(spec),
    followHelper: (spec, follow) => helpers.follow(spec, follow),
    helperRunning: async (name) => helpers.running(name),
    removeHelper: async (name) => helpers.remove(name),
    volume: unused,
    createVolume: unused,
    stop: unused,
    start: unused,
    lostProcessesArgv: unused,
    acquireLock: unused,
    takeOverLock: unused,
    readLock: unused,
    locks: unused,
    processes: async () => [],
    lockName: unused,
    emptyFolder: unused,
    heartbeat: unused,
    releaseLock: unused,
  };
  await host.exec(['true']);
  return {
    docker,
    container,
    superuser: 'postgres',
    psql,
    stop() {
      asServer('pg_ctl', '-D', `${folder}/data`, '-m', 'immediate', '-w', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A folder with busybox under every name a helper script uses, and PostgreSQL's clients: nothing of GNU. */
function busyboxTools(folder: string, programs: string): string {
  const tools = `${folder}/busybox`;
  mkdirSync(tools);
  const applets =
    'busybox ash sh dd gzip gunzip awk sed od tr head tail wc df cat rm mkdir mv stat sleep sync chown echo printf kill';
  const busybox = execFileSync('sh', ['-c', 'command -v busybox']).toString().trim();
  for (const applet of applets.split(' ')) symlinkSync(busybox, `${tools}/${applet}`);
  for (const client of ['psql', 'pg_dump', 'pg_restore'])
    symlinkSync(`${programs}/${client}`, `${tools}/${client}`);
  return tools;
}

class LocalHelpers {
  readonly #base: Readonly<Record<string, string>>;
  readonly #shell: readonly string[];
  readonly #children = new Map<string, ChildProcess>();

  constructor(base: Readonly<Record<string, string>>, shell: readonly string[]) {
    this.#base = base;
    this.#shell = shell;
  }

  start(spec: HelperSpec): void {
    if (this.#children.has(spec.name)) return;
    const files = `${spec.jobDir}/${spec.step}`;
    rmSync(`${files}.status`, { force: true });
    writeFileSync(`${files}.sh`, spec.script);
    const secrets = spec.envFile === null ? '' : readFileSync(spec.envFile, 'utf8');
    const environment = Object.fromEntries(
      secrets
        .split('\n')
        .filter((line) => line.includes('='))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    const [shell = 'sh', ...applet] = this.#shell;
    const log = openSync(`${files}.log`, 'w');
    const child = spawn(shell, [...applet, `${files}.sh`, ...spec.args.map((arg) => here(spec, arg))], {
      detached: true,
      env: { ...this.#base, ...spec.env, ...environment },
      stdio: ['ignore', log, log],
    });
    child.on('exit', (code) => {
      if (code !== null) writeFileSync(`${files}.status`, String(code));
    });
    this.#children.set(spec.name, child);
  }

  async follow(
    spec: Parameters<Docker['followHelper']>[0],
    options: Parameters<Docker['followHelper']>[1],
  ): Promise<HelperExit> {
    const files = `${spec.jobDir}/${spec.step}`;
    let offset = options.fromOffset;
    for (;;) {
      if (options.signal.aborted) {
        this.remove(spec.name);
        return { kind: 'cancelled' };
      }
      const child = this.#children.get(spec.name);
      const gone = !child || child.exitCode !== null || child.signalCode !== null;
      const status = existsSync(`${files}.status`) ? Number(readFileSync(`${files}.status`, 'utf8')) : null;
      const log = readFileSync(`${files}.log`);
      for (let end = log.indexOf(10, offset); end >= 0; end = log.indexOf(10, offset)) {
        const line = log.toString('utf8', offset, end);
        offset = end + 1;
        options.onLine(line, offset);
      }
      const logTail = log.toString('utf8').slice(-4096);
      if (status !== null) return { kind: 'exited', exitCode: status, logTail };
      if (gone) return { kind: 'vanished', logTail };
      await sleep(30);
    }
  }

  running(name: string): boolean {
    const child = this.#children.get(name);
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** As `docker rm -f`: everything in it ends at once. */
  remove(name: string): void {
    const child = this.#children.get(name);
    this.#children.delete(name);
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
  }
}

/** A path of a mount as this machine has it. */
function here(spec: HelperSpec, arg: string): string {
  if (arg === '/job') return spec.jobDir;
  const places = [...spec.mounts, { source: spec.jobDir, target: '/job' }];
  return arg
    .split(' ')
    .map((word) => places.find((mount) => mount.target === word)?.source ?? word)
    .join(' ');
}
