import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockName } from '../../main/docker/lock-container';
import { profileSchema } from '../../shared/profile';
import type { PruneItem } from '../../shared/restore/prune';
import { type ApplicationPicture, leftovers, pictureOf, untilHealthy } from '../support/live-application';
import { Cli, eventsOf, finishedJob, untilPrinted } from '../support/run-cli';
import { testHostForSuite } from '../support/test-host-for-suite';

const testHost = testHostForSuite({ instance: 'prune', size: 'small' });
const console_ = (): Cli => new Cli(mkdtempSync(path.join(os.tmpdir(), 'restore-console-prune-')));
const first = console_();
const second = console_();
/** Has never restored anything: it knows what the host shows. */
const stranger = console_();

const LEFT = 'deadbeef';

async function restoreWithEvents(cli: Cli, beside?: (output: () => string) => Promise<void>) {
  const { archive, target } = testHost();
  const { ended, output } = cli.start([
    'restore',
    archive,
    '--target',
    target,
    '--confirm',
    target,
    '--json',
  ]);
  await beside?.(output);
  const result = await ended;
  expect(result.exitCode, result.stdout.slice(-3000) + result.stderr).toBe(0);
  return { job: finishedJob(result), events: eventsOf(result.stdout) };
}

const restore = async (cli: Cli) => (await restoreWithEvents(cli)).job;

async function prune(cli: Cli, ...more: string[]) {
  const result = await cli.run(['prune', '--target', testHost().target, '--json', ...more]);
  expect(result.stdout, result.stderr).not.toBe('');
  return { exitCode: result.exitCode, stderr: result.stderr, ...JSON.parse(result.stdout) } as {
    exitCode: number;
    stderr: string;
    removed: PruneItem[];
    kept: PruneItem[];
    would_remove: PruneItem[];
    freed_bytes: number;
  };
}

const kinds = (items: readonly PruneItem[]) => items.map((each) => each.kind).sort();

/** The live pair is the same: the worker goes on writing media, so that what was there is looked for. */
async function expectUntouched(before: ApplicationPicture): Promise<void> {
  const now = await pictureOf(testHost());
  expect({ ...now, media: null }).toEqual({ ...before, media: null });
  for (const [name, digest] of before.media) expect(now.media.get(name), name).toBe(digest);
}

function workDirectory(): string {
  const profile = profileSchema.parse(JSON.parse(readFileSync(testHost().profile, 'utf8')));
  const home =
    execFileSync('getent', ['passwd', profile.host.user], { encoding: 'utf8' }).split(':')[5] ?? '';
  return profile.workDirectory.replace(/^~/, home);
}

/** Takes the first table that a load makes in a fresh database, in a session of its own, until that is ended. */
async function lockFirstTable(): Promise<void> {
  const host = testHost();
  const fresh = `SELECT datname FROM pg_database WHERE datname LIKE '%\\_\\_rc\\_new\\_%'`;
  let name = '';
  while (name === '') name = (await host.psql(fresh, 'postgres')).trim();
  await host.psql(
    `SET application_name = 'nosy'; DO $$
     DECLARE made regclass;
     BEGIN
       LOOP
         SELECT oid INTO made FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LIMIT 1;
         EXIT WHEN made IS NOT NULL;
         PERFORM pg_sleep(0.005);
       END LOOP;
       EXECUTE format('LOCK TABLE %s', made);
       PERFORM pg_sleep(600);
     END $$;`,
    name,
  );
}

test('a restore by another console replaces the pair that a first one left; a lock it meets is named with its holder', async () => {
  const host = testHost();
  for (const cli of [first, second, stranger])
    expect(await cli.run(['targets', 'add', '--file', host.profile])).toMatchObject({ exitCode: 0 });
  const before = await restore(first);
  const holding = Promise.allSettled([lockFirstTable()]);
  const running = restoreWithEvents(second, async (output) => {
    await untilPrinted(output, /"type":"lock-wait"/);
    const end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'nosy'";
    await host.psql(end, 'postgres');
  });
  const { job: after, events } = await running;
  await holding;
  await untilHealthy(host);
  expect((await leftovers(host)).databases).toEqual([after.old_pair?.database]);
  expect(before.old_pair?.database).not.toBe(after.old_pair?.database);
  const waits = events.flatMap((event) => (event.type === 'lock-wait' ? [event.waits] : []));
  expect(waits[0]).toMatchObject([
    { holder: { role: host.admin_role, application: 'nosy', state: 'active' } },
  ]);
  expect(waits.at(-1), 'it goes on when the lock is given free').toEqual([]);
});

