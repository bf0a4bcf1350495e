import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Job, jobSchema } from '../../shared/restore/job';
import { planSchema } from '../../shared/restore/plan';
import { leftovers, pictureOf, untilHealthy } from '../support/live-application';
import { archiveMedia, liveMedia } from '../support/media-tree';
import { archiveWithLineInDump } from '../support/planted-archive';
import { Cli, type CliResult, finishedJob, untilPrinted } from '../support/run-cli';
import { testHostForSuite } from '../support/test-host-for-suite';

const testHost = testHostForSuite({ instance: 'in-place', size: 'small' });
const folder = mkdtempSync(path.join(os.tmpdir(), 'restore-console-in-place-'));
const cli = new Cli(path.join(folder, 'home'));
const IN_PLACE = ['--strategy', 'in-place'];
/** Logging in writes it. */
const NOT_COMPARED = ['django_session'];

beforeAll(async () => {
  const host = testHost();
  await cli.run(['targets', 'add', '--file', host.profile]);
  await host.psql(
    `CREATE ROLE reporter; ALTER DATABASE ${host.database} SET statement_timeout = '90s';
     ALTER ROLE reporter IN DATABASE ${host.database} SET work_mem = '7MB';
     ALTER DATABASE ${host.database} CONNECTION LIMIT 77; COMMENT ON DATABASE ${host.database} IS 'the shop''s own';
     GRANT CREATE ON DATABASE ${host.database} TO reporter; REVOKE TEMPORARY ON DATABASE ${host.database} FROM PUBLIC;`,
    'postgres',
  );
  await host.psql('GRANT SELECT ON events_event TO reporter', host.database);
  // Beat orders what the worker writes: without it the old data stand still, and every row can be compared.
  await host.docker(['stop', '-t', '5', 'backtuki-celery-beat-1']);
  await new Promise((resolve) => setTimeout(resolve, 3000));
});

let before: OldSite;
beforeEach(async () => {
  before = await oldSite();
});

interface OldSite {
  readonly tables: Readonly<Record<string, string>>;
  readonly database: string;
  readonly grants: string;
  readonly media: ReadonlyMap<string, string>;
  readonly services: string;
}

/** The old data to the last row, and what belongs to the database but to no table. */
async function oldSite(): Promise<OldSite> {
  const host = testHost();
  const names = await host.psql(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    host.database,
  );
  const tables: Record<string, string> = {};
  for (const name of names
    .trim()
    .split('\n')
    .filter((each) => !NOT_COMPARED.includes(each))) {
    const sql = `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '') FROM "${name}" t`;
    tables[name] = (await host.psql(sql, host.database)).trim();
  }
  const { media, services } = await pictureOf(host);
  return {
    tables,
    media,
    services,
    database: await host.psql(
      `SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, datconnlimit, datallowconn,
         shobj_description(d.oid, 'pg_database'), (SELECT string_agg(a.item::text, ' ' ORDER BY a.item::text) FROM unnest(datacl) AS a(item)),
         (SELECT string_agg(coalesce(setrole::regrole::text, '') || array_to_string(setconfig, ','), ' ' ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid)
       FROM pg_database d WHERE datname = '${host.database}'`,
      'postgres',
    ),
    grants: await host.psql(
      "SELECT string_agg(relname || coalesce(relacl::text, ''), ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')",
      host.database,
    ),
  };
}

async function expectOldSite(): Promise<void> {
  const host = testHost();
  await untilHealthy(host);
  expect(await oldSite()).toEqual(before);
  expect(await leftovers(host)).toEqual({ containers: [], databases: [], roles: [] });
  expect(await host.login('admin@tuki.cl', 'DakoPass123')).toMatchObject({ status: 200 });
}

function restore(archive: string, more: readonly string[] = [], name = testHost().target) {
  return cli.start(['restore', archive, '--target', name, '--confirm', name, '--json', ...IN_PLACE, ...more]);
}

async function newestJob(): Promise<Job> {
  const { stdout } = await cli.run(['jobs', '--limit', '1', '--json']);
  return jobSchema.parse((JSON.parse(stdout) as { jobs: unknown[] }).jobs[0]);
}

const said = (result: CliResult): string => `${result.stdout.slice(-4000)}\n${result.stderr}`;

test('a plan in place says how long the site is down, warns where swap fits, and is refused without a safety backup', async () => {
  const host = testHost();
  const asked = await cli.run(['plan', host.archive, '--target', host.target, ...IN_PLACE, '--json']);
  expect(asked.exitCode, said(asked)).toBe(0);
  const plan = planSchema.parse(JSON.parse(asked.stdout));
  expect(plan.blockers).toEqual([]);
  expect(plan.warnings.map((error) => error.code)).toEqual(
    expect.arrayContaining(['in-place-long', 'in-place-not-needed']),
  );
  expect(plan.expected_downtime_seconds).toBeGreaterThan(0);
  const refused = await restore(host.archive, ['--no-safety-backup']).ended;
  expect(refused.exitCode, said(refused)).toBe(3);
  expect(finishedJob(refused).error?.code).toBe('in-place-needs-backup');
  await expectOldSite();
});

