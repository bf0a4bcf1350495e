import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { dumpOf } from '../support/dump-source';
import { localPostgresForSuite } from '../support/local-postgres-for-suite';

const open = localPostgresForSuite();

/** Awkward names, a forced policy, a large object, partitions, a sequence, a view, a trigger, an extension, quoted data that looks like SQL. */
const RICH = `
CREATE EXTENSION pg_trgm;
CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."COPY FROM stdin;" (id int PRIMARY KEY, "we""ird" text);
INSERT INTO "odd schema"."COPY FROM stdin;" SELECT g, E'GRANT x\\nALTER TABLE t OWNER TO y;\\n\\\\.' FROM generate_series(1, 500) g;
CREATE TABLE public.secret (id serial PRIMARY KEY, owner text NOT NULL, note text);
INSERT INTO public.secret (owner, note) SELECT 'nobody', repeat('x', 2000) FROM generate_series(1, 3000);
ALTER TABLE public.secret ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.secret FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON public.secret USING (owner = current_user);
CREATE INDEX secret_note ON public.secret USING gin (note gin_trgm_ops);
CREATE TABLE public.parent (id int, part int) PARTITION BY LIST (part);
CREATE TABLE public.child1 PARTITION OF public.parent FOR VALUES IN (1);
CREATE TABLE public.child2 PARTITION OF public.parent FOR VALUES IN (2);
INSERT INTO public.parent SELECT g, 1 + g % 2 FROM generate_series(1, 101) g;
CREATE TABLE public.nothing ();
INSERT INTO public.nothing DEFAULT VALUES;
CREATE VIEW public.seen AS SELECT id FROM public.secret;
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touching BEFORE INSERT ON public.secret FOR EACH ROW EXECUTE FUNCTION public.touch();
SELECT lo_from_bytea(4711, 'a large object');
GRANT SELECT ON public.secret TO PUBLIC;
COMMENT ON DATABASE postgres IS NULL;
`;

for (const format of [
  { name: 'plain', options: [] },
  { name: 'custom', options: ['-Fc'] },
  { name: 'tar', options: ['-Ft'] },
  { name: 'directory', options: ['-Fd', '-j2'] },
  { name: 'custom, uncompressed', options: ['-Fc', '-Z0'] },
  { name: 'plain with --clean and --create', options: ['--clean', '--if-exists', '--create'] },
  { name: 'plain through the partition root', options: ['--load-via-partition-root'] },
]) {
  test(`a ${format.name} dump is loaded, counted exactly and given to the application's role`, async () => {
    const pg = await open();
    const dump = await pg.dump(await dumpOf(pg, RICH, format.options));
    const verification = await pg.restored(dump);
    expect(verification.checks.filter((check) => check.verdict === 'mismatch')).toEqual([]);
    const rows = new Map(verification.tables.map((table) => [table.name, table.found]));
    expect(rows.get('COPY FROM stdin;')).toBe(500);
    expect(rows.get('secret'), 'forced row security hides nothing from the counts').toBe(3000);
    expect(verification.tables.reduce((sum, table) => sum + table.found, 0)).toBe(3602);
    const fresh = pg.names.fresh;
    expect(await pg.sql(`SELECT lo_get(4711)::text`, fresh)).toBe(
      `\\x${Buffer.from('a large object').toString('hex')}`,
    );
    expect(await pg.sql(`SELECT "we""ird" FROM "odd schema"."COPY FROM stdin;" WHERE id = 1`, fresh)).toBe(
      'GRANT x\nALTER TABLE t OWNER TO y;\n\\.',
    );
    const { applicationRole } = pg.profile.database;
    expect(
      await pg.sql(
        `SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
         WHERE n.nspname IN ('public', 'odd schema') AND relkind IN ('r', 'p', 'v', 'S')`,
        fresh,
      ),
    ).toBe(applicationRole);
    expect(await pg.sql(`SELECT count(*) FROM pg_roles WHERE rolname = '${pg.names.loader}'`)).toBe('0');
    expect(pg.io.bytes.at(-1)).toBeGreaterThan(0);
  });
}

