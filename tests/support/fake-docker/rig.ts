import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoteArgument } from '../../../main/remote/shell-quote';
import type { CloneSource } from '../../../main/restore/cutover/clone';
import { parseJournal } from '../../../main/restore/cutover/journal';
import { cutoverParameters } from '../../../main/restore/cutover/parameters';
import { CUTOVER_SCRIPT } from '../../../main/restore/cutover/script/cutover-script';
import type { CutoverSpec } from '../../../main/restore/ports/cutover';

/** Shells the host script must work under. */
export const SHELLS = { dash: ['dash'], busybox: ['busybox', 'ash'] } as const;
export type Shell = keyof typeof SHELLS;

const HERE = join(process.cwd(), 'tests/support/fake-docker');
const TOOLS = [
  'cat',
  'cut',
  'date',
  'env',
  'grep',
  'head',
  'ln',
  'mkdir',
  'mv',
  'readlink',
  'rm',
  'sed',
  'setsid',
  'sleep',
  'sync',
  'wc',
  'tail',
  'touch',
  'tr',
];
const LIMITS = {
  stopMargin: 4,
  sessions: 1,
  sql: 20,
  sqlDeadline: 1,
  healthAgain: 1,
  retry: 1,
  docker: 1,
  database: 2,
  media: 20,
};

const CLONE: CloneSource = {
  image: 'sha256:abc',
  entrypoint: ['/entry'],
  env: ['A=1'],
  user: '',
  workingDir: '',
  network: 'app',
  moreNetworks: ['more'],
  extraHosts: [],
  dns: [],
  tmpfs: [],
  groups: [],
  imageLabels: [],
};

export interface RigOptions {
  readonly shell: Shell;
  readonly database?: 'live' | 'first' | 'none';
  readonly media?: boolean;
  readonly command?: boolean;
  readonly health?: 'http' | 'docker' | 'command' | 'none';
  readonly healthRequired?: boolean;
  /** Changes the script's text: a planted fault, to show that the invariants catch it. */
  readonly plant?: readonly [string, string];
  /** How many calls it makes depends on time: waiting for health that does not come. */
  readonly unsteady?: boolean;
  /** Beat was stopped before: it stays stopped. */
  readonly beatRan?: boolean;
  /** The old database lives in its safety backup alone: the live name is free, and a reverse starts nothing. */
  readonly inPlace?: boolean;
}

/** A job folder with a real cutover script, and a docker made of files beside it. */
export class Rig {
  readonly folder = mkdtempSync(join(tmpdir(), 'rc-cutover-'));
  readonly jobDir = join(this.folder, 'job');
  readonly state = join(this.folder, 'docker');
  private readonly bin = join(this.folder, 'bin');
  private starts = 0;
  private readonly short = Math.random().toString(16).slice(2, 10);

  constructor(readonly options: RigOptions) {
    for (const path of [this.jobDir, this.bin, 'c', 'db', 'media'].map((each) =>
      each.startsWith('/') ? each : join(this.state, each),
    )) {
      mkdirSync(path, { recursive: true });
    }
    for (const tool of TOOLS) symlinkSync(join(HERE, 'tool.sh'), join(this.bin, tool));
    symlinkSync(join(HERE, 'curl.sh'), join(this.bin, 'curl'));
    symlinkSync(join(HERE, 'docker.sh'), join(this.folder, 'docker.link'));
    for (const [id, running] of Object.entries({
      db: true,
      backend: true,
      worker: true,
      beat: this.beatRan,
    })) {
      this.container(id, running);
    }
    if (this.options.media !== false) this.container('mover', true);
    if (this.options.database !== 'first') this.database(100, 'live', true);
    this.database(200, 'fresh', true);
    if (this.options.database === 'none') this.set('media-alone');
    if (this.options.media === false) this.set('database-alone');
    this.set('media/state', 'old');
    writeFileSync(join(this.jobDir, 'cutover.sh'), this.script());
    writeFileSync(join(this.jobDir, 'cutover.env'), this.parameters());
  }

