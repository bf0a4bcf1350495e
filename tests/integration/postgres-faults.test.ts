import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createDatabaseServer } from '../../main/postgres/database-server';
import type { AppError, RestoreConsoleError } from '../../shared/errors/app-error';
import type { Dump } from '../../shared/manifest';
import { dumpOf } from '../support/dump-source';
import { createLocalHost } from '../support/local-host';
import { localPostgresForSuite } from '../support/local-postgres-for-suite';
import type { PostgresUnderTest } from '../support/postgres-under-test';

const open = localPostgresForSuite();

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => Promise.reject(new Error('it went through')),
    (thrown: RestoreConsoleError) => thrown.error,
  );
}

/** Nothing of the run is left on the server. */
async function expectClean(pg: PostgresUnderTest): Promise<void> {
  await pg.server.dropFresh(pg.names);
  expect(await pg.sql(`SELECT count(*) FROM pg_database WHERE datname = '${pg.names.fresh}'`)).toBe('0');
  expect(await pg.sql(`SELECT count(*) FROM pg_roles WHERE rolname = '${pg.names.loader}'`)).toBe('0');
  await pg.server.dropFresh(pg.names);
}

const SLOW = 'CREATE TABLE public.t (a int);\nCOPY public.t (a) FROM stdin;\n1\n\\.\nSELECT pg_sleep(60);\n';

/** Waits until the slow statement of the load is running; gives its backend's process id. */
async function loadSession(pg: PostgresUnderTest): Promise<string> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const pid = await pg.sql(
      `SELECT pid FROM pg_stat_activity WHERE datname = '${pg.names.fresh}' AND application_name = 'rc-${pg.place.short}-load' AND query LIKE '%pg_sleep%' AND state = 'active'`,
      'postgres',
    );
    if (pid !== '') return pid;
    await sleep(100);
  }
  throw new Error('the load did not begin');
}

test('an SQL error stops the load and names the dump’s own line', async () => {
  const pg = await open();
  const content = `ALTER TABLE public.x OWNER TO somebody;\nGRANT SELECT ON public.x TO somebody;\nCREATE TABLE public.t (a int PRIMARY KEY);\nCOPY public.t (a) FROM stdin;\n1\n1\n\\.\n`;
  const error = await errorOf(pg.loaded(await pg.dump([{ name: 'b.sql', content }])));
  expect(error).toMatchObject({
    code: 'load-failed',
    params: {
      reason: expect.stringContaining('duplicate key'),
      where: expect.stringMatching(/b\.sql:[67]$/),
    },
    evidence: { exitCode: 3, stderrTail: expect.stringContaining('COPY t, line 2') },
  });
  await expectClean(pg);
});

test('a transaction the dump leaves open is found out, not taken for success', async () => {
  const pg = await open();
  const dump = await pg.dump([
    { name: 'b.sql', content: 'BEGIN;\nCREATE TABLE public.t (a int);\nINSERT INTO public.t VALUES (1);\n' },
  ]);
  expect(await errorOf(pg.loaded(dump))).toMatchObject({
    code: 'load-failed',
    params: { reason: expect.stringContaining('transaction open') },
  });
});

for (const damage of [
  {
    name: 'ends before the dump does',
    change: (tar: Buffer, dump: Dump) => tar.subarray(0, (dump.members[0]?.offset ?? 0) + 700),
  },
  {
    name: 'holds a damaged dump',
    change: (tar: Buffer, dump: Dump) => {
      const copy = Buffer.from(tar);
      copy.fill(0x55, (dump.members[0]?.offset ?? 0) + 600, (dump.members[0]?.offset ?? 0) + 640);
      return copy;
    },
  },
]) {
  test(`an archive on the host that ${damage.name} fails the load, whatever psql says`, async () => {
    const pg = await open();
    const rows = 'CREATE TABLE public.t AS SELECT g, md5(g::text) FROM generate_series(1, 20000) g;';
    const dump = await pg.dump(await dumpOf(pg, rows));
    const tar = gunzipSync(readFileSync(pg.place.archivePath));
    writeFileSync(pg.place.archivePath, gzipSync(damage.change(tar, dump)));
    const error = await errorOf(pg.loaded(dump));
    expect(error.code).toBe('load-failed');
    await expectClean(pg);
  });
}

