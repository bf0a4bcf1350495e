import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createDockerHost } from '../../main/docker/docker-host';
import { createDatabaseServer } from '../../main/postgres/database-server';
import type { AppError, RestoreConsoleError } from '../../shared/errors/app-error';
import { dumpOf } from '../support/dump-source';
import { createLocalHost } from '../support/local-host';
import { openPostgres, type PostgresUnderTest } from '../support/postgres-under-test';
import { testHostForSuite } from '../support/test-host-for-suite';

const testHost = testHostForSuite({ instance: 'postgres', size: 'small' });
const opened: PostgresUnderTest[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.cleanUp();
});

/** A live database of its own on the test host's server, loads in real helper containers. */
async function open(live?: string | null): Promise<PostgresUnderTest> {
  const host = testHost();
  const docker = createDockerHost({
    host: createLocalHost(),
    command: { command: ['docker'], dockerHost: host.docker_host },
  });
  const container = await docker.container(host.db_container);
  if (!container) throw new Error('no database container');
  const made = await openPostgres(
    { docker, container, superuser: host.admin_role, psql: (sql, database) => host.psql(sql, database) },
    live,
  );
  opened.push(made);
  return made;
}

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => Promise.reject(new Error('it went through')),
    (thrown: RestoreConsoleError) => thrown.error,
  );
}

const SLOW = 'CREATE TABLE public.t (a int);\nCOPY public.t (a) FROM stdin;\n1\n\\.\nSELECT pg_sleep(60);\n';

/** Gives the process id of the load's session. */
async function untilLoading(pg: PostgresUnderTest): Promise<string> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const found = await pg.sql(
      `SELECT pid FROM pg_stat_activity WHERE datname = '${pg.names.fresh}' AND query LIKE '%pg_sleep%' AND state = 'active'`,
      'postgres',
    );
    if (found !== '') return found;
    await sleep(200);
  }
  throw new Error('the load did not begin');
}

test('probes tell what the server is, and find the superuser of the container', async () => {
  const pg = await open('CREATE TABLE public.t (a int);');
  const facts = await pg.server.probe();
  expect(facts).toMatchObject({
    versionNumber: expect.any(Number),
    applicationRole: { exists: true, superuser: false },
  });
  expect(facts.adminRole).toBe(testHost().admin_role);
  expect(facts.live).toMatchObject({ encoding: 'UTF8', userTables: 1, extensions: ['plpgsql'] });
  expect(facts.knownSettings.has('statement_timeout')).toBe(true);
  expect([...facts.tools]).toEqual(expect.arrayContaining(['dd', 'gzip', 'psql', 'pg_restore', 'awk']));
  expect(facts.dataFilesystem.freeBytes).toBeGreaterThan(0);
  expect(await pg.server.freeBytes()).toBeGreaterThan(0);
});

test('the application’s own superusers and migrations are read, without a password leaving the server', async () => {
  const pg = await open();
  const database = testHost().database;
  const facts = await pg.server.administrators(database);
  expect(facts.userTable?.name).toMatch(/user/);
  expect(facts.superusers.map((person) => person.email).sort()).toEqual(['admin@tuki.cl', 'ops@tuki.cl']);
  expect((await pg.server.migrations(database))?.applied.length).toBeGreaterThan(10);
  expect(await pg.server.migrations('postgres')).toBeNull();
});

for (const options of [[], ['-Fc'], ['-Fd']]) {
  test(`a ${options[0] ?? 'plain'} dump is loaded by a helper container and verified exactly`, async () => {
    const pg = await open('CREATE TABLE public.kept (a int);');
    const sql = `CREATE TABLE public.t AS SELECT g AS id, md5(g::text) AS word FROM generate_series(1, 20000) g;
      ALTER TABLE public.t ADD PRIMARY KEY (id); SELECT lo_from_bytea(4711, 'x');`;
    const dump = await pg.dump(await dumpOf(pg, sql, options));
    const verification = await pg.restored(dump);
    expect(verification.checks.filter((check) => check.verdict === 'mismatch')).toEqual([]);
    expect(verification.tables).toEqual([{ schema: 'public', name: 't', expected: 20_000, found: 20_000 }]);
    expect(await pg.docker.helperRunning(`rc-${pg.place.short}-load`)).toBe(false);
    expect(existsSync(path.join(pg.place.jobDir, 'loader.env'))).toBe(false);
  });
}

test('killing the load’s server process is told as the server lost, and the live database is whole after it', async () => {
  const pg = await open('CREATE TABLE public.kept AS SELECT generate_series(1, 100) a;');
  const dump = await pg.dump([{ name: 'b.sql', content: SLOW }]);
  const load = errorOf(pg.loaded(dump));
  const pid = await untilLoading(pg);
  await testHost().docker(['exec', pg.container.id, 'sh', '-c', 'kill -9 "$1"', 'sh', pid]);
  expect((await load).code).toBe('database-lost');
  // Drops what the run made as soon as the server has recovered.
  await pg.server.dropFresh(pg.names);
  expect(await pg.sql('SELECT count(*) FROM public.kept')).toBe('100');
});

test('removing a load helper ends its session; nothing of it is committed as success', async () => {
  const pg = await open();
  const dump = await pg.dump([{ name: 'b.sql', content: SLOW }]);
  const load = errorOf(pg.loaded(dump));
  await untilLoading(pg);
  pg.io.abort();
  expect((await load).code).toBe('cancelled');
  await pg.server.dropFresh(pg.names);
  expect(
    await pg.sql(`SELECT count(*) FROM pg_database WHERE datname = '${pg.names.fresh}'`, 'postgres'),
  ).toBe('0');
});

test('the admin’s psql for the cutover runs SQL from standard input and holds no secret', async () => {
  const pg = await open();
  const host = testHost();
  const argv = await pg.server.adminPsql(pg.place);
  expect(argv.join(' ')).not.toContain(host.db_password);
  expect((await host.docker([...argv], 'SELECT current_user, current_database();')).trim()).toBe(
    `${host.admin_role}|postgres`,
  );
});

test('a safety backup of the application is made by a helper and proven', async () => {
  const pg = await open();
  const host = testHost();
  const profile = { ...pg.profile, database: { ...pg.profile.database, name: host.database } };
  const server = createDatabaseServer({
    docker: pg.docker,
    host: createLocalHost(),
    profile,
    container: pg.container,
  });
  const file = path.join(pg.place.workDir, 'safety.dump');
  const { bytes } = await server.backUp(pg.place, pg.io, file);
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('PGDMP');
  expect(bytes).toBeGreaterThan(10_000);
  expect(existsSync(path.join(pg.place.jobDir, 'admin.env'))).toBe(false);
});