  get beatRan(): boolean {
    return this.options.beatRan !== false;
  }

  private script(): string {
    const [sound, faulty] = this.options.plant ?? ['', ''];
    if (!CUTOVER_SCRIPT.includes(sound)) throw new Error(`the script has no ${sound}`);
    return sound === '' ? CUTOVER_SCRIPT : CUTOVER_SCRIPT.replaceAll(sound, faulty);
  }

  /** The planted fault is gone from now on. */
  makeSound(): void {
    writeFileSync(join(this.jobDir, 'cutover.sh'), CUTOVER_SCRIPT);
  }

  private parameters(): string {
    const command = this.options.command === true;
    return cutoverParameters(
      this.spec(command),
      command ? [{ source: CLONE, environment: { envFile: '', exports: '', exported: [] } }] : [],
      [join(HERE, 'docker.sh')],
      quoteArgument,
      LIMITS,
    );
  }

  private spec(command: boolean): CutoverSpec {
    const { database = 'live', media = true, health = 'docker', healthRequired = true } = this.options;
    const service = (name: string, role: 'backend' | 'worker' | 'other', wasRunning = true) => ({
      id: name,
      name,
      role,
      graceSeconds: 1,
      wasRunning,
    });
    const ref = { by: 'name' as const, name: 'backend' };
    return {
      place: {
        jobId: this.short,
        short: this.short,
        workDir: this.folder,
        jobDir: this.jobDir,
        archivePath: '',
        helperImage: 'i',
      },
      database:
        database === 'none'
          ? null
          : {
              containerId: 'db',
              adminRole: 'postgres',
              maintenanceDatabase: 'postgres',
              names: { live: 'live', fresh: 'fresh', old: 'old', loader: 'loader' },
              liveOid: database === 'first' ? null : 100,
              freshOid: 200,
              psqlArgv: ['exec', '-i', 'db', 'psql'],
            },
      media: media
        ? {
            source: 'media',
            folder: '',
            mode: 'merge',
            first: false,
            mover: { name: 'mover', runArgv: [join(HERE, 'docker.sh'), 'run', '-d', '--name', 'mover'] },
          }
        : null,
      services: [
        service('worker', 'worker'),
        service('beat', 'other', this.beatRan),
        service('backend', 'backend'),
      ],
      ...(this.options.inPlace ? { putBackByHand: [] } : {}),
      beforeStart: command
        ? [
            {
              phase: 'before-start',
              service: ref,
              command: ['migrate'],
              timeoutSeconds: 20,
              containerId: 'backend',
              containerName: 'backend',
            },
          ]
        : [],
      health:
        health === 'docker'
          ? { kind: 'docker', service: ref }
          : health === 'command'
            ? { kind: 'command', service: ref, command: ['check'] }
            : health === 'http'
              ? { kind: 'http', url: 'http://127.0.0.1:8000/health/', expectStatus: 200 }
              : null,
      healthContainerId: 'backend',
      healthTimeoutSeconds: 1,
      healthRequired,
    };
  }

  container(id: string, running: boolean): void {
    mkdirSync(join(this.state, 'c', id), { recursive: true });
    this.set(`c/${id}/running`, String(running));
  }

  private database(oid: number, name: string, open: boolean): void {
    mkdirSync(join(this.state, `db/${oid}`));
    this.set(`db/${oid}/name`, name);
    this.set(`db/${oid}/allow`, open ? 't' : 'f');
  }

  set(path: string, content = ''): void {
    writeFileSync(join(this.state, path), `${content}\n`);
  }

  unset(path: string): void {
    rmSync(join(this.state, path), { force: true });
  }

  get(path: string): string | null {
    const file = join(this.state, path);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  }

