import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CUTOVER_LIMITS, type CutoverLimits } from '../../main/restore/cutover/parameters';
import type { Cutover, CutoverSpec } from '../../main/restore/ports/cutover';
import { type CutoverOnHost, newHeard, openCutoverOnHost } from '../support/cutover-on-host';
import { processesOfContainer } from '../target/machine/process-identity';
import { bringUpTestHost, type TestHost } from '../target/test-host';

let target: TestHost;
let open: CutoverOnHost | undefined;

beforeAll(async () => {
  target = await bringUpTestHost({ instance: 'cut' });
});
afterEach(async () => {
  await open?.cleanUp();
  open = undefined;
});
afterAll(async () => {
  if (process.env.RC_KEEP_TARGET !== '1') await target?.down();
});

async function prepare(
  change?: (spec: CutoverSpec) => CutoverSpec,
  limits?: CutoverLimits,
): Promise<CutoverOnHost> {
  open = await openCutoverOnHost(target, change, limits);
  return open;
}

async function liveOid(): Promise<number> {
  const said = await target.psql(
    `SELECT oid, datallowconn FROM pg_database WHERE datname = '${target.database}'`,
    'postgres',
  );
  expect(said).toMatch(/\|t$/);
  return Number(said.split('|')[0]);
}

async function running(): Promise<string> {
  const names = [...target.services].sort();
  return target.docker(['inspect', '-f', '{{.State.Running}}', ...names]);
}

const ALL_RUN = 'true\ntrue\ntrue';

describe('the cutover on a real host', () => {
  it('goes forward: new database live, old one aside and shut, migrate run in a clone, all services up', async () => {
    const job = await prepare();
    const heard = newHeard();
    const outcome = await job.cutover.run(job.spec, heard);
    expect(outcome).toMatchObject({ kind: 'completed', killed: [] });
    expect(await liveOid()).toBe(job.freshOid);
    expect(await target.health()).toBe(200);
    expect(await running()).toBe(ALL_RUN);
    expect(heard.downtime_).toEqual(['began', 'ended']);
    expect(heard.parts.filter((part) => part.endsWith('done'))).toEqual([
      'prepare done',
      'stop done',
      'block done',
      'swap done',
      'before-start done',
      'start done',
      'health done',
      'workers done',
    ]);
    expect(heard.lines.join('\n')).toContain('No migrations to apply');
    const left = await target.docker([
      'ps',
      '-a',
      '--format',
      '{{.Names}}',
      '--filter',
      `name=rc-${job.place.short}`,
    ]);
    expect(left).toBe('');
  });

  it('reverses by itself when the site is not healthy on the new data', async () => {
    const job = await prepare((spec) => ({ ...spec, healthTimeoutSeconds: 4 }));
    await target.psql('ALTER TABLE events_event RENAME TO events_hidden', job.spec.database?.names.fresh);
    const heard = newHeard();
    const outcome = await job.cutover.run({ ...job.spec, beforeStart: [] }, heard);
    expect(outcome).toMatchObject({ kind: 'reversed', error: { code: 'health-failed-after' } });
    expect(await liveOid()).toBe(job.liveOid);
    expect(await target.health()).toBe(200);
    expect(await running()).toBe(ALL_RUN);
    expect(heard.downtime_).toEqual(['began', 'ended']);
  });

  it('reverses when a before-start command fails, and says with what', async () => {
    const job = await prepare((spec) => ({
      ...spec,
      beforeStart: spec.beforeStart.map((each) => ({
        ...each,
        command: ['python3', '-c', 'import sys; sys.exit("no such column")'],
      })),
    }));
    const outcome = await job.cutover.run(job.spec, newHeard());
    expect(outcome).toMatchObject({
      kind: 'reversed',
      error: { code: 'command-failed', params: { exitCode: 1 }, evidence: { stderrTail: 'no such column' } },
    });
    expect(await liveOid()).toBe(job.liveOid);
    expect(await running()).toBe(ALL_RUN);
  });

  it('kills a service that does not stop, names it and goes on', async () => {
    const job = await prepare((spec) => ({
      ...spec,
      services: spec.services.map((each) => ({ ...each, graceSeconds: 2 })),
    }));
    await target.fail.ignoreStop('backtuki-celery-worker-1');
    const outcome = await job.cutover.run(job.spec, newHeard());
    expect(outcome).toMatchObject({
      kind: 'completed',
      killed: expect.arrayContaining(['backtuki-celery-worker-1']),
    });
    expect(await running()).toBe(ALL_RUN);
  });

  it('holds off writers that reconnect without end', async () => {
    const job = await prepare();
    const stopFile = '/tmp/writers-stop';
    const writer = `while [ ! -e ${stopFile} ]; do psql -qX -U ${target.admin_role} -d ${target.database} -c 'SELECT pg_sleep(5)' >/dev/null 2>&1; done`;
    await target.docker(['exec', target.db_container, 'rm', '-f', stopFile]);
    const writers = target.docker([
      'exec',
      target.db_container,
      'sh',
      '-c',
      `${writer} & ${writer} & wait; true`,
    ]);
    const outcome = await job.cutover.run(job.spec, newHeard());
    // Asked to end, never killed: an orphan that ends by a signal is a crashed backend to a postmaster that is
    // process 1 of its container, and it restarts the whole server.
    await target.docker(['exec', target.db_container, 'touch', stopFile]);
    await target.psql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(5)%'",
      'postgres',
    );
    await writers;
    expect(outcome).toMatchObject({ kind: 'completed' });
    expect(await liveOid()).toBe(job.freshOid);
  });
});

