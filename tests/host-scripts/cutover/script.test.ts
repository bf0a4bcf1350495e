import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CUTOVER_SCRIPT } from '../../../main/restore/cutover/script/cutover-script';
import { Rig } from '../../support/fake-docker/rig';
import { type RigOptions, SHELLS, type Shell } from '../../support/fake-docker/rig-spec';

const rigs: Rig[] = [];
function rig(options: RigOptions): Rig {
  const made = new Rig(options);
  rigs.push(made);
  return made;
}
afterEach(() => {
  for (const made of rigs.splice(0)) made.remove();
});

const shells = Object.keys(SHELLS).filter((name): name is Shell => name in SHELLS);

const OLD = {
  live: { name: 'live', open: 't' },
  fresh: { name: 'fresh' },
  media: 'old',
  services: { backend: 'true', worker: 'true', beat: 'true' },
  database: 'true',
};
const NEW = { ...OLD, live: { name: 'old', open: 'f' }, fresh: { name: 'live' }, media: 'new' };

describe.each(shells)('the cutover script under %s', (shell) => {
  it('has no syntax error', () => {
    const [program, ...args] = SHELLS[shell];
    expect(spawnSync(program, [...args, '-n'], { input: CUTOVER_SCRIPT, encoding: 'utf8' }).stderr).toBe('');
  });

  it('goes forward to the new pair, starts what ran and leaves nothing behind', async () => {
    const job = rig({ shell, command: true });
    expect(await job.run('run')).toBe('0');
    expect(job.status).toBe('completed');
    expect(job.picture()).toEqual(NEW);
    expect(job.leftovers()).toEqual([]);
    expect(job.violations).toBe('');
  });

  it.each(['http', 'command', 'none'] as const)('passes health by %s', async (health) => {
    const job = rig({ shell, health });
    await job.run('run');
    expect(job.status).toBe('completed');
    expect(job.log).toBe('');
  });

  it('leaves a service stopped that was stopped before, and starts again one that had been started since', async () => {
    const stopped = rig({ shell, beatRan: false });
    await stopped.run('run');
    expect(stopped.picture()).toEqual({ ...NEW, services: { ...NEW.services, beat: 'false' } });
    const started = rig({ shell, beatRan: false });
    started.set('c/beat/running', 'true');
    await started.run('run');
    expect(started.picture()).toEqual(NEW);
  });

  it.each<[string, string, (job: Rig) => void, Partial<RigOptions>]>([
    [
      'health-failed-after health',
      'the site is not healthy on the new data',
      (job) => job.set('unhealthy-new'),
      {},
    ],
    ['health-failed-after health', 'HTTP says so', (job) => job.set('unhealthy-new'), { health: 'http' }],
    ['sessions-remain block', 'sessions cannot be ended', (job) => job.set('sessions'), {}],
    ['swap-failed swap', 'the renames fail', (job) => job.set('fail-swap'), {}],
    ['media-failed media', 'the media cannot be moved', (job) => job.set('fail-media'), {}],
    [
      'command-failed before-start',
      'a before-start command fails',
      (job) => job.set('command-code', '3'),
      { command: true },
    ],
    [
      'start-failed start',
      'the backend does not start on the new data',
      (job) => job.set('c/backend/fail-start'),
      {},
    ],
  ])('reverses with %s when %s', async (status, _why, fault, options) => {
    const job = rig({ shell, ...options });
    fault(job);
    expect(await job.run('run')).toBe('0');
    expect(job.status).toContain(`reversed ${status}`);
    expect(job.picture()).toEqual(OLD);
    expect(job.leftovers()).toEqual([]);
    expect(job.violations).toBe('');
  });

  it.each([
    ['backend', 'id already in use'],
    ['worker', 'id already in use'],
    ['worker', `task ${'c'.repeat(64)}: already exists`],
  ])('ends what docker has lost of the %s, and starts it: %s', async (service, said) => {
    const job = rig({ shell });
    job.set(`c/${service}/lost`, said);
    expect(await job.run('run')).toBe('0');
    // A backend that does not start at once turns the way round; the way back is patient.
    expect(job.status).toMatch(service === 'backend' ? /^reversed start-failed start/ : /^completed/);
    expect(job.picture()).toEqual(service === 'backend' ? OLD : NEW);
    expect(job.get('calls.log')).toMatch(new RegExp(`run --rm lost ${job.idOf(service)}$`, 'm'));
    expect(job.leftovers()).toEqual([]);
    expect(job.violations).toBe('');
  });

  it('in place takes the new pair out and starts nothing: the old database is put back by who began', async () => {
    const stopped = { backend: 'false', worker: 'false', beat: 'false' };
    const job = rig({ shell, database: 'first', inPlace: true });
    job.set('unhealthy-new');
    expect(await job.run('run')).toBe('0');
    expect(job.status).toContain('reversed health-failed-after health');
    expect(job.picture()).toMatchObject({ fresh: { name: 'fresh' }, media: 'old', services: stopped });
    expect(job.leftovers()).toEqual([]);
    const well = rig({ shell, database: 'first', inPlace: true });
    await well.run('run');
    expect(well.status).toBe('completed');
    expect(well.picture()).toMatchObject({ fresh: { name: 'live' }, services: OLD.services });
  });

  it('touches nothing when the database is not the one of the plan', async () => {
    const job = rig({ shell });
    job.set('db/100/name', 'other');
    await job.run('run');
    expect(job.status).toContain(
      'not-begun swap-failed prepare the live database is not the one of the plan',
    );
    expect(job.picture().services).toEqual(OLD.services);
    expect(job.journal.some((entry) => entry.action === 'stop')).toBe(false);
  });

  it('accepts an unhealthy site where the operator said so', async () => {
    const job = rig({ shell, healthRequired: false });
    job.set('unhealthy-new');
    await job.run('run');
    expect(job.status).toBe('completed');
    expect(job.journal.map((entry) => entry.action)).toContain('health-accepted');
  });

  it('kills a service whose docker stop hangs, and says so', async () => {
    const job = rig({ shell });
    job.set('c/worker/hang');
    await job.run('run');
    expect(job.status).toBe('completed');
    expect(job.journal.filter((entry) => entry.action === 'killed').map((entry) => entry.detail)).toContain(
      '1 worker',
    );
  }, 120_000);

  it('starts everything again and asks for a person when docker can neither stop nor kill a service', async () => {
    const job = rig({ shell });
    job.set('c/beat/hang');
    job.set('c/beat/unkillable');
    await job.run('run');
    expect(job.status).toContain('needs-person stop-failed stop docker can neither stop nor kill beat');
    expect(job.picture()).toEqual(OLD);
  }, 120_000);

  it('stops again what something else started before the swap', async () => {
    const job = rig({ shell });
    job.set('c/worker/comes-back');
    await job.run('run');
    expect(job.status).toBe('completed');
    expect(job.violations).toBe('');
    expect(job.journal.map((entry) => entry.action)).toContain('restarted');
  });

  it('starts nothing on half a pair, and recover ends it once the cause is gone', async () => {
    const job = rig({ shell });
    job.set('unhealthy-new');
    job.set('fail-media-reverse');
    await job.run('run');
    expect(job.status).toContain('needs-person health-failed-after');
    expect(job.picture().services).toEqual({ backend: 'false', worker: 'false', beat: 'false' });
    expect(job.violations).toBe('');
    job.unset('fail-media-reverse');
    await job.run('recover');
    expect(job.status).toContain('reversed');
    expect(job.picture()).toEqual(OLD);
  }, 120_000);

  it('asks for a person instead of guessing when the journal is lost on a swapped pair', async () => {
    const job = rig({ shell });
    await job.run('run');
    rmSync(join(job.jobDir, 'cutover.journal'));
    rmSync(join(job.jobDir, 'cutover.status'));
    await job.run('recover');
    expect(job.status).toContain('needs-person interrupted recover the journal shows no begun cutover');
    expect(job.picture()).toEqual(NEW);
  });

  it('ends on the old pair after a reboot: database stopped, mover and services gone', async () => {
    const job = rig({ shell, command: true });
    job.killAt(17, 'after');
    await job.run('run');
    job.spare();
    for (const id of ['db', 'backend', 'worker', 'beat']) job.set(`c/${id}/running`, 'false');
    rmSync(join(job.state, 'c/mover'), { recursive: true, force: true });
    await job.run('recover');
    expect(job.status).toContain('reversed interrupted');
    expect(job.picture()).toEqual(OLD);
    expect(job.violations).toBe('');
  });

  it('says the same again when recover is asked after the end', async () => {
    const job = rig({ shell });
    await job.run('run');
    const calls = job.calls;
    await job.run('recover');
    expect(job.status).toBe('completed');
    expect(job.calls).toBe(calls);
    expect(job.leftovers()).toEqual([]);
  });

  it('runs again after it was reversed, with the earlier journal put aside', async () => {
    const job = rig({ shell });
    job.set('unhealthy-new');
    await job.run('run');
    job.unset('unhealthy-new');
    await job.run('run');
    expect(job.status).toBe('completed');
    expect(existsSync(join(job.jobDir, 'cutover.journal.1'))).toBe(true);
  });

  it('refuses to run on an unfinished cutover', async () => {
    const job = rig({ shell });
    job.killAt(9, 'after');
    await job.run('run');
    job.spare();
    expect(await job.run('run')).toMatch(/^76/);
    expect(job.say('state')).toBe('unfinished');
  });
});