test('rows of INSERT statements are said to be unknown, and counted for the record, never taken for 0', async () => {
  const pg = await open();
  const dump = await pg.dump(
    await dumpOf(pg, 'CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2), (3);', ['--inserts']),
  );
  expect(dump.rows).toBeNull();
  const verification = await pg.restored(dump);
  expect(verification.passed).toBe(true);
  expect(verification.checks.find((check) => check.name === 'rows')).toMatchObject({
    verdict: 'not-checked',
  });
  expect(verification.tables).toEqual([{ schema: 'public', name: 't', expected: null, found: 3 }]);
});

test('rows inspection could not count are counted from the dump’s data on the host, and must then be there', async () => {
  const pg = await open();
  const dump = await pg.dump(await dumpOf(pg, RICH, ['-Fc']));
  const unknown = { ...dump, rows: null, tables: dump.tables.map((table) => ({ ...table, rows: null })) };
  const { countedRows } = await pg.loaded(unknown);
  expect(countedRows?.get(JSON.stringify(['public', 'secret']))).toBe(3000);
  expect(countedRows?.get(JSON.stringify(['odd schema', 'COPY FROM stdin;']))).toBe(500);
  const verification = await pg.server.verify(pg.place, pg.io, pg.names, unknown, {
    countedRows,
    merged: [],
  });
  expect(verification.checks.find((check) => check.name === 'rows')).toMatchObject({
    verdict: 'match',
    found: '3602',
  });
});

test('SQL written by hand is loaded with the server’s own search path', async () => {
  const pg = await open();
  const text =
    'CREATE TABLE t (a int primary key);\nCOPY t (a) FROM stdin;\n1\n2\n\\.\nCREATE INDEX ON t (a);\n-- no newline';
  const verification = await pg.restored(await pg.dump([{ name: 'hand.sql', content: text }]));
  expect(verification.passed).toBe(true);
  expect(verification.tables).toEqual([{ schema: 'public', name: 't', expected: 2, found: 2 }]);
});

test('two layers of gzip around a dump are taken off', async () => {
  const pg = await open();
  const [file] = await dumpOf(pg, 'CREATE TABLE t AS SELECT generate_series(1, 10) a;');
  const dump = await pg.dump([{ name: 'twice.sql.gz', content: gzipSync(file?.content ?? '') }]);
  expect(dump.layers).toEqual(['gzip', 'gzip']);
  expect((await pg.restored(dump)).tables).toEqual([
    { schema: 'public', name: 't', expected: 10, found: 10 },
  ]);
});

test('an extension in a schema of its own is made beforehand, and its schema is not made twice', async () => {
  const pg = await open();
  const source = `CREATE SCHEMA tools; CREATE EXTENSION hstore WITH SCHEMA tools;
    CREATE TABLE public.t (h tools.hstore); INSERT INTO public.t VALUES ('a=>1');`;
  const verification = await pg.restored(await pg.dump(await dumpOf(pg, source)));
  expect(verification.checks.filter((check) => check.verdict === 'mismatch')).toEqual([]);
  expect(await pg.sql(`SELECT h::text FROM public.t`, pg.names.fresh)).toBe('"a"=>"1"');
});

test('thousands of statements left out cost no time and no data', async () => {
  const pg = await open();
  const tables = Array.from(
    { length: 400 },
    (_, n) =>
      `CREATE TABLE public.t${n} (a int); GRANT SELECT ON public.t${n} TO PUBLIC; INSERT INTO public.t${n} VALUES (${n});`,
  );
  const dump = await pg.dump(await dumpOf(pg, tables.join('\n')));
  expect(dump.cutRanges.length).toBeGreaterThan(800);
  const verification = await pg.restored(dump);
  expect(verification.checks.filter((check) => check.verdict === 'mismatch')).toEqual([]);
  expect(verification.tables).toHaveLength(400);
});
