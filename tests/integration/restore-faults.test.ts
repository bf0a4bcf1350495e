import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
import { Cli, type CliResult, eventsOf, finishedJob, untilPrinted } from '../support/run-cli';
import { testHostForSuite } from '../support/test-host-for-suite';

const testHost = testHostForSuite({ instance: 'faults', size: 'medium' });
const folder = mkdtempSync(path.join(os.tmpdir(), 'restore-console-faults-'));
const cli = new Cli(path.join(folder, 'home'));
const LOADING = /"type":"step-progress","step":"load","bytesDone":[1-9]/;
let before: ApplicationPicture;

beforeAll(async () => {
  await cli.run(['targets', 'add', '--file', testHost().profile]);
  const uploaded = await cli.run(['upload', testHost().archive, '--target', testHost().target, '--json']);
  expect(uploaded.exitCode, uploaded.stdout + uploaded.stderr).toBe(0);
  before = await pictureOf(testHost());
});

afterEach(async () => {
  await testHost().heal();
  await untilHealthy(testHost());
});

function restore(more: readonly string[] = [], name = testHost().target, by = cli) {
  return by.start(['restore', testHost().archive, '--target', name, '--confirm', name, '--json', ...more]);
}

/** The live pair is the one from before, complete, and nothing of ours lies beside it. */
async function expectUntouched(): Promise<void> {
  const host = testHost();
  await untilHealthy(host);
  const now = await pictureOf(host);
  expect({ ...now, media: null }).toEqual({ ...before, media: null });
  for (const [name, digest] of before.media) expect(now.media.get(name), name).toBe(digest);
  expect(await leftovers(host)).toEqual({ containers: [], databases: [], roles: [] });
}

/** Adds the test host's profile under another name, changed as the test wants it. */
async function changedTarget(name: string, change: object): Promise<string> {
  const file = path.join(folder, `${name}.json`);
  writeFileSync(
    file,
    JSON.stringify({ ...JSON.parse(readFileSync(testHost().profile, 'utf8')), ...change, name }),
  );
  const added = await cli.run(['targets', 'add', '--file', file]);
  expect(added.exitCode, added.stderr).toBe(0);
  return name;
}

async function newestJob(): Promise<Job> {
  const { jobs } = JSON.parse((await cli.run(['jobs', '--limit', '1', '--json'])).stdout) as {
    jobs: unknown[];
  };
  return jobSchema.parse(jobs[0]);
}

const said = (result: CliResult): string => `${result.stdout.slice(-3000)}\n${result.stderr}`;

describe('before the cutover nothing that happens reaches the live pair', () => {
  test('Ctrl-C in the load cancels by its rule: exit 4, the half-filled database is gone', async () => {
    const run = restore();
    await untilPrinted(run.output, LOADING);
    run.child.kill('SIGINT');
    const result = await run.ended;
    expect(result.exitCode, said(result)).toBe(4);
    expect(finishedJob(result)).toMatchObject({ status: 'cancelled', outcome: 'unchanged' });
    await expectUntouched();
  });

  test('another process cancels a run by its id', async () => {
    const run = restore();
    await untilPrinted(run.output, LOADING);
    const { id } = await newestJob();
    expect(await cli.run(['cancel', id])).toMatchObject({ exitCode: 0 });
    expect((await run.ended).exitCode).toBe(4);
    await expectUntouched();
  });

  test('PostgreSQL killed in the load: failed, unchanged, and the site serves its old data', async () => {
    const run = restore();
    await untilPrinted(run.output, LOADING);
    await testHost().fail.killSession();
    const result = await run.ended;
    expect(result.exitCode, said(result)).toBe(1);
    expect(finishedJob(result)).toMatchObject({ status: 'failed', outcome: 'unchanged' });
    await expectUntouched();
  });

  test('a disk that fills while loading ends the load at the reserve, and PostgreSQL lives on', async () => {
    const host = testHost();
    await host.fail.fill('data', 2500);
    const run = restore();
    await untilPrinted(run.output, LOADING);
    await host.fail.fill('data', 600);
    const result = await run.ended;
    await host.heal();
    expect(result.exitCode, said(result)).toBe(1);
    expect(finishedJob(result).error?.code).toBe('disk-reserve-reached');
    await expectUntouched();
  });

  test('a second restore of the same target is refused and told who holds it', async () => {
    const host = testHost();
    const other = new Cli(path.join(folder, 'other-home'));
    await other.run(['targets', 'add', '--file', host.profile]);
    const run = restore();
    await untilPrinted(run.output, LOADING);
    const second = await restore([], host.target, other).ended;
    run.child.kill('SIGINT');
    await run.ended;
    expect(second.exitCode, said(second)).toBe(3);
    expect(finishedJob(second).error).toMatchObject({
      code: 'lock-held',
      params: { by: os.userInfo().username },
    });
    await expectUntouched();
  });

  test('a console killed in the load leaves an interrupted job, which recover ends on the old pair', async () => {
    const host = testHost();
    const run = restore();
    await untilPrinted(run.output, LOADING);
    run.child.kill('SIGKILL');
    await run.ended;
    expect((await newestJob()).status).toBe('interrupted');
    const refused = await restore().ended;
    expect(refused.exitCode, said(refused)).toBe(3);
    const recovered = await cli.run(['recover', '--target', host.target, '--json']);
    expect(finishedJob(recovered), said(recovered)).toMatchObject({
      status: 'failed',
      outcome: 'unchanged',
      needs_person: false,
    });
    await expectUntouched();
    const again = await cli.run(['recover', '--target', host.target]);
    expect(again.stderr).toContain('no-unfinished-run');
  });
});