test('a dump that says less than it holds is a mismatch: a row too many, a table too few', async () => {
  const pg = await open();
  const dump = await pg.dump(await dumpOf(pg, 'CREATE TABLE a AS SELECT 1 x; CREATE TABLE b AS SELECT 1 x;'));
  await pg.loaded(dump);
  await pg.sql('INSERT INTO public.a VALUES (2); DROP TABLE public.b', pg.names.fresh);
  const verification = await pg.server.verify(pg.place, pg.io, pg.names, dump, {
    countedRows: null,
    merged: [],
  });
  expect(verification.passed).toBe(false);
  expect(verification.checks.find((check) => check.name === 'rows')).toMatchObject({
    verdict: 'mismatch',
    note: expect.stringContaining('public.a 2 ≠ 1'),
  });
  expect(verification.checks.find((check) => check.name === 'tables')).toMatchObject({
    verdict: 'mismatch',
    note: expect.stringContaining('public.b'),
  });
});

test('a session of the load that is terminated counts as the database lost', async () => {
  const pg = await open();
  const dump = await pg.dump([{ name: 'b.sql', content: SLOW }]);
  const load = errorOf(pg.loaded(dump));
  const pid = await loadSession(pg);
  await pg.sql(`SELECT pg_terminate_backend(${pid})`, 'postgres');
  expect(await load).toMatchObject({ code: 'database-lost', params: { container: 'local-postgres' } });
  await expectClean(pg);
});

test('a backend killed with SIGKILL, and the server’s recovery after it, leave the live database whole', async () => {
  const pg = await open('CREATE TABLE public.kept AS SELECT generate_series(1, 100) a;');
  const dump = await pg.dump([{ name: 'b.sql', content: SLOW }]);
  const load = errorOf(pg.loaded(dump));
  const pid = await loadSession(pg);
  process.kill(Number(pid), 'SIGKILL');
  expect((await load).code).toBe('database-lost');
  await expectClean(pg);
  expect(await pg.sql('SELECT count(*) FROM public.kept')).toBe('100');
});

test('cancelling ends the session on the server and leaves nothing behind', async () => {
  const pg = await open();
  const dump = await pg.dump([{ name: 'b.sql', content: SLOW }]);
  const load = errorOf(pg.loaded(dump));
  await loadSession(pg);
  pg.io.abort();
  expect((await load).code).toBe('cancelled');
  await expectClean(pg);
});

test('a helper that vanishes counts as failed', async () => {
  const pg = await open();
  const dump = await pg.dump([{ name: 'b.sql', content: SLOW }]);
  const load = errorOf(pg.loaded(dump));
  await loadSession(pg);
  await pg.docker.removeHelper(`rc-${pg.place.short}-load`);
  expect(await load).toMatchObject({ code: 'helper-vanished', params: { step: 'load' } });
  await expectClean(pg);
});

test('a second console goes on with the load that is running instead of loading twice', async () => {
  const pg = await open();
  const content = SLOW.replace('60', '4');
  const dump = await pg.dump([{ name: 'b.sql', content }]);
  const first = pg.loaded(dump).catch(() => null);
  await loadSession(pg);
  const other = createDatabaseServer({
    docker: pg.docker,
    host: createLocalHost(),
    profile: pg.profile,
    container: pg.container,
  });
  await other.load(pg.place, pg.io, pg.names, dump);
  await first;
  // And once more when it has ended: its end is known from the job folder.
  await other.load(pg.place, pg.io, pg.names, dump);
  const verification = await other.verify(pg.place, pg.io, pg.names, dump, { countedRows: null, merged: [] });
  expect(verification.tables).toEqual([{ schema: 'public', name: 't', expected: 1, found: 1 }]);
});

test('what a load extracted for pg_restore is gone after it failed', async () => {
  const pg = await open();
  const sql = 'CREATE TABLE public.t (a int); INSERT INTO public.t VALUES (1), (1);';
  const dump = await pg.dump(await dumpOf(pg, sql, ['-Fc']));
  await pg.server.createFresh(pg.place, pg.io, pg.names, dump);
  await pg.sql(`CREATE TABLE public.t (b text)`, pg.names.fresh);
  expect((await errorOf(pg.server.load(pg.place, pg.io, pg.names, dump))).code).toBe('load-failed');
  expect(readdirSync(pg.place.jobDir).filter((name) => /^load\.(d|data)$/.test(name))).toEqual([]);
  await expectClean(pg);
});

