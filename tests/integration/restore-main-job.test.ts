import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { jobSchema } from '../../shared/restore/job';
import { planSchema } from '../../shared/restore/plan';
import { reportSchema } from '../../shared/restore/report';
import { leftovers, pictureOf, untilHealthy } from '../support/live-application';
import { archiveMedia, liveMedia } from '../support/media-tree';
import { Cli, eventsOf, finishedJob } from '../support/run-cli';
import { testHostForSuite } from '../support/test-host-for-suite';

const testHost = testHostForSuite({ instance: 'main-job', size: 'small' });
const cli = new Cli(mkdtempSync(path.join(os.tmpdir(), 'restore-console-main-job-')));

test('the main job, whole: the application runs on the backup’s data, verified, the old pair kept aside', async () => {
  const host = testHost();
  const before = await pictureOf(host);
  const liveBefore = await liveMedia(host);
  const inArchive = await archiveMedia(host.archive);

  expect(await cli.run(['targets', 'add', '--file', host.profile])).toMatchObject({ exitCode: 0 });
  const tested = await cli.run(['targets', 'test', host.target, '--json']);
  expect(tested, tested.stdout + tested.stderr).toMatchObject({ exitCode: 0 });

  const inspected = await cli.run(['inspect', host.archive, '--json']);
  expect(inspected.exitCode, inspected.stdout).toBe(0);
  const verdict = JSON.parse(inspected.stdout);
  expect(verdict).toMatchObject({
    valid: true,
    errors: [],
    metadata: { sql_dumps_count: 1, media_files_count: inArchive.size },
  });

  const plan = planSchema.parse(await cli.json(['plan', host.archive, '--target', host.target]));
  expect(plan.blockers).toEqual([]);
  expect(plan.left_out.map((group) => group.rule)).toEqual(
    expect.arrayContaining(['owner', 'acl', 'cloud-sql-extension']),
  );
  expect(plan.administrators.map((person) => person.email).sort()).toEqual(['admin@tuki.cl', 'ops@tuki.cl']);
  expect(await pictureOf(host), 'a plan changes nothing').toEqual({ ...before, media: expect.anything() });
  expect(await leftovers(host)).toEqual({ containers: [], databases: [], roles: [] });

  const result = await cli.run([
    'restore',
    host.archive,
    '--target',
    host.target,
    '--confirm',
    host.target,
    '--json',
  ]);
  expect(result.exitCode, result.stdout.slice(-4000) + result.stderr).toBe(0);
  const job = finishedJob(result);
  await untilHealthy(host);

  expect(job).toMatchObject({
    status: 'completed',
    progress_percent: 100,
    needs_person: false,
    media_files_restored: expect.any(Number),
  });
  expect(job.verification?.passed).toBe(true);
  expect(job.verification?.checks.filter((check) => check.verdict === 'mismatch')).toEqual([]);
  expect(job.downtime_seconds).toBeGreaterThan(0);
  expect(job.safety_backup_path).not.toBe('');

  // The report says what was proven and ends with the way back, names filled in.
  const report = reportSchema.parse(await cli.json(['report', job.id]));
  expect(report.outcome.kind).toBe('verified');
  expect(report.host.key_fingerprint).toMatch(/^SHA256:/);
  expect(report.versions).toMatchObject({
    console: expect.any(String),
    docker: expect.any(String),
    server: expect.any(String),
  });
  expect(report.manual_way.commands.join('\n')).toContain(job.old_pair?.database);

  // By SQL: every table of the dump has the dump's rows (the administrators' merge and the workers explain the rest).
  const dump = verdict.metadata.dumps[0];
  for (const table of dump.tables) {
    if (
      [
        'users_user',
        'users_user_groups',
        'django_session',
        'events_heartbeat',
        'events_order',
        'events_ticket',
      ].includes(table.name)
    )
      continue;
    const found = Number(
      (await host.psql(`SELECT count(*) FROM "${table.schema}"."${table.name}"`, host.database)).trim(),
    );
    expect(found, table.name).toBe(table.rows);
  }

  // By HTTP: the original's example word for word, and the live-only superuser.
  expect(await host.health()).toBe(200);
  expect(await host.login('admin@tuki.cl', 'GCPPass456')).toEqual({ status: 200, superuser: true });
  expect(await host.login('admin@tuki.cl', 'DakoPass123')).toMatchObject({ status: 401 });
  expect(await host.login('ops@tuki.cl', 'OpsPass789')).toEqual({ status: 200, superuser: true });
  expect(await host.login('user1@tuki.cl', 'User1Pass')).toEqual({ status: 200, superuser: false });

  // By digest: every file of the archive is there, and every live file that the archive does not have.
  const liveNow = await liveMedia(host);
  for (const [name, digest] of inArchive) expect(liveNow.get(name), name).toBe(digest);
  for (const name of liveBefore.keys()) expect(liveNow.has(name), name).toBe(true);

  // The old pair is aside, by name and OID; services run as before; nothing else of ours is left.
  const after = await pictureOf(host);
  expect(after.services).toBe(before.services);
  expect(after.oid).not.toBe(before.oid);
  const old = job.old_pair?.database ?? '';
  expect((await host.psql(`SELECT oid FROM pg_database WHERE datname = '${old}'`, 'postgres')).trim()).toBe(
    before.oid,
  );
  expect(await leftovers(host)).toEqual({ containers: [], databases: [old], roles: [] });
});

test('the job is in the history with the contract’s fields, its log can be read, and the events were in order', async () => {
  const { jobs, total } = (await cli.json(['jobs', '--status', 'completed'])) as {
    jobs: unknown[];
    total: number;
  };
  expect(total).toBe(1);
  const job = jobSchema.parse(jobs[0]);
  expect(jobSchema.parse(await cli.json(['status', job.id.slice(0, 8)]))).toEqual(job);
  const log = await cli.run(['log', job.id]);
  expect(log.stdout).toContain('Verified');
  expect(log.stdout).not.toContain(testHost().db_password);
});

test('a second restore replaces the first one’s old pair and sends nothing again', async () => {
  const host = testHost();
  const result = await cli.run([
    'restore',
    host.archive,
    '--target',
    host.target,
    '--confirm',
    host.target,
    '--json',
  ]);
  expect(result.exitCode, result.stdout.slice(-4000)).toBe(0);
  const events = eventsOf(result.stdout);
  expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1));
  expect(events.some((event) => event.type === 'log' && /on the host already/.test(event.text))).toBe(true);
  const job = finishedJob(result);
  expect((await leftovers(host)).databases).toEqual([job.old_pair?.database]);
});

test('no secret of the target is in any file of the console', async () => {
  const host = testHost();
  const { stdout } = await cli.run(['jobs', '--json']);
  const { jobs } = JSON.parse(stdout) as { jobs: { id: string }[] };
  for (const { id } of jobs) {
    const log = (await cli.run(['log', id])).stdout;
    expect(log).not.toContain(host.db_password);
    expect(log).not.toMatch(/pbkdf2_sha256\$|rc_loader_\w+.*PASSWORD/);
  }
  expect(readFileSync(host.profile, 'utf8')).not.toContain(host.db_password);
});