  private argv(mode: readonly string[]): [string, string[]] {
    const [program, ...rest] = SHELLS[this.options.shell];
    return [program, [...rest, join(this.jobDir, 'cutover.sh'), ...mode]];
  }

  private env(): NodeJS.ProcessEnv {
    return {
      PATH: `${this.bin}:/usr/bin:/bin`,
      RC_FAKE: this.state,
      ...(this.options.shell === 'busybox' ? { RC_BUSYBOX: '/usr/bin/busybox' } : {}),
    };
  }

  /** Starts the script in this mode; resolves when it has ended or was killed. */
  start(...mode: string[]): { child: ChildProcess; ended: Promise<string> } {
    const [program, args] = this.argv(mode);
    this.starts += 1;
    const mark = `${this.short}.${this.starts}.`;
    const child = spawn(program, args, {
      env: { ...this.env(), RC_CUTOVER_ATTEMPT: mark },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.set('script-pid', String(child.pid));
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = new Promise<string>((resolve) => {
      // `exit`, not `close`: what was started by a killed script may hold its standard error.
      child.on('exit', (code, signal) => resolve(`${signal ?? code}${said === '' ? '' : `: ${said}`}`));
    });
    return { child, ended };
  }

  run(...mode: string[]): Promise<string> {
    return this.start(...mode).ended;
  }

  say(...mode: string[]): string {
    const [program, args] = this.argv(mode);
    return spawnSync(program, args, { env: this.env(), encoding: 'utf8' }).stdout.trim();
  }

  /** Kills the script at its n-th docker call from now. */
  killAt(call: number, mode: 'before' | 'after' | 'mid' | 'orphan'): void {
    this.set('calls', '0');
    this.set('kill', `${call} ${mode}`);
  }

  /** Kills it at its n-th call of any other program from now. */
  killAtTool(call: number, mode: 'before' | 'after'): void {
    this.set('tool-calls', '0');
    this.set('tool-kill', `${call} ${mode}`);
  }

  spare(): void {
    for (const name of ['kill', 'tool-kill']) this.unset(name);
  }

  get calls(): number {
    return Number(this.get('calls') ?? 0);
  }

  get toolCalls(): number {
    return Number(this.get('tool-calls') ?? 0);
  }

  get status(): string {
    const file = join(this.jobDir, 'cutover.status');
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  }

  get journal() {
    const file = join(this.jobDir, 'cutover.journal');
    return existsSync(file) ? parseJournal(readFileSync(file, 'utf8')) : [];
  }

  get log(): string {
    const file = join(this.jobDir, 'cutover.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** True once the journal holds the point of no return. */
  get healthy(): boolean {
    return this.journal.some((entry) => entry.state === 'done' && entry.action === 'health');
  }

  /** Everything a person cares about, in one object to compare. */
  picture() {
    const database = (oid: number) => ({
      name: this.get(`db/${oid}/name`),
      open: this.get(`db/${oid}/allow`),
    });
    const running = (id: string) => this.get(`c/${id}/running`);
    return {
      live: database(100),
      fresh: { name: database(200).name },
      media: this.get('media/state'),
      services: { backend: running('backend'), worker: running('worker'), beat: running('beat') },
      database: running('db'),
    };
  }

  /** Locks, scratch folders and one-off containers that nobody needs any more. */
  leftovers(): string[] {
    const job = readdirSync(this.jobDir).filter((name) =>
      /lock|tmp|part$|before-start.*(env|sh)$/.test(name),
    );
    const clones = readdirSync(join(this.state, 'c')).filter((name) => name.includes('before'));
    const scratch = existsSync(`/dev/shm/rc-cutover-${this.short}`) ? ['/dev/shm'] : [];
    return [...job, ...clones, ...scratch];
  }

  /** What the fake docker saw that must never happen. */
  get violations(): string {
    return this.get('violations') ?? '';
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(`/dev/shm/rc-cutover-${this.short}`, { recursive: true, force: true });
  }
}