/** The console goes and the script is killed before anything has started; then the host is harmed. Gives the next console. */
async function brokenOffAtStart(job: CutoverOnHost, harm: () => Promise<void>): Promise<Cutover> {
  const run = job.cutover.run(job.spec, {
    ...newHeard(),
    part: (name, state) => {
      if (name !== 'swap' || state !== 'begin') return;
      void job.scriptPid().then((pid) => {
        process.kill(pid, 'SIGKILL');
        return job.host.close();
      });
    },
  });
  await expect(run).rejects.toThrow();
  await harm();
  return job.reconnect();
}

describe('a cutover whose script is killed on a real host', () => {
  it.each(['stop', 'block', 'swap', 'before-start', 'start', 'health'])(
    'is ended on a complete pair by itself while the console follows: killed in %s',
    async (part) => {
      const job = await prepare();
      const heard = newHeard();
      let killed = false;
      const outcome = await job.cutover.run(job.spec, {
        ...heard,
        part: (name, state) => {
          heard.part(name, state);
          if (name !== part || state !== 'begin' || killed) return;
          killed = true;
          void job.scriptPid().then((pid) => job.host.run(['kill', '-9', String(pid)]));
        },
      });
      expect(killed).toBe(true);
      const healthy = heard.parts.includes('health done');
      expect(outcome.kind).toBe(healthy ? 'completed' : 'reversed');
      expect(await liveOid()).toBe(healthy ? job.freshOid : job.liveOid);
      expect(await target.health()).toBe(200);
      expect(await running()).toBe(ALL_RUN);
    },
  );

  it('is ended by another console after everything was killed as a reboot would', async () => {
    const job = await prepare();
    const run = job.cutover.run(job.spec, {
      ...newHeard(),
      part: (name, state) => {
        if (name !== 'start' || state !== 'begin') return;
        void job.scriptPid().then((pid) => {
          process.kill(pid, 'SIGKILL');
          return job.host.close();
        });
      },
    });
    await expect(run).rejects.toThrow();
    await target.docker(['stop', '-t', '1', target.db_container, ...target.services]);
    const console2 = await job.reconnect();
    const outcome = await console2.recover(job.place, newHeard());
    expect(['reversed', 'completed']).toContain(outcome.kind);
    expect(await liveOid()).toBe(outcome.kind === 'reversed' ? job.liveOid : job.freshOid);
    expect(await running()).toBe(ALL_RUN);
    expect(await target.health()).toBe(200);
    // Asked again, it says the same.
    expect((await console2.recover(job.place, newHeard())).kind).toBe(outcome.kind);
  });

  // An engine that is killed between the start of a container and its own note of it.
  it('starts a service whose process lives unknown to the engine, after ending it', async () => {
    const job = await prepare();
    const backend = 'backtuki-backend-1';
    const console2 = await brokenOffAtStart(job, () => target.fail.loseProcesses(backend));
    const id = await target.docker(['inspect', '-f', '{{.Id}}', backend]);
    await target.docker(['start', target.db_container, target.redis_container]);
    await expect(target.docker(['start', backend])).rejects.toThrow('id already in use');
    const [lost = 0] = await processesOfContainer(id);
    const outcome = await console2.recover(job.place, newHeard());
    expect(outcome.kind).toBe('reversed');
    expect(await processesOfContainer(id)).not.toContain(lost);
    expect(await liveOid()).toBe(job.liveOid);
    expect(await running()).toBe(ALL_RUN);
    expect(await target.health()).toBe(200);
    expect(await target.docker(['ps', '-aq', '--filter', `name=rc-${job.place.short}`])).toBe('');
  });

  it('needs a person while the engine holds a port for nobody, says what helps, and is ended after it', async ({
    skip,
  }) => {
    const job = await prepare(undefined, { ...CUTOVER_LIMITS, retry: 4 });
    let sticks = false;
    const console2 = await brokenOffAtStart(job, async () => {
      sticks = await target.fail.stickPort('backtuki-backend-1');
    });
    skip(!sticks, 'no kill of the engine hit the moment');
    await target.docker(['start', target.db_container, target.redis_container]);
    const stuck = await console2.recover(job.place, newHeard());
    expect(stuck).toMatchObject({
      kind: 'needs-person',
      error: { params: { reason: expect.stringContaining('port is already allocated') } },
      manual: expect.arrayContaining([expect.stringContaining('restart Docker on the host')]),
    });
    expect(await liveOid()).toBe(job.liveOid);
    await target.fail.restartDockerd();
    await target.docker(['start', target.db_container, target.redis_container]);
    expect((await console2.recover(job.place, newHeard())).kind).toBe('reversed');
    expect(await running()).toBe(ALL_RUN);
    expect(await target.health()).toBe(200);
  });

  it('is not begun when only its files were written', async () => {
    const job = await prepare();
    expect(await job.cutover.recover(job.place, newHeard())).toEqual({ kind: 'not-begun' });
  });
});
