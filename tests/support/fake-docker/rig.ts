import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { cutoverFacts } from '../../../main/restore/cutover/facts';
import { parseJournal } from '../../../main/restore/cutover/journal';
import { manualWay } from '../../../main/restore/cutover/manual-way';
import { cutoverParameters } from '../../../main/restore/cutover/parameters';
import { CUTOVER_SCRIPT } from '../../../main/restore/cutover/script/cutover-script';
import type { CutoverSpec } from '../../../main/restore/ports/cutover';
import type { ContainerInfo } from '../../../main/restore/ports/docker';
import { sampleContainer } from '../sample-facts';
import { type RigOptions, rigSpec, SHELLS } from './rig-spec';

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

/** A job folder with a real cutover script, and a docker made of files beside it. */
export class Rig {
  readonly folder = mkdtempSync(join(tmpdir(), 'rc-cutover-'));
  readonly jobDir = join(this.folder, 'job');
  readonly state = join(this.folder, 'docker');
  private readonly bin = join(this.folder, 'bin');
  private starts = 0;
  private readonly generations = new Map<string, number>();
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
      if (options.ids) this.identify(id);
    }
    if (this.options.media !== false) this.container('mover', true);
    if (this.options.database !== 'first') this.database(100, 'live', true);
    this.database(200, 'fresh', true);
    if (this.options.database === 'none') this.set('media-alone');
    if (this.options.media === false) this.set('database-alone');
    this.set('media/state', 'old');
    writeFileSync(join(this.jobDir, 'cutover.sh'), this.script());
    writeFileSync(join(this.jobDir, 'cutover.env'), this.parameters());
    this.writeFacts();
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

  /** What a console and a person read. */
  private writeFacts(): void {
    const spec = this.spec();
    const manual = manualWay(spec, [join(HERE, 'docker.sh')], quoteArgument);
    const facts = { ...cutoverFacts(spec, 'ana@host', manual), spec };
    writeFileSync(join(this.jobDir, 'cutover.json'), JSON.stringify(facts));
    writeFileSync(join(this.jobDir, 'cutover-manual.txt'), [...manual.toOld, '', ...manual.toNew].join('\n'));
  }

  /** How a container is meant: by its id, where containers have any. */
  idOf(name: string): string {
    if (!this.options.ids) return name;
    const generation = this.generations.get(name) ?? 0;
    return createHash('sha256').update(`${name} ${generation}`).digest('hex');
  }

  private identify(name: string): void {
    mkdirSync(join(this.state, 'ids'), { recursive: true });
    this.set(`ids/${this.idOf(name)}`, name);
  }

  /** As `docker compose down && up -d` does: the same names, other ids, all of them running. */
  makeAnew(...names: readonly string[]): void {
    for (const name of names) {
      this.unset(`ids/${this.idOf(name)}`);
      this.generations.set(name, (this.generations.get(name) ?? 0) + 1);
      this.identify(name);
      this.container(name, true);
    }
  }

  /** What docker lists, for a console. */
  containers(): readonly ContainerInfo[] {
    return readdirSync(join(this.state, 'c')).map((name) => sampleContainer(name, { id: this.idOf(name) }));
  }

  get place(): CutoverSpec['place'] {
    return this.spec().place;
  }

  private parameters(): string {
    const command = this.options.command === true;
    return cutoverParameters(
      this.spec(),
      command ? [{ source: CLONE, environment: { envFile: '', exports: '', exported: [] } }] : [],
      {
        prefix: [join(HERE, 'docker.sh')],
        lostProcesses: [join(HERE, 'docker.sh'), 'run', '--rm', 'lost'],
      },
      quoteArgument,
      LIMITS,
    );
  }

  private spec(): CutoverSpec {
    return rigSpec(this.options, {
      folder: this.folder,
      jobDir: this.jobDir,
      short: this.short,
      idOf: (name) => this.idOf(name),
    });
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

  env(): NodeJS.ProcessEnv {
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
