import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { quoteArgument } from '../../../main/remote/shell-quote';
import { parseFacts } from '../../../main/restore/cutover/facts';
import { meanContainersMadeAnew } from '../../../main/restore/cutover/made-anew';
import { Rig } from '../../support/fake-docker/rig';
import { type RigOptions, SHELLS, type Shell } from '../../support/fake-docker/rig-spec';
import { createLocalHost } from '../../support/local-host';

const rigs: Rig[] = [];
function rig(options: RigOptions): Rig {
  const made = new Rig({ ids: true, ...options });
  rigs.push(made);
  return made;
}
afterEach(() => {
  for (const made of rigs.splice(0)) made.remove();
});

const shells = Object.keys(SHELLS).filter((name): name is Shell => name in SHELLS);
const SERVICES = ['backend', 'worker', 'beat'] as const;
const ALL = ['db', ...SERVICES] as const;
const UP = { backend: 'true', worker: 'true', beat: 'true' };
const OLD = {
  live: { name: 'live', open: 't' },
  fresh: { name: 'fresh' },
  media: 'old',
  services: UP,
  database: 'true',
};
const NEW = { ...OLD, live: { name: 'old', open: 'f' }, fresh: { name: 'live' }, media: 'new' };

/** Kills the script right after its first docker call that looks like this. */
async function killedAfter(options: RigOptions, call: RegExp, mode: 'after' | 'mid' = 'after'): Promise<Rig> {
  const whole = rig(options);
  await whole.run('run');
  const calls = (whole.get('calls.log') ?? '').split('\n');
  const job = rig(options);
  job.killAt(calls.findIndex((line) => call.test(line)) + 1, mode);
  expect(await job.run('run')).toBe('SIGKILL');
  job.spare();
  return job;
}

function meanWhatIsThere(job: Rig): Promise<boolean> {
  const docker = {
    prefix: ['docker'],
    containers: async () => job.containers(),
    lostProcessesArgv: () => [],
  };
  const parts = { host: createLocalHost(), docker, quote: quoteArgument };
  return meanContainersMadeAnew(parts, job.place, { log: () => undefined });
}

async function recovered(job: Rig): Promise<void> {
  expect(await meanWhatIsThere(job)).toBe(true);
  expect(await job.run('recover')).toBe('0');
  expect({ violations: job.violations, left: job.leftovers() }).toEqual({ violations: '', left: [] });
}

const file = (job: Rig, name: string) => readFileSync(join(job.jobDir, name), 'utf8');
const isStop = / stop /;
const isMediaForward = /media-swap\.sh forward/;

describe.each(shells)('a cutover whose containers were made anew after a crash, under %s', (shell) => {
  it('ends on the old pair: the new services are stopped before anything moves and started at the end', async () => {
    const job = await killedAfter({ shell }, isMediaForward, 'mid');
    job.makeAnew(...ALL);
    rmSync(join(job.state, 'c/mover'), { recursive: true });
    await recovered(job);
    expect(job.status).toContain('reversed interrupted');
    expect(job.picture()).toEqual(OLD);
  });

  it.each([
    ['media half moved', isMediaForward, 'mid'],
    ['services stopped alone', isStop, 'after'],
  ] as const)('ends on the old pair where only services were made anew, %s', async (_when, call, mode) => {
    const job = await killedAfter({ shell }, call, mode);
    job.makeAnew(...SERVICES);
    await recovered(job);
    expect(job.status).toContain('reversed interrupted');
    expect(job.picture()).toEqual(OLD);
  });

  it('keeps a service stopped that did not run before, though it was made anew and runs', async () => {
    const job = await killedAfter({ shell, beatRan: false }, isMediaForward, 'mid');
    job.makeAnew(...ALL);
    await recovered(job);
    expect(job.picture()).toEqual({ ...OLD, services: { ...UP, beat: 'false' } });
  });

  it('ends on the new pair once health had passed', async () => {
    const job = await killedAfter({ shell }, new RegExp(` start ${rig({ shell }).idOf('worker')}$`));
    expect(job.healthy).toBe(true);
    job.makeAnew(...ALL);
    rmSync(join(job.state, 'c/mover'), { recursive: true });
    await recovered(job);
    expect(job.status).toBe('completed');
    expect(job.picture()).toEqual(NEW);
  });

  it('stops nothing where nothing had begun', async () => {
    const job = await killedAfter({ shell }, /catch-up/);
    job.makeAnew(...ALL);
    rmSync(join(job.state, 'c/mover'), { recursive: true });
    await recovered(job);
    expect(job.status).toBe('not-begun');
    expect(job.picture()).toEqual(OLD);
    expect(job.get('calls.log')).not.toMatch(isStop);
  });

  it('needs a person where the container of that name holds other databases', async () => {
    const job = await killedAfter({ shell }, isMediaForward, 'mid');
    job.makeAnew(...ALL);
    job.set('db/100/name', 'another');
    expect(await meanWhatIsThere(job)).toBe(true);
    await job.run('recover');
    expect(job.status).toContain('needs-person interrupted recover the old database is not back');
  });

  it('is ended by a person with the lines written before it began', async () => {
    const job = await killedAfter({ shell }, isMediaForward);
    job.makeAnew(...ALL);
    const { toOld } = parseFacts(file(job, 'cutover.json'));
    const script = `set -e\n${toOld.join('\n')}\n`;
    const [program, ...rest] = SHELLS[shell];
    const typed = spawnSync(program, [...rest, '-c', script], { env: job.env(), encoding: 'utf8' });
    expect({ code: typed.status, said: typed.stderr }).toEqual({ code: 0, said: '' });
    expect(job.picture()).toEqual(OLD);
    expect(job.violations).toBe('');
  });
});

