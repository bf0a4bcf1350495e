import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Plan, planSchema } from '../../shared/restore/plan';
import { type ApplicationPicture, leftovers, pictureOf, untilHealthy } from '../support/live-application';
import { Cli, finishedJob } from '../support/run-cli';
import { testHostForSuite } from '../support/test-host-for-suite';

const testHost = testHostForSuite({ instance: 'refusals', size: 'small' });
const folder = mkdtempSync(path.join(os.tmpdir(), 'restore-console-refusals-'));
const cli = new Cli(path.join(folder, 'home'));
let added = 0;

/** Adds the test host's profile under a new name, changed as the test wants it; gives the name. */
async function target(change: (profile: Record<string, unknown>) => object): Promise<string> {
  added += 1;
  const name = `changed-${added}`;
  const profile = JSON.parse(readFileSync(testHost().profile, 'utf8'));
  const file = path.join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ ...profile, ...change(profile), name }));
  const result = await cli.run(['targets', 'add', '--file', file]);
  if (result.exitCode !== 0) throw new Error(result.stderr);
  return name;
}

async function planOf(name: string, more: readonly string[] = []): Promise<Plan> {
  const result = await cli.run(['plan', testHost().archive, '--target', name, '--json', ...more]);
  return planSchema.parse(JSON.parse(result.stdout));
}

const codes = (plan: Plan): string[] => plan.blockers.map((error) => error.code);

let before: ApplicationPicture;

beforeAll(async () => {
  before = await pictureOf(testHost());
  await cli.run(['targets', 'add', '--file', testHost().profile]);
});

afterEach(async () => {
  await testHost().heal();
  await untilHealthy(testHost());
});

test.each([
  [['restore', 'ARCHIVE', '--target', 'TARGET']],
  [['restore', 'ARCHIVE', '--target', 'TARGET', '--confirm', 'something-else']],
  [['restore', 'ARCHIVE', '--target', 'nobody', '--confirm', 'nobody']],
  [['restore', 'ARCHIVE', '--target', 'TARGET', '--confirm', 'TARGET', '--strategy', 'sideways']],
  [['restore', 'ARCHIVE', '--target', 'TARGET', '--confirm', 'TARGET', '--no-sql', '--no-media']],
  [['restore', 'ARCHIVE', '--target', 'TARGET', '--confirm', 'TARGET', '--dump', 'no-such-dump.sql']],
  [['restore', '/no/such/archive.tar.gz', '--target', 'TARGET', '--confirm', 'TARGET']],
  [['restore', 'ARCHIVE', '--no-such-option']],
  [['status', 'ffffffff']],
  [['rollback', 'ffffffff', '--confirm', 'TARGET']],
  [['prune', '--target', 'TARGET', '--only', 'everything']],
  [['prune', '--target', 'no-such-target', '--yes']],
  [['attach', 'ffffffff']],
  [['no-such-command']],
  [[]],
])('%j is a usage error: exit 2, and nothing was done', async (words) => {
  const host = testHost();
  const args = words.map((word) =>
    word === 'ARCHIVE' ? host.archive : word === 'TARGET' ? host.target : word,
  );
  const result = await cli.run(args);
  expect(result.exitCode, result.stdout + result.stderr).toBe(2);
  expect((result.stdout + result.stderr).trim()).not.toBe('');
});

test('after all of them the application is as it was, and nothing of ours lies on the target', async () => {
  const host = testHost();
  expect(await pictureOf(host)).toEqual({ ...before, media: expect.anything() });
  expect(await leftovers(host)).toEqual({ containers: [], databases: [], roles: [] });
});

test('a wrong password, an unknown and a changed host key each stop before anything is sent', async () => {
  const host = testHost();
  const user = host.user('password');
  const byPassword = await target((profile) => ({
    host: { ...(profile.host as object), user: user.name, authentication: { kind: 'password' } },
  }));
  const wrong = await cli.run(
    ['plan', host.archive, '--target', byPassword, '--json', '--secret-stdin'],
    'wrong\n',
  );
  expect(codes(planSchema.parse(JSON.parse(wrong.stdout)))).toEqual(['auth-failed']);
  expect(wrong.exitCode).toBe(3);
  const right = await cli.run(
    ['plan', host.archive, '--target', byPassword, '--json', '--secret-stdin'],
    `${user.password}\n`,
  );
  expect(codes(planSchema.parse(JSON.parse(right.stdout)))).toEqual([]);
  expect(right.stdout + right.stderr).not.toContain(user.password);

  const unknown = await target((profile) => ({ host: { ...(profile.host as object), hostKey: undefined } }));
  expect(codes(await planOf(unknown))).toEqual(['host-key-unknown']);
  expect(await cli.run(['targets', 'test', unknown])).toMatchObject({ exitCode: 3 });
  const shown = await cli.run(['targets', 'trust', unknown]);
  expect(shown.exitCode).toBe(3);
  const fingerprint = /SHA256:\S+/.exec(shown.stderr)?.[0] ?? '';
  expect(await cli.run(['targets', 'trust', unknown, '--fingerprint', fingerprint])).toMatchObject({
    exitCode: 0,
  });
  expect(codes(await planOf(unknown))).toEqual([]);

  const otherKey = 'AAAAC3NzaC1lZDI1NTE5AAAAIA69WQUrG9bXN+gR4Lj/RZB6C8gkub4ni5f5VfynYZEA';
  const changed = await target((profile) => ({
    host: { ...(profile.host as object), hostKey: { type: 'ssh-ed25519', key: otherKey } },
  }));
  expect(codes(await planOf(changed))).toEqual(['host-key-changed']);
  const refused = await cli.run(['restore', host.archive, '--target', changed, '--confirm', changed]);
  expect(refused.exitCode).toBe(3);
});