test('a second Ctrl-C leaves at once with 130; the host answers, so the job is not forgotten but recovered', async () => {
  const host = testHost();
  const run = restore();
  await untilPrinted(run.output, LOADING);
  run.child.kill('SIGINT');
  await untilPrinted(run.output, /"type":"cancel-requested"/);
  run.child.kill('SIGINT');
  expect((await run.ended).exitCode).toBe(130);
  const forgotten = await cli.run(['recover', '--target', host.target, '--forget']);
  expect(forgotten.exitCode, said(forgotten)).toBe(2);
  const recovered = await cli.run(['recover', '--target', host.target, '--json']);
  expect(finishedJob(recovered), said(recovered)).toMatchObject({ status: 'failed', outcome: 'unchanged' });
  await expectUntouched();
});

describe('a cutover that does not end well is reversed by the host itself', () => {
  test('health that fails on the new pair brings the old one back', async () => {
    const check =
      "from users.models import User; import sys; sys.exit(0 if User.objects.filter(email='live.only@tuki.cl').exists() else 1)";
    const name = await changedTarget('only-live-is-healthy', {
      health: {
        kind: 'command',
        service: { by: 'name', name: 'backtuki-backend-1' },
        command: ['python3', 'manage.py', 'shell', '-c', check],
      },
      healthTimeoutSeconds: 8,
    });
    const result = await restore([], name).ended;
    expect(result.exitCode, said(result)).toBe(1);
    expect(finishedJob(result)).toMatchObject({
      status: 'failed',
      outcome: 'reversed',
      error: { code: 'health-failed-after' },
    });
    await expectUntouched();
  });

  test('a before-start command that fails brings the old pair back', async () => {
    const name = await changedTarget('failing-command', {
      postCommands: [
        {
          phase: 'before-start',
          service: { by: 'name', name: 'backtuki-backend-1' },
          command: ['python3', '-c', 'raise SystemExit(7)'],
        },
      ],
    });
    const result = await restore([], name).ended;
    expect(result.exitCode, said(result)).toBe(1);
    expect(finishedJob(result)).toMatchObject({ status: 'failed', outcome: 'reversed' });
    await expectUntouched();
  });
});