test('a disk below its reserve ends the load before the server fills it', async () => {
  const pg = await open();
  const mount = path.join(pg.place.workDir, 'small');
  execFileSync('mkdir', [mount]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', mount]);
  // The server's data lies on the small disk, by what docker says of it.
  const data = await pg.sql('SHOW data_directory', 'postgres');
  const container = {
    ...pg.container,
    mounts: [{ type: 'bind' as const, name: null, source: mount, destination: data, readWrite: true }],
  };
  try {
    const server = createDatabaseServer({
      docker: pg.docker,
      host: createLocalHost(),
      profile: pg.profile,
      container,
    });
    const dump = await pg.dump([{ name: 'b.sql', content: SLOW }]);
    await server.createFresh(pg.place, pg.io, pg.names, dump);
    const error = await errorOf(server.load(pg.place, pg.io, pg.names, dump));
    expect(error.code).toBe('disk-reserve-reached');
    expect(Number(error.params.free)).toBeLessThan(Number(error.params.reserve));
    await expectClean(pg);
  } finally {
    execFileSync('umount', [mount]);
  }
});

test('dropping works whatever the dump left: a prepared transaction, a template, a loader that owns things elsewhere', async () => {
  const pg = await open();
  const dump = await pg.dump([{ name: 'b.sql', content: 'CREATE TABLE public.t (a int);\n' }]);
  await pg.loaded(dump);
  await pg.sql(`BEGIN; INSERT INTO public.t VALUES (1); PREPARE TRANSACTION 'left'`, pg.names.fresh);
  await pg.sql(
    `ALTER DATABASE "${pg.names.fresh}" IS_TEMPLATE true; GRANT CREATE ON SCHEMA public TO ${pg.names.loader};
    CREATE TABLE public.elsewhere (); ALTER TABLE public.elsewhere OWNER TO ${pg.names.loader};`,
    'postgres',
  );
  await expectClean(pg);
  await pg.sql('DROP TABLE public.elsewhere', 'postgres');
});

test('the live database can never be what is dropped', async () => {
  const pg = await open();
  expect((await errorOf(pg.server.dropOld(pg.names.live))).code).toBe('internal');
  expect((await errorOf(pg.server.dropFresh({ ...pg.names, fresh: pg.names.live }))).code).toBe('internal');
  expect(await pg.sql('SELECT 1')).toBe('1');
});

test('a safety backup is proven before it has its name, and one of a database that is not there is an error', async () => {
  const pg = await open('CREATE TABLE public.kept AS SELECT generate_series(1, 5000) a;');
  const file = path.join(pg.place.workDir, 'safety.dump');
  const { bytes } = await pg.server.backUp(pg.place, pg.io, file);
  expect(readFileSync(file)).toHaveLength(bytes);
  expect(execFileSync('pg_restore', ['-l', file]).toString()).toContain('TABLE DATA public kept');
  // Again, as after a lost connection: it is there and proven.
  expect(await pg.server.backUp(pg.place, pg.io, file)).toEqual({ bytes });
  rmSync(file);
  await pg.sql(`DROP DATABASE ${pg.names.live}`, 'postgres');
  const error = await errorOf(pg.server.backUp(pg.place, pg.io, file));
  expect(error).toMatchObject({ code: 'safety-backup-failed', params: { database: pg.names.live } });
  expect(existsSync(file) || existsSync(`${file}.part`)).toBe(false);
});

test('without a superuser that gets in, what was tried is told', async () => {
  const pg = await open();
  const profile = {
    ...pg.profile,
    database: { ...pg.profile.database, adminRole: pg.profile.database.applicationRole },
  };
  const server = createDatabaseServer({
    docker: pg.docker,
    host: createLocalHost(),
    profile,
    container: pg.container,
  });
  expect(await errorOf(server.probe())).toMatchObject({
    code: 'admin-role-refused',
    params: { role: profile.database.applicationRole, reason: expect.stringContaining('not a superuser') },
  });
});