test('a host that cannot be reached is a failure, not a blocker, and leaves the target unchanged', async () => {
  const host = testHost();
  await host.fail.connection({ refuse: true });
  const result = await cli.run([
    'restore',
    host.archive,
    '--target',
    host.target,
    '--confirm',
    host.target,
    '--json',
  ]);
  expect(result.exitCode, result.stdout).toBe(1);
  expect(finishedJob(result)).toMatchObject({ status: 'failed', outcome: 'unchanged' });
});

test('missing rights on Docker, a Docker that does not answer and a missing container say which it is', async () => {
  const host = testHost();
  const socket = host.docker_host.replace('unix://', '');
  chmodSync(socket, 0o600);
  const denied = codes(await planOf(host.target));
  chmodSync(socket, 0o660);
  expect(denied).toContain('docker-denied');
  const silent = await target(() => ({
    docker: { command: ['docker'], dockerHost: 'unix:///no/such.sock' },
  }));
  expect(codes(await planOf(silent))).toContain('docker-not-running');
  const absent = await target(() => ({ docker: { command: ['no-such-docker'] } }));
  expect(codes(await planOf(absent))).toContain('docker-not-found');
  const missing = await target((profile) => ({
    database: { ...(profile.database as object), container: { by: 'name', name: 'no-such-db' } },
  }));
  expect(codes(await planOf(missing))).toContain('container-missing');
});

test('a disk without room blocks before the first write and names the filesystem', async () => {
  const host = testHost();
  await host.fail.fill('data', 900);
  const plan = await planOf(host.target);
  expect(codes(plan)).toContain('space-short');
  expect(plan.space.some((space) => !space.fits)).toBe(true);
  const refused = await cli.run(['restore', host.archive, '--target', host.target, '--confirm', host.target]);
  expect(refused.exitCode).toBe(3);
});

test('code behind the data blocks until it is overridden; code ahead of it is a warning', async () => {
  const host = testHost();
  const behind = await host.backup({ out: folder, behind: true });
  const ahead = planSchema.parse(
    JSON.parse((await cli.run(['plan', behind, '--target', host.target, '--json'])).stdout),
  );
  expect(ahead.warnings.map((error) => error.code)).toContain('code-ahead-of-data');
  expect(codes(ahead)).toEqual([]);

  const last = "(SELECT max(id) FROM django_migrations WHERE app = 'events')";
  await host.psql(
    `CREATE TABLE kept_migration AS SELECT * FROM django_migrations WHERE id = ${last}; DELETE FROM django_migrations WHERE id = ${last}`,
    host.database,
  );
  const blocked = await planOf(host.target);
  const overridden = await planOf(host.target, ['--override', 'code-behind-data']);
  await host.psql(
    'INSERT INTO django_migrations SELECT * FROM kept_migration; DROP TABLE kept_migration',
    host.database,
  );
  expect(codes(blocked)).toEqual(['code-behind-data']);
  expect(codes(overridden)).toEqual([]);
});

test('an operator who is no superuser of the application is refused', async () => {
  const stranger = await target(() => ({ operatorEmail: 'user1@tuki.cl' }));
  expect(codes(await planOf(stranger))).toContain('operator-not-superuser');
});

test('a site that is unhealthy now is a warning before the restore', async () => {
  const host = testHost();
  await host.fail.health('bad');
  const plan = await planOf(host.target);
  expect(plan.warnings.map((error) => error.code)).toContain('health-failing-before');
  expect(codes(plan)).toEqual([]);
});

test('upload alone brings the archive to the host as a job that restore can go on with', async () => {
  const host = testHost();
  const uploaded = await cli.run(['upload', host.archive, '--target', host.target, '--json']);
  expect(uploaded.exitCode, uploaded.stdout).toBe(0);
  const job = finishedJob(uploaded);
  expect(job.status).toBe('uploaded');
  expect(await leftovers(host)).toEqual({ containers: [], databases: [], roles: [] });
  const restored = await cli.run([
    'restore',
    job.id,
    '--target',
    host.target,
    '--confirm',
    host.target,
    '--json',
  ]);
  expect(restored.exitCode, restored.stdout.slice(-3000)).toBe(0);
  expect(finishedJob(restored)).toMatchObject({ id: job.id, status: 'completed' });
});