describe.each(shells)('the lock of the cutover script under %s', (shell) => {
  it('lets one script run at a time, and says that it lives', async () => {
    const job = rig({ shell, command: true });
    job.set('slow');
    const first = job.start('run');
    await expect.poll(() => job.say('state')).toBe('alive');
    expect(await job.run('recover')).toMatch(/^75/);
    await first.ended;
    expect(job.status).toBe('completed');
    expect(job.say('state')).toBe('final completed');
  });

  it('lets exactly one of many recovers take over a dead lock', async () => {
    const job = rig({ shell });
    job.killAt(14, 'after');
    await job.run('run');
    job.spare();
    job.set('slow');
    const ended = await Promise.all(Array.from({ length: 6 }, () => job.run('recover')));
    expect(ended.filter((code) => code === '0')).toHaveLength(1);
    expect(ended.filter((code) => code.startsWith('75'))).toHaveLength(5);
    expect(job.picture()).toEqual(OLD);
    expect(job.leftovers()).toEqual([]);
  });

  it.each([
    ['an earlier boot', (boot: string) => boot.replace(/^./, (c) => (c === '0' ? '1' : '0')), '1', '1'],
    ['a process number that is another process now', (boot: string) => boot, String(process.pid), '1'],
  ])('takes over a lock of %s', async (_name, boot, pid, start) => {
    const job = rig({ shell });
    const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    symlinkSync(`${boot(id)}:${pid}:${start}:of-an-earlier-attempt.`, join(job.jobDir, 'cutover.lock.3'));
    expect(await job.run('run')).toBe('0');
    expect(job.status).toBe('completed');
    expect(job.leftovers()).toEqual(['cutover.lock.3'].filter(() => false));
  });

  it.each([
    ['that is seen at once', null],
    [
      'that is seen at the second look: it was just becoming another program',
      [
        '$(grep -ls "RC_CUTOVER',
        '$(seen=$(ls -d blind* 2>/dev/null); : >blind; [ -z "$seen" ] || grep -ls "RC_CUTOVER',
      ],
    ],
  ] as const)('ends what a killed script left running before it decides, %s', async (_when, plant) => {
    const job = rig({ shell, ...(plant ? { plant } : {}) });
    job.set('c/worker/hang');
    const first = job.start('run');
    await expect
      .poll(() => job.get('calls.log')?.includes('stop -t 1 worker'), { timeout: 60_000 })
      .toBe(true);
    first.child.kill('SIGKILL');
    await first.ended;
    job.unset('c/worker/hang');
    await job.run('recover');
    expect(job.status).toContain('reversed interrupted');
    const left = (): string =>
      spawnSync('sh', ['-c', `grep -ls 'RC_FAKE=${job.state}' /proc/[0-9]*/environ`], { encoding: 'utf8' })
        .stdout;
    // What was ended by a signal takes a moment to be gone; what hangs would be there for ever.
    await expect.poll(left, { timeout: 30_000 }).toBe('');
  });
});
