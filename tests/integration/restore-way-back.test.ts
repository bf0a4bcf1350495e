import { mkdtempSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Job, jobSchema } from '../../shared/restore/job';
import {
  type ApplicationPicture,
  leftovers,
  pictureOf,
  runningServices,
  untilHealthy,
} from '../support/live-application';
import { archiveMedia } from '../support/media-tree';
import { Cli, type CliResult, eventsOf, finishedJob, untilPrinted } from '../support/run-cli';
import { testHostForSuite } from '../support/test-host-for-suite';

const testHost = testHostForSuite({ instance: 'way-back', size: 'medium' });
const folder = mkdtempSync(path.join(os.tmpdir(), 'restore-console-way-back-'));
const cli = new Cli(path.join(folder, 'home'));
const LOADING = /"type":"step-progress","step":"load","bytesDone":[1-9]/;
let live: ApplicationPicture;

beforeAll(async () => {
  await cli.run(['targets', 'add', '--file', testHost().profile]);
  const uploaded = await cli.run(['upload', testHost().archive, '--target', testHost().target, '--json']);
  expect(uploaded.exitCode, uploaded.stdout + uploaded.stderr).toBe(0);
  live = await pictureOf(testHost());
});

afterEach(async () => {
  await testHost().heal();
  await untilHealthy(testHost());
});

function restore(more: readonly string[] = []) {
  const { archive, target } = testHost();
  return cli.start(['restore', archive, '--target', target, '--confirm', target, '--json', ...more]);
}

async function newestJob(): Promise<Job> {
  const { jobs } = JSON.parse((await cli.run(['jobs', '--limit', '1', '--json'])).stdout) as {
    jobs: unknown[];
  };
  return jobSchema.parse(jobs[0]);
}

/** A console on another machine: knows the target, and nothing of its jobs. */
async function stranger(name: string): Promise<Cli> {
  const other = new Cli(path.join(folder, name));
  await other.run(['targets', 'add', '--file', testHost().profile]);
  return other;
}

/** The pair is that of the picture: the database by OID and content, every media file; the site goes on adding tickets. */
async function expectPair(picture: ApplicationPicture): Promise<void> {
  await untilHealthy(testHost());
  const now = await pictureOf(testHost());
  expect({ ...now, media: null }).toEqual({ ...picture, media: null });
  for (const [name, digest] of picture.media) expect(now.media.get(name), name).toBe(digest);
  for (const name of now.media.keys()) {
    if (!name.startsWith('tickets/')) expect(picture.media.has(name), name).toBe(true);
  }
  expect((await leftovers(testHost())).containers).toEqual([]);
}

const said = (result: CliResult): string => `${result.stdout.slice(-3000)}\n${result.stderr}`;

