import os from 'node:os';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sharesIndexes } from '../../main/postgres/load/load-stream';
import type { RestoreConsoleError } from '../../shared/errors/app-error';
import { dumpOf } from '../support/dump-source';
import { localPostgresForSuite } from '../support/local-postgres-for-suite';

const open = localPostgresForSuite();

/** More than a dump must have for its indexes to be shared out. */
const FILLER = `CREATE TABLE public.filler AS SELECT g AS id, repeat(md5(g::text), 6) AS word FROM generate_series(1, 90000) g;
  CREATE INDEX filler_id ON public.filler (id);`;

/** Tells in the load's log when an index was begun and ended on, and by which session: one row, so once an index. */
const TELLING = `CREATE FUNCTION public.telling(a integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
  BEGIN
    RAISE WARNING 'made % % %', extract(epoch FROM clock_timestamp()), pg_backend_pid(), current_user;
    PERFORM pg_sleep(1);
    RAISE WARNING 'made % % %', extract(epoch FROM clock_timestamp()), pg_backend_pid(), current_user;
    RETURN a;
  END $$;
  CREATE TABLE public.told (a integer);
  INSERT INTO public.told VALUES (1);
  CREATE INDEX told_1 ON public.told (public.telling(a));
  CREATE INDEX told_2 ON public.told (public.telling(a + 1));
  CREATE INDEX told_3 ON public.told (public.telling(a + 2));`;

test('a large plain dump has its indexes made by several sessions of the loader at once, and every one is there', async () => {
  const pg = await open('CREATE TABLE public.live (a int);');
  const dump = await pg.dump(await dumpOf(pg, FILLER + TELLING));
  expect(sharesIndexes(dump)).toBe(true);
  const verification = await pg.restored(dump);
  expect(verification.checks.filter((check) => check.verdict === 'mismatch')).toEqual([]);
  const indexes = await pg.sql(
    "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    pg.names.fresh,
  );
  expect(indexes.split('\n')).toEqual(['filler_id', 'told_1', 'told_2', 'told_3']);
  const told = pg.io.lines.flatMap((line) => {
    const [, at, pid, who] = /WARNING: +made (\S+) (\d+) (\S+)/.exec(line) ?? [];
    return at ? [{ at: Number(at), pid, who }] : [];
  });
  expect(new Set(told.map(({ who }) => who))).toEqual(new Set([pg.names.loader]));
  const spans = [...new Set(told.map(({ pid }) => pid))].map((session) =>
    told.filter(({ pid }) => pid === session).map(({ at }) => at),
  );
  expect(spans).toHaveLength(3);
  const overlap = spans.some((one, index) =>
    spans
      .slice(index + 1)
      .some((other) => Math.max(...one) > Math.min(...other) && Math.max(...other) > Math.min(...one)),
  );
  expect(overlap).toBe(os.cpus().length > 1);
});

test('a server that has no session left for a second builder is waited for, and the first one goes on', async () => {
  const pg = await open('CREATE TABLE public.live (a int);');
  const dump = await pg.dump(await dumpOf(pg, FILLER + TELLING));
  await pg.server.createFresh(pg.place, pg.io, pg.names, dump);
  // The stream's session and one more.
  await pg.sql(`ALTER ROLE ${pg.names.loader} CONNECTION LIMIT 2`);
  await pg.server.load(pg.place, pg.io, pg.names, dump);
  expect(await pg.sql("SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'", pg.names.fresh)).toBe(
    '4',
  );
});

test('an index that cannot be made fails the load, told by its line in the dump, and nothing after it is run', async () => {
  const pg = await open('CREATE TABLE public.live (a int);');
  const source = `${FILLER} CREATE TABLE public.zz (a integer, b integer); INSERT INTO public.zz VALUES (1, 1), (2, 7771);
    CREATE INDEX zz_a ON public.zz (a); CREATE UNIQUE INDEX zz_b ON public.zz (b);
    CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER last_of_all AFTER INSERT ON public.zz EXECUTE FUNCTION public.f();`;
  const [file] = await dumpOf(pg, source);
  if (!file) throw new Error('no dump');
  const text = gunzipSync(Buffer.from(file.content)).toString().replace('\t7771\n', '\t1\n');
  const line = text.split('\n').findIndex((each) => each.startsWith('CREATE UNIQUE INDEX zz_b')) + 1;
  const dump = await pg.dump([{ name: file.name, content: gzipSync(text) }]);
  const error = await pg.loaded(dump).then(
    () => null,
    (thrown: RestoreConsoleError) => thrown.error,
  );
  expect(error).toMatchObject({
    code: 'load-failed',
    params: {
      reason: expect.stringContaining('could not create unique index "zz_b"'),
      where: expect.stringMatching(new RegExp(`:${line}$`)),
    },
  });
  const triggers = "SELECT count(*) FROM pg_trigger WHERE tgname = 'last_of_all'";
  expect(await pg.sql(triggers, pg.names.fresh)).toBe('0');
});