describe('the files of a cutover whose containers were made anew', () => {
  it('are left as they are while every container is there', async () => {
    const job = rig({ shell: 'dash' });
    const before = file(job, 'cutover.env');
    expect(await meanWhatIsThere(job)).toBe(false);
    expect(file(job, 'cutover.env')).toBe(before);
  });

  it('mean the new containers in all places, psql and the health check too, and no old one', async () => {
    const job = rig({ shell: 'dash', health: 'command', command: true });
    const old = ALL.map((name) => job.idOf(name));
    job.makeAnew(...ALL);
    await meanWhatIsThere(job);
    for (const name of ['cutover.env', 'cutover.json', 'cutover-manual.txt']) {
      for (const id of old) expect(file(job, name)).not.toContain(id);
    }
    const env = file(job, 'cutover.env');
    expect(env).toContain(`DB_CONTAINER='${job.idOf('db')}'`);
    expect(env).toMatch(new RegExp(`psql_cli\\(\\) \\{ .*'${job.idOf('db')}'`));
    expect(env).toMatch(new RegExp(`health_command\\(\\) \\{ .*'${job.idOf('backend')}'`));
  });

  it('leave a service out that nothing has the name of', async () => {
    const job = rig({ shell: 'dash' });
    const gone = job.idOf('worker');
    job.makeAnew('backend');
    rmSync(join(job.state, 'c/worker'), { recursive: true });
    await meanWhatIsThere(job);
    expect(file(job, 'cutover.env')).toContain(`SVC_1_ID='${gone}'`);
    expect(file(job, 'cutover.env')).toContain(`SVC_3_ID='${job.idOf('backend')}'`);
  });

  it('are not changed, and nothing is stopped, where no container has the name of the database’s', async () => {
    const job = rig({ shell: 'dash' });
    const before = file(job, 'cutover.env');
    job.makeAnew(...SERVICES);
    rmSync(join(job.state, 'c/db'), { recursive: true });
    await expect(meanWhatIsThere(job)).rejects.toMatchObject({
      error: { code: 'container-missing', params: { container: 'db' } },
    });
    expect(file(job, 'cutover.env')).toBe(before);
  });

  it('are right when a console died between writing two of them and all was made anew again', async () => {
    const job = rig({ shell: 'dash' });
    const facts = file(job, 'cutover.json');
    job.makeAnew(...ALL);
    await meanWhatIsThere(job);
    writeFileSync(join(job.jobDir, 'cutover.json'), facts);
    job.makeAnew(...ALL);
    await meanWhatIsThere(job);
    expect(file(job, 'cutover.env')).toContain(`DB_CONTAINER='${job.idOf('db')}'`);
    expect(file(job, 'cutover.env')).toContain(`SVC_1_ID='${job.idOf('worker')}'`);
    expect(file(job, 'cutover.env').match(/^SVC_1_ANEW=1$/gm)).toHaveLength(1);
    expect(file(job, 'cutover.json')).toContain(job.idOf('db'));
  });

  it('of an earlier version find the database by the name that the lock step wrote', async () => {
    const job = rig({ shell: 'dash' });
    const { spec, ...facts } = JSON.parse(file(job, 'cutover.json'));
    delete spec.database.containerName;
    delete spec.healthContainerName;
    writeFileSync(join(job.jobDir, 'cutover.json'), JSON.stringify({ ...facts, spec }));
    const folder = join(job.place.workDir, 'jobs', job.place.jobId);
    mkdirSync(folder, { recursive: true });
    const lock = { databases: { live: 'live' }, database_container: { id: job.idOf('db'), name: 'db' } };
    writeFileSync(join(folder, 'job.json'), JSON.stringify(lock));
    job.makeAnew(...ALL);
    await meanWhatIsThere(job);
    expect(file(job, 'cutover.env')).toContain(`DB_CONTAINER='${job.idOf('db')}'`);
    expect(file(job, 'cutover.env')).toContain(`HEALTH_CONTAINER='${job.idOf('backend')}'`);
  });
});