describe('a run whose console is gone is taken up again where it is', () => {
  test('killed in the load: attach goes on with the same helpers, no line lost or doubled, and completes', async () => {
    const host = testHost();
    const run = restore();
    await untilPrinted(run.output, LOADING);
    run.child.kill('SIGKILL');
    await run.ended;
    const { id } = await newestJob();
    const attached = await cli.run(['attach', id, '--json']);
    expect(attached.exitCode, said(attached)).toBe(0);
    const job = finishedJob(attached);
    expect(job).toMatchObject({ id, status: 'completed', verification: { passed: true } });
    const started = eventsOf(attached.stdout).filter((event) => event.type === 'step-started');
    expect(started.map((event) => 'step' in event && event.step)).not.toContain('upload');
    // Made beside the load: running or ended when the console died, there is one and it is proven.
    const [backup, ...more] = await readdir(
      path.join(host.user('key').home, '.restore-console', 'safety-backups'),
    );
    expect(job.safety_backup_path).toMatch(new RegExp(`/${backup}$`));
    expect(more).toEqual([]);
    const log = (await cli.run(['log', id])).stdout;
    expect(log.match(/Created tuki_production__rc_new_/g)).toHaveLength(1);
    expect((await pictureOf(host)).oid).not.toBe(live.oid);
    expect((await leftovers(host)).containers).toEqual([]);
  });

  test('the same job is rolled back: the site is what it was, database by OID and every media file', async () => {
    const host = testHost();
    const { id } = await newestJob();
    const restored = await pictureOf(host);
    const back = await cli.run(['rollback', id, '--confirm', host.target, '--json']);
    expect(back.exitCode, said(back)).toBe(0);
    expect(finishedJob(back)).toMatchObject({
      id,
      status: 'rolled_back',
      old_pair: { database: expect.stringMatching(/__rc_out_/) },
    });
    await expectPair(live);

    const forward = await cli.run(['rollback', id, '--confirm', host.target, '--json']);
    expect(forward.exitCode, said(forward)).toBe(0);
    expect(finishedJob(forward)).toMatchObject({ id, status: 'completed' });
    await expectPair(restored);
  });

  test('what was written to the restored site stays with it when it is rolled back, and is there again forward', async () => {
    const host = testHost();
    const { id } = await newestJob();
    await host.psql(
      "UPDATE events_event SET title = 'written since' WHERE id = (SELECT min(id) FROM events_event)",
      host.database,
    );
    const written = await pictureOf(host);
    for (const wanted of ['rolled_back', 'completed']) {
      const turned = await cli.run(['rollback', id, '--confirm', host.target, '--json']);
      expect(finishedJob(turned).status, said(turned)).toBe(wanted);
    }
    expect((await pictureOf(host)).events).toBe(written.events);
  });

  test('a console without the history finds the job on the host and rolls it back', async () => {
    const host = testHost();
    const { id } = await newestJob();
    const other = await stranger('lost-history');
    const back = await other.run(['rollback', id.slice(0, 8), '--confirm', host.target, '--json']);
    expect(back.exitCode, said(back)).toBe(0);
    expect(finishedJob(back)).toMatchObject({ id, status: 'rolled_back' });
    expect((await pictureOf(host)).oid).toBe(live.oid);
  });

  test('only the newest restore is rolled back, only by its target’s name, and nothing is done otherwise', async () => {
    const host = testHost();
    const { id } = await newestJob();
    expect((await cli.run(['rollback', id])).exitCode).toBe(2);
    expect((await cli.run(['rollback', id, '--confirm', 'other'])).exitCode).toBe(2);
    expect((await cli.run(['rollback', 'ffffffff', '--confirm', host.target])).exitCode).toBe(2);
    // Rolled back by the other console meanwhile: this one believes it completed, and the host says otherwise.
    const stale = await cli.run(['rollback', id, '--confirm', host.target, '--json']);
    expect(stale.exitCode, said(stale)).toBe(3);
    expect(finishedJob(stale)).toMatchObject({ error: { code: 'rollback-target-changed' } });
    expect((await pictureOf(host)).oid).toBe(live.oid);
  });
});

describe('a run begun elsewhere', () => {
  test('is taken up by a console on another machine, without the archive, once it lies on the host', async () => {
    const host = testHost();
    const run = restore();
    await untilPrinted(run.output, LOADING);
    run.child.kill('SIGKILL');
    await run.ended;
    const { id } = await newestJob();
    const other = await stranger('another-machine');
    expect((await other.run(['attach', id])).exitCode).toBe(2);
    const attached = await other.run(['attach', id, '--target', host.target, '--json']);
    expect(attached.exitCode, said(attached)).toBe(0);
    expect(finishedJob(attached)).toMatchObject({ id, status: 'completed', verification: { passed: true } });
    expect((await leftovers(host)).containers).toEqual([]);
    // The console that began it still calls it interrupted; asked to recover it learns how it ended.
    const recovered = await cli.run(['recover', '--target', host.target, '--json']);
    expect(finishedJob(recovered), said(recovered)).toMatchObject({
      id,
      status: 'completed',
      sql_records_restored: finishedJob(attached).sql_records_restored,
    });
  });

  test('is followed, not taken, while its process lives', async () => {
    const run = restore(['--no-safety-backup']);
    await untilPrinted(run.output, LOADING);
    const { id } = await newestJob();
    const attached = await cli.run(['attach', id]);
    expect(attached.exitCode, said(attached)).toBe(0);
    expect(attached.stdout).toContain('Verified: ');
    expect((await run.ended).exitCode).toBe(0);
  });

  test('everything killed as by a reboot in the load: attach loads again and completes', async () => {
    const host = testHost();
    const run = restore(['--no-safety-backup']);
    await untilPrinted(run.output, LOADING);
    run.child.kill('SIGKILL');
    await run.ended;
    await host.fail.killDockerd();
    await host.heal();
    await untilHealthy(host);
    const { id } = await newestJob();
    const attached = await cli.run(['attach', id, '--json']);
    expect(attached.exitCode, said(attached)).toBe(0);
    expect(finishedJob(attached)).toMatchObject({ status: 'completed', verification: { passed: true } });
    expect((await leftovers(host)).containers).toEqual([]);
  });
});

