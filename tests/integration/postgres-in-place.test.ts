import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createDatabaseServer } from '../../main/postgres/database-server';
import { surveyDifferences } from '../../main/restore/in-place/compare-surveys';
import { heldName } from '../../main/restore/names';
import type { DatabaseServer } from '../../main/restore/ports/database';
import type { HeldDatabase } from '../../main/restore/ports/in-place';
import type { AppError, RestoreConsoleError } from '../../shared/errors/app-error';
import { createLocalHost } from '../support/local-host';
import { localPostgresForSuite } from '../support/local-postgres-for-suite';
import type { PostgresUnderTest } from '../support/postgres-under-test';

const open = localPostgresForSuite();

/** A database with something of every kind that a dump or a restore could lose. */
const RICH = `
CREATE TABLE public.event (id bigserial PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now());
INSERT INTO public.event (name) SELECT 'event ' || n FROM generate_series(1, 3000) n;
CREATE INDEX ON public.event (name);
CREATE TABLE public.ticket (id int PRIMARY KEY, event bigint REFERENCES public.event (id), CHECK (id > 0));
INSERT INTO public.ticket SELECT n, n FROM generate_series(1, 50) n;
CREATE TABLE public.log (day int, word text) PARTITION BY RANGE (day);
CREATE TABLE public.log_1 PARTITION OF public.log FOR VALUES FROM (0) TO (10);
INSERT INTO public.log VALUES (1, 'a'), (2, E'tab\\there');
CREATE SCHEMA "Odd name"; CREATE TABLE "Odd name"."t""q" (a int); INSERT INTO "Odd name"."t""q" VALUES (1);
CREATE SEQUENCE public.used; SELECT nextval('public.used'); CREATE SEQUENCE public.unused;
CREATE VIEW public.names AS SELECT name FROM public.event;
CREATE MATERIALIZED VIEW public.counted AS SELECT count(*) FROM public.event;
CREATE FUNCTION public.stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.at := now(); RETURN NEW; END';
CREATE TRIGGER stamped BEFORE UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.stamp();
ALTER TABLE public.ticket ENABLE ROW LEVEL SECURITY; ALTER TABLE public.ticket FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON public.ticket USING (id < 10);
SELECT lo_from_bytea(0, 'large');
GRANT SELECT ON public.event TO PUBLIC;`;

/** What belongs to the database itself; the first of these settings would stop a restore that let it. */
async function dress(pg: PostgresUnderTest): Promise<void> {
  const { live } = pg.names;
  const role = pg.profile.database.applicationRole;
  for (const statement of [
    `ALTER DATABASE ${live} SET default_transaction_read_only = on`,
    `ALTER DATABASE ${live} SET statement_timeout = '1ms'`,
    `ALTER DATABASE ${live} SET search_path = "$user", public, "Odd name"`,
    `ALTER ROLE ${role} IN DATABASE ${live} SET work_mem = '7MB'`,
    `ALTER DATABASE ${live} CONNECTION LIMIT 3`,
    `COMMENT ON DATABASE ${live} IS 'the shop''s own'`,
    `REVOKE TEMPORARY ON DATABASE ${live} FROM PUBLIC`,
    `GRANT CREATE ON DATABASE ${live} TO pg_monitor WITH GRANT OPTION`,
  ]) {
    await pg.sql(statement, 'postgres');
  }
}

async function heldOf(pg: PostgresUnderTest): Promise<HeldDatabase> {
  const oid = await pg.sql(`SELECT oid FROM pg_database WHERE datname = '${pg.names.live}'`, 'postgres');
  return { oid: Number(oid), live: pg.names.live, held: heldName(pg.names.live, pg.place.jobId) };
}

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => Promise.reject(new Error('it went through')),
    (thrown: RestoreConsoleError) => thrown.error,
  );
}

test('the live database is blocked under another name, and opened again, as often as it is asked', async () => {
  const pg = await open(RICH);
  const { inPlace } = pg.server;
  const held = await heldOf(pg);
  await inPlace.hold(pg.place, held);
  await inPlace.hold(pg.place, held);
  expect(await inPlace.namesNow(held)).toEqual({ nameOfOid: held.held, liveOid: null, heldOid: held.oid });
  expect((await errorOf(pg.sql('SELECT 1'))).evidence?.stderrTail).toContain('does not exist');
  expect(await pg.sql('SELECT count(*) FROM event', held.held)).toBe('3000');
  await inPlace.release(pg.place, held);
  await inPlace.release(pg.place, held);
  expect(await inPlace.namesNow(held)).toEqual({ nameOfOid: held.live, liveOid: held.oid, heldOid: null });
  expect(await pg.sql('SELECT count(*) FROM event')).toBe('3000');
});

test('a database of another OID is neither held nor dropped, whatever its name', async () => {
  const pg = await open('CREATE TABLE public.kept (a int);');
  const held = await heldOf(pg);
  const other: HeldDatabase = { ...held, oid: held.oid + 1_000_000 };
  expect((await errorOf(pg.server.inPlace.hold(pg.place, other))).code).toBe('command-failed');
  await pg.server.inPlace.dropHeld(other);
  expect((await errorOf(pg.server.inPlace.dropHeld(held))).code).toBe('internal');
  expect(await pg.sql('SELECT count(*) FROM kept')).toBe('0');
});