describe('what does not stop a restore', () => {
  test('a connection cut in the load: the host goes on and the run takes it up again', async () => {
    const run = restore();
    await untilPrinted(run.output, LOADING);
    await testHost().fail.cut();
    const result = await run.ended;
    expect(result.exitCode, said(result)).toBe(0);
    const states = eventsOf(result.stdout).flatMap((event) =>
      event.type === 'connection' ? [event.state] : [],
    );
    expect(states).toContain('lost');
    expect(states.at(-1)).toBe('back');
    before = await pictureOf(testHost());
  });

  test('a service that ignores its stop is killed after its grace and named; one that was stopped stays stopped', async () => {
    const host = testHost();
    await host.fail.ignoreStop('backtuki-celery-worker-1');
    await host.docker(['stop', '-t', '5', 'backtuki-celery-beat-1']);
    const result = await restore(['--no-safety-backup']).ended;
    expect(result.exitCode, said(result)).toBe(0);
    const job = finishedJob(result);
    expect(job.warnings.map((error) => error.code)).toContain('service-killed');
    expect((await pictureOf(host)).services).not.toContain('celery-beat');
    await host.docker(['start', 'backtuki-celery-beat-1']);
  });

  test('a console killed inside the cutover: the host ends it alone, and recover says on which pair', async () => {
    const host = testHost();
    const earlier = await pictureOf(host);
    const run = restore(['--no-safety-backup']);
    await untilPrinted(run.output, /"type":"cutover-part"[^\n]*"part":"stop"[^\n]*"state":"begin"/);
    run.child.kill('SIGKILL');
    await run.ended;
    const recovered = await cli.run(['recover', '--target', host.target, '--json']);
    expect(recovered.exitCode, said(recovered)).toBe(0);
    const job = finishedJob(recovered);
    expect(job.status).toBe('completed');
    const now = await pictureOf(host);
    expect(now.oid).not.toBe(earlier.oid);
    expect(now.services).toBe(earlier.services);
    expect((await leftovers(host)).containers).toEqual([]);
  });

  test('the database alone, then the media alone', async () => {
    const host = testHost();
    const earlier = await pictureOf(host);
    const sql = await restore(['--no-media', '--no-safety-backup']).ended;
    expect(sql.exitCode, said(sql)).toBe(0);
    const afterSql = await pictureOf(host);
    expect(afterSql.oid).not.toBe(earlier.oid);
    const media = await restore(['--no-sql']).ended;
    expect(media.exitCode, said(media)).toBe(0);
    expect((await pictureOf(host)).oid).toBe(afterSql.oid);
  });

  test('a first restore: no database and no media, and the application comes up on the backup', async () => {
    const host = testHost();
    await host.psql(`DROP DATABASE ${host.database} WITH (FORCE)`, 'postgres');
    await emptyMedia();
    const run = await restore().ended;
    expect(run.exitCode, said(run)).toBe(0);
    const job = finishedJob(run);
    expect(job).toMatchObject({ status: 'completed', safety_backup_path: '', old_pair: { database: null } });
    expect(job.warnings.map((error) => error.code)).toContain('first-restore');
    expect(await host.login('admin@tuki.cl', 'GCPPass456')).toEqual({ status: 200, superuser: true });
  });

  test('an application that was stopped is restored and stays stopped; its health is said not to be checked', async () => {
    const host = testHost();
    await host.docker(['stop', '-t', '5', ...host.services]);
    const run = await restore(['--no-safety-backup']).ended;
    expect(run.exitCode, said(run)).toBe(0);
    const health = finishedJob(run).verification?.checks.find((check) => check.name === 'health');
    expect(health).toMatchObject({ verdict: 'not-checked' });
    expect(await runningServices(host)).not.toContain('backend');
    await host.docker(['start', ...host.services]);
  });
});

test('an upload that is cut goes on where it can and arrives whole', async () => {
  const host = testHost();
  const home = new Cli(path.join(folder, 'upload-home'));
  await home.run(['targets', 'add', '--file', host.profile]);
  rmSync(path.join(host.user('key').home, '.restore-console', 'archives'), { recursive: true });
  await host.fail.connection({ kilobytesPerSecond: 4000 });
  const run = home.start(['upload', host.archive, '--target', host.target, '--json']);
  await untilPrinted(run.output, /"step":"upload","bytesDone":[1-9]\d{6}/);
  await host.fail.cut();
  await host.heal();
  const result = await run.ended;
  expect(result.exitCode, said(result)).toBe(0);
  expect(finishedJob(result).status).toBe('uploaded');
});

/** Empties the media volume as root: our own folder in it is closed to everybody else. */
async function emptyMedia(): Promise<void> {
  const host = testHost();
  const script = 'find /m -mindepth 1 -delete';
  const mount = ['--user', '0', '-v', `${host.media_volume}:/m`, '--entrypoint', 'sh'];
  await host.docker(['run', '--rm', ...mount, await imageOf('backtuki-backend-1'), '-c', script]);
}

async function imageOf(container: string): Promise<string> {
  return (await testHost().docker(['inspect', '--format', '{{.Image}}', container])).trim();
}