describe('a rollback that is cut off', () => {
  test('killed in its stop: the host ends it alone and recover says how', async () => {
    const host = testHost();
    const { id } = await newestJob();
    const restored = await pictureOf(host);
    const run = cli.start(['rollback', id, '--confirm', host.target, '--json']);
    await untilPrinted(run.output, /"type":"cutover-part"[^\n]*"part":"stop"[^\n]*"state":"begin"/);
    run.child.kill('SIGKILL');
    await run.ended;
    expect((await newestJob()).status).toBe('interrupted');
    const recovered = await cli.run(['recover', '--target', host.target, '--json']);
    expect(recovered.exitCode, said(recovered)).toBe(0);
    expect(finishedJob(recovered)).toMatchObject({ id, status: 'rolled_back' });
    const now = await pictureOf(host);
    expect(now.oid).not.toBe(restored.oid);
    expect(now.services).toBe(await runningServices(host));
    expect((await leftovers(host)).containers).toEqual([]);

    const forward = cli.start(['rollback', id, '--confirm', host.target, '--json']);
    await untilPrinted(forward.output, /"type":"cutover-part"[^\n]*"part":"stop"[^\n]*"state":"begin"/);
    forward.child.kill('SIGKILL');
    await forward.ended;
    const attached = await cli.run(['attach', id, '--json']);
    expect(attached.exitCode, said(attached)).toBe(0);
    expect(finishedJob(attached)).toMatchObject({ id, status: 'completed' });
    expect((await pictureOf(host)).oid).toBe(restored.oid);
    expect((await leftovers(host)).containers).toEqual([]);
  });
});

describe('media restored alone', () => {
  /** Files that rows name; the worker adds one each few seconds. */
  async function renderedFiles(): Promise<readonly string[]> {
    const { database } = testHost();
    const rows = await testHost().psql("SELECT rendered FROM events_ticket WHERE rendered <> ''", database);
    return rows.split('\n').filter((name) => name !== '');
  }

  async function untilRendered(earlier: readonly string[]): Promise<string> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const born = (await renderedFiles()).find((name) => !earlier.includes(name));
      if (born) return born;
      if (Date.now() > deadline) throw new Error('The worker rendered nothing');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  test('are taken back without the files of rows written since, which stay live with their rows; forward again too', async () => {
    const host = testHost();
    const brought = [...(await archiveMedia(host.archive)).keys()].slice(0, 2);
    const paths = brought.map((name) => path.posix.join(host.media_path, name));
    await host.docker(['exec', 'backtuki-backend-1', 'rm', '-f', ...paths]);
    const before = await pictureOf(host);
    const run = await restore(['--no-sql', '--no-safety-backup']).ended;
    expect(run.exitCode, said(run)).toBe(0);
    const { id } = finishedJob(run);
    const born: string[] = [];
    for (const wanted of ['rolled_back', 'completed', 'rolled_back']) {
      born.push(await untilRendered(await renderedFiles()));
      const turned = await cli.run(['rollback', id, '--confirm', host.target, '--json']);
      expect(finishedJob(turned).status, said(turned)).toBe(wanted);
      const { oid, media } = await pictureOf(host);
      expect(oid).toBe(before.oid);
      expect(born.filter((name) => !media.has(name))).toEqual([]);
      const there = brought.filter((name) => media.has(name));
      expect(there).toEqual(wanted === 'completed' ? brought : []);
    }
    await expectPair({
      ...before,
      media: new Map([...before.media].filter(([name]) => !name.startsWith('tickets/'))),
    });
  });
});