test('dropped and put back, it is the same to the last property, and the survey tells when it is not', async () => {
  const pg = await open(RICH);
  await dress(pg);
  const { inPlace } = pg.server;
  const held = await heldOf(pg);
  const file = path.join(pg.place.workDir, 'safety.dump');
  await inPlace.hold(pg.place, held);
  await inPlace.backUp(pg.place, pg.io, held.held, file);
  const before = await inPlace.survey(held.held);
  expect(before.tables).toContainEqual({ name: 'public.event', rows: 3000 });
  expect(before.tables).toContainEqual({ name: '"Odd name"."t""q"', rows: 1 });
  await inPlace.dropHeld(held);
  expect(await inPlace.namesNow(held)).toEqual({ nameOfOid: null, liveOid: null, heldOid: null });

  const restored = await inPlace.putBack(pg.place, pg.io, { file, name: held.held });
  expect(restored.complaints).toEqual([]);
  const again = await inPlace.putBack(pg.place, pg.io, { file, name: held.held });
  expect(surveyDifferences(before, await inPlace.survey(held.held))).toEqual([]);
  await inPlace.release(pg.place, { ...held, oid: again.oid });
  // The database's own millisecond is for our sessions to get over, not for the test's.
  const unhurried = 'SET statement_timeout = 0; SET default_transaction_read_only = off;';
  expect(await pg.sql(`${unhurried} SELECT nextval('event_id_seq')`)).toContain('3001');
  await pg.sql(`${unhurried} DELETE FROM event WHERE id > 2990; DROP VIEW names;`);
  await pg.sql(`ALTER DATABASE ${pg.names.live} RESET search_path`, 'postgres');
  expect(surveyDifferences(before, await inPlace.survey(pg.names.live))).toEqual([
    'rows of public.event: 3000 before, 2990 now',
    'sequence public.event_id_seq: 3000 before, 3001 now',
    'number of relation v: 1 before, none now',
    'not put back: setting search_path="$user", public, "Odd name"',
  ]);
});

test('what only the live database tells is kept in the job folder for its owner alone, and load and hand-over take it from there', async () => {
  const pg = await open(RICH);
  await dress(pg);
  const { inPlace } = pg.server;
  const held = await heldOf(pg);
  const before = await inPlace.survey(pg.names.live);
  await inPlace.hold(pg.place, held);
  await inPlace.keepLiveFacts(pg.place, held.held);
  const kept = path.join(pg.place.jobDir, 'in-place-live.json');
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  await inPlace.dropHeld(held);
  const dump = await pg.dump([{ name: 'b.sql', content: 'CREATE TABLE public.t (a int);\n' }]);
  const verification = await pg.restored(dump);
  expect(verification.passed).toBe(true);
  expect((await inPlace.survey(pg.names.fresh)).properties).toEqual(before.properties);
});

/** The server with its data, by what docker says of it, on a disk of 16 MB. */
async function onSmallDisk(
  pg: PostgresUnderTest,
  work: (server: DatabaseServer, mount: string) => Promise<void>,
): Promise<void> {
  const mount = path.join(pg.place.workDir, 'small');
  execFileSync('mkdir', [mount]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', mount]);
  const data = await pg.sql('SHOW data_directory', 'postgres');
  const container = {
    ...pg.container,
    mounts: [{ type: 'bind' as const, name: null, source: mount, destination: data, readWrite: true }],
  };
  try {
    const host = createLocalHost();
    await work(createDatabaseServer({ docker: pg.docker, host, profile: pg.profile, container }), mount);
  } finally {
    execFileSync('umount', [mount]);
  }
}

test('a disk below its reserve ends the safety backup, and nothing of it is left', async () => {
  const pg = await open(
    'CREATE TABLE public.big AS SELECT n, md5(n::text) || md5((n + 1)::text) AS noise FROM generate_series(1, 400000) n;',
  );
  await onSmallDisk(pg, async (server, mount) => {
    const error = await errorOf(server.backUp(pg.place, pg.io, path.join(mount, 'safety.dump')));
    expect(error).toMatchObject({ code: 'disk-reserve-reached', params: { mount } });
    expect(readdirSync(mount)).toEqual([]);
  });
  expect(await pg.sql('SELECT count(*) FROM big')).toBe('400000');
});

test('a disk below its reserve ends putting a backup back before the server fills it', async () => {
  const pg = await open(RICH);
  const held = await heldOf(pg);
  const file = path.join(pg.place.workDir, 'safety.dump');
  await pg.server.inPlace.hold(pg.place, held);
  await pg.server.inPlace.backUp(pg.place, pg.io, held.held, file);
  await pg.server.inPlace.dropHeld(held);
  await onSmallDisk(pg, async (server) => {
    const error = await errorOf(server.inPlace.putBack(pg.place, pg.io, { file, name: held.held }));
    expect(error.code).toBe('disk-reserve-reached');
  });
  expect((await pg.server.inPlace.namesNow(held)).heldOid, 'the half gave its space back').toBeNull();
  // With room again it goes on from the start.
  expect(existsSync(file)).toBe(true);
  const { oid } = await pg.server.inPlace.putBack(pg.place, pg.io, { file, name: held.held });
  await pg.server.inPlace.release(pg.place, { ...held, oid });
  expect(await pg.sql('SELECT count(*) FROM event')).toBe('3000');
});