test('what lies there is listed with sizes, whose it is and what removing means, and nothing is touched', async () => {
  const host = testHost();
  const before = await pictureOf(host);
  const listed = await prune(stranger);
  expect(listed).toMatchObject({ exitCode: 0, removed: [], freed_bytes: 0, kept: [] });
  expect(kinds(listed.would_remove)).toEqual([
    'archive',
    'job-folder',
    'job-folder',
    'old-pair',
    'safety-backup',
    'safety-backup',
  ]);
  const pair = listed.would_remove.find((each) => each.kind === 'old-pair');
  expect(pair).toMatchObject({ means: 'rollback-impossible', bytes: expect.any(Number) });
  expect(pair?.parts).toEqual([
    expect.stringMatching(/__rc_old_/),
    expect.stringMatching(/^\.restore-console\//),
  ]);
  await expectUntouched(before);
  expect((await leftovers(host)).databases).toEqual([pair?.parts[0]]);
});

test('a lock that somebody holds stands against removing, and everything stays', async () => {
  const host = testHost();
  const before = await leftovers(host);
  const database = await host.docker(['inspect', '--format', '{{.Id}} {{.Image}}', host.db_container]);
  const [id = '', image = ''] = database.trim().split(' ');
  const name = lockName(id, host.database);
  const label = 'restore-console.lock';
  const labels = {
    '': name,
    '.job': 'e1',
    '.operator': 'ana',
    '.machine': 'laptop',
    '.database': host.database,
  };
  const words = Object.entries(labels).flatMap(([key, value]) => ['--label', `${label}${key}=${value}`]);
  const script = 'date +%s >/tmp/.rc-heartbeat; exec sleep 600';
  await host.docker(['run', '-d', '--name', name, ...words, '--entrypoint', 'sh', image, '-c', script]);
  onTestFinished(async () => void (await host.docker(['rm', '-f', name])));
  const refused = await prune(second, '--yes');
  expect(refused).toMatchObject({ exitCode: 3, removed: [], freed_bytes: 0 });
  expect(refused.stderr).toContain('ana');
  expect(await leftovers(host)).toEqual({ ...before, containers: [name] });
});

test('what ended runs left goes on request, and only that', async () => {
  const host = testHost();
  const image = (await host.docker(['inspect', '--format', '{{.Image}}', host.db_container])).trim();
  await host.psql(`CREATE DATABASE "${host.database}__rc_new_${LEFT}"`, 'postgres');
  await host.psql(`CREATE ROLE rc_loader_${LEFT}`, 'postgres');
  await host.docker(['run', '--name', `rc-${LEFT}-load`, '--entrypoint', 'true', image]);
  const stage = `mkdir -p /m/.restore-console/${LEFT}/new && echo half >/m/.restore-console/${LEFT}/new/file`;
  await host.docker([
    ...['run', '--rm', '-v', `${host.media_volume}:/m`, '--user', '0:0', '--entrypoint', 'sh'],
    ...[image, '-c', stage],
  ]);
  const done = await prune(stranger, '--yes', '--only', 'leftovers');
  expect(done.exitCode, done.stderr).toBe(0);
  expect(kinds(done.removed)).toEqual(['fresh-database', 'helper', 'loader-role', 'stage']);
  expect(kinds(done.kept)).toContain('old-pair');
  const left = await leftovers(host);
  expect(left).toMatchObject({ containers: [], roles: [] });
  expect(left.databases).toHaveLength(1);
});

test('with --yes everything of ours goes, the live pair stays as it is, and the history promises no way back', async () => {
  const host = testHost();
  const folder = workDirectory();
  mkdirSync(path.join(folder, 'archives'), { recursive: true });
  writeFileSync(path.join(folder, `archives/${'a'.repeat(64)}.tar.gz.part`), 'half an archive');
  const before = await pictureOf(host);
  const done = await prune(second, '--yes');
  expect(done.exitCode, done.stderr + JSON.stringify(done.kept)).toBe(0);
  expect(done.kept).toEqual([]);
  expect(kinds(done.removed)).toEqual([
    'archive',
    'job-folder',
    'job-folder',
    'old-pair',
    'safety-backup',
    'safety-backup',
    'upload-part',
  ]);
  expect(done.freed_bytes).toBeGreaterThan(1_000_000);
  await expectUntouched(before);
  expect(await host.health()).toBe(200);
  expect(await leftovers(host)).toEqual({ containers: [], databases: [], roles: [] });
  for (const each of ['archives', 'safety-backups', 'jobs'].filter((name) =>
    existsSync(path.join(folder, name)),
  ))
    expect(readdirSync(path.join(folder, each)), each).toEqual([]);
  const { jobs } = (await second.json(['jobs'])) as { jobs: unknown[] };
  expect(jobs).toMatchObject([{ old_pair: null, safety_backup_path: '' }]);
  expect(await prune(second, '--yes')).toMatchObject({ exitCode: 0, removed: [], kept: [] });
});