describe('what fails after the drop brings the old site back from its safety backup, to the last row', () => {
  test('a dump that fails at its end', async () => {
    const planted = await archiveWithLineInDump(testHost().archive, 'SELECT 1 / 0;');
    const result = await restore(planted).ended;
    expect(result.exitCode, said(result)).toBe(1);
    expect(finishedJob(result)).toMatchObject({
      status: 'failed',
      outcome: 'reversed',
      needs_person: false,
      error: { code: 'in-place-reversed', params: { step: 'load' } },
    });
    await expectOldSite();
  });

  test('a command before the start that fails in the cutover', async () => {
    const name = 'failing-command';
    const file = path.join(folder, `${name}.json`);
    const failing = {
      phase: 'before-start',
      service: { by: 'name', name: 'backtuki-backend-1' },
      command: ['python3', '-c', 'raise SystemExit(7)'],
    };
    const profile = JSON.parse(readFileSync(testHost().profile, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...profile, name, postCommands: [failing] }));
    expect((await cli.run(['targets', 'add', '--file', file])).exitCode).toBe(0);
    const result = await restore(testHost().archive, [], name).ended;
    expect(result.exitCode, said(result)).toBe(1);
    expect(finishedJob(result)).toMatchObject({
      status: 'failed',
      outcome: 'reversed',
      error: { code: 'in-place-reversed', params: { step: 'cutover' } },
    });
    await expectOldSite();
  });

  test('a console killed after the drop: the job is interrupted, and recover puts the old site back', async () => {
    const run = restore(testHost().archive);
    await untilPrinted(run.output, /Dropped tuki_production \(OID/);
    run.child.kill('SIGKILL');
    await run.ended;
    expect((await newestJob()).status).toBe('interrupted');
    const recovered = await cli.run(['recover', '--target', testHost().target, '--json']);
    expect(finishedJob(recovered), said(recovered)).toMatchObject({
      status: 'failed',
      outcome: 'reversed',
      needs_person: false,
    });
    await expectOldSite();
  });
});

test('a console killed before the drop: recover opens the database that was never dropped', async () => {
  const host = testHost();
  const oid = (await pictureOf(host)).oid;
  const run = restore(host.archive);
  await untilPrinted(run.output, /is out of reach: held as/);
  run.child.kill('SIGKILL');
  await run.ended;
  const recovered = await cli.run(['recover', '--target', host.target, '--json']);
  expect(finishedJob(recovered), said(recovered)).toMatchObject({ status: 'failed', outcome: 'unchanged' });
  await expectOldSite();
  expect((await pictureOf(host)).oid).toBe(oid);
});

test('a restore in place that ends well runs the site on the backup, with the old database in its safety backup alone', async () => {
  const host = testHost();
  const inArchive = await archiveMedia(host.archive);
  const result = await restore(host.archive).ended;
  expect(result.exitCode, said(result)).toBe(0);
  const job = finishedJob(result);
  await untilHealthy(host);
  expect(job).toMatchObject({ status: 'completed', strategy: 'in-place', needs_person: false });
  expect(job.old_pair?.database).toBeNull();
  expect(job.safety_backup_path).not.toBe('');
  expect(job.downtime_seconds).toBeGreaterThan(0);
  expect(job.verification?.checks.filter((check) => check.verdict === 'mismatch')).toEqual([]);
  for (const table of job.verification?.tables ?? []) expect(table.found, table.name).toBe(table.expected);
  // The original's example, and the live-only superuser, who came from a database that is gone.
  expect(await host.login('admin@tuki.cl', 'GCPPass456')).toEqual({ status: 200, superuser: true });
  expect(await host.login('admin@tuki.cl', 'DakoPass123')).toMatchObject({ status: 401 });
  expect(await host.login('ops@tuki.cl', 'OpsPass789')).toEqual({ status: 200, superuser: true });
  const now = await oldSite();
  expect(now.services).toBe(before.services);
  expect(now.database, 'owner, limit, rights and settings are the old one’s').toBe(before.database);
  const liveNow = await liveMedia(host);
  for (const [name, digest] of inArchive) expect(liveNow.get(name), name).toBe(digest);
  for (const name of before.media.keys()) expect(liveNow.has(name), name).toBe(true);
  expect(await leftovers(host)).toEqual({ containers: [], databases: [], roles: [] });

  const back = await cli.run(['rollback', job.id, '--confirm', host.target]);
  expect(back.exitCode, said(back)).not.toBe(0);
  expect(back.stdout + back.stderr, 'the way back is the safety backup, by hand').toContain(
    'cutover-manual.txt',
  );
  expect(await host.login('admin@tuki.cl', 'GCPPass456')).toEqual({ status: 200, superuser: true });
});
