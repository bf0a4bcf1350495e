import { spawnSync } from 'node:child_process';
import { beforeEach, expect, test } from 'vitest';
import { sharesIndexes } from '../../main/postgres/load/load-stream';
import { dumpOf } from '../support/dump-source';
import { localPostgresForSuite } from '../support/local-postgres-for-suite';

const missing =
  spawnSync('busybox', ['true']).error === undefined
    ? null
    : 'busybox is not installed (apt-get install busybox-static)';
if (missing) console.warn(`Skipped: ${missing}`);
const open = localPostgresForSuite(missing ? {} : { busybox: true });

beforeEach((context) => {
  if (missing) context.skip(missing);
});

const SQL = `CREATE TABLE public.t AS SELECT g AS id, md5(g::text) AS word FROM generate_series(1, 50000) g;
  GRANT SELECT ON public.t TO PUBLIC; CREATE INDEX ON public.t (id); SELECT lo_from_bytea(4711, 'x');`;

for (const options of [[], ['-Fc'], ['-Fd'], ['-Ft']]) {
  test(`busybox alone loads a ${options[0] ?? 'plain'} dump exactly`, async () => {
    const pg = await open('CREATE TABLE public.live (a int);');
    const dump = await pg.dump(await dumpOf(pg, SQL, options));
    const verification = await pg.restored(dump);
    expect(verification.checks.filter((check) => check.verdict === 'mismatch')).toEqual([]);
    expect(verification.tables).toEqual([{ schema: 'public', name: 't', expected: 50_000, found: 50_000 }]);
    const file = `${pg.place.workDir}/safety.dump`;
    expect((await pg.server.backUp(pg.place, pg.io, file)).bytes).toBeGreaterThan(100);
  });
}

test('busybox alone shares out the indexes of a large plain dump', async () => {
  const pg = await open('CREATE TABLE public.live (a int);');
  const sql = `CREATE TABLE public.t AS SELECT g AS id, repeat(md5(g::text), 6) AS word FROM generate_series(1, 90000) g;
    CREATE INDEX one ON public.t (id); CREATE INDEX two ON public.t (word);`;
  const dump = await pg.dump(await dumpOf(pg, sql));
  expect(sharesIndexes(dump)).toBe(true);
  const verification = await pg.restored(dump);
  expect(verification.checks.filter((check) => check.verdict === 'mismatch')).toEqual([]);
  const valid =
    "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE indisvalid AND relname IN ('one', 'two')";
  expect(await pg.sql(valid, pg.names.fresh)).toBe('2');
});
