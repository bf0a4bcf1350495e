import { describe, expect, it } from 'vitest';
import { scan } from '../../support/archive-inspect';

const HEAD = '--\n-- PostgreSQL database dump\n--\n\n';
const TAIL = '\n--\n-- PostgreSQL database dump complete\n--\n';

/** A dump as pg_dump writes it around this body. */
function dump(body: string): string {
  return HEAD + body + TAIL;
}

function rowsOf(sql: string): Record<string, number | null> {
  return Object.fromEntries(
    scan(sql).facts.tables.map((table) => [`${table.schema}.${table.name}`, table.rows]),
  );
}

describe('rows', () => {
  it('are the lines of COPY data, and only a line that is exactly \\. ends it', () => {
    const sql = dump(
      'CREATE TABLE public.t (a text);\nCOPY public.t (a) FROM stdin;\n\\N\n\\\\.\n\\.x\n.\n \\.\n\n\\.\n',
    );
    expect(rowsOf(sql)).toEqual({ 'public.t': 6 });
    expect(scan(sql).facts.tables[0]?.bytes).toBe('\\N\n\\\\.\n\\.x\n.\n \\.\n\n'.length);
  });

  it('of a table without columns are empty lines', () => {
    expect(rowsOf(dump('CREATE TABLE public.n (\n);\nCOPY public.n  FROM stdin;\n\n\n\\.\n'))).toEqual({
      'public.n': 2,
    });
  });

  it('of quoted names with dots, spaces and keywords go to the right table', () => {
    const sql = dump(
      'CREATE TABLE "We ird"."COPY FROM stdin;" ("a""b" text);\nCOPY "We ird"."COPY FROM stdin;" ("a""b") FROM stdin;\n1\n\\.\n',
    );
    expect(rowsOf(sql)).toEqual({ 'We ird.COPY FROM stdin;': 1 });
  });

  it('are counted in files with CR LF line ends', () => {
    const sql = dump(
      'CREATE TABLE public.t (a text);\nCOPY public.t (a) FROM stdin;\n1\n2\n\\.\n',
    ).replaceAll('\n', '\r\n');
    expect(rowsOf(sql)).toEqual({ 'public.t': 2 });
    expect(scan(sql).errorCodes).toEqual([]);
  });

  it('of a fake COPY in a function body count for nothing', () => {
    const sql = dump(
      'CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$\nCOPY public.fake (i) FROM stdin;\n1\n\\.\n$$;\n',
    );
    expect(rowsOf(sql)).toEqual({});
  });

  it('are 0 for a table pg_dump wrote no data for, and unknown for one a hand wrote', () => {
    expect(rowsOf(dump('CREATE TABLE public.t (a text);\n'))).toEqual({ 'public.t': 0 });
    expect(rowsOf('CREATE TABLE public.t (a text);\n')).toEqual({ 'public.t': null });
  });

  it('are unknown, never 0, where the data is INSERT statements', () => {
    const sql = dump(
      "CREATE TABLE public.t (a text);\nINSERT INTO public.t VALUES ('1');\nINSERT INTO public.t\nVALUES ('2');\n",
    );
    const { facts, findings } = scan(sql);
    expect(facts.tables).toEqual([{ schema: 'public', name: 't', rows: null, bytes: null }]);
    expect(facts.rows).toBeNull();
    expect(findings).toMatchObject([{ code: 'dump-rows-unknown', params: { tables: 'public.t' } }]);
  });

  it('are unknown where lines are not rows (CSV, WHERE)', () => {
    expect(
      rowsOf(
        dump('CREATE TABLE public.t (a text);\nCOPY public.t FROM stdin WITH (FORMAT csv);\n"a\nb"\n\\.\n'),
      ),
    ).toEqual({
      'public.t': null,
    });
  });

  it('of partitions are their own, the parent has none', () => {
    const sql = dump(
      'CREATE TABLE public.p (a int)\nPARTITION BY RANGE (a);\nCREATE TABLE public.p1 (a int);\nALTER TABLE ONLY public.p ATTACH PARTITION public.p1 FOR VALUES FROM (1) TO (2);\nCOPY public.p1 (a) FROM stdin;\n1\n\\.\n',
    );
    expect(rowsOf(sql)).toEqual({ 'public.p1': 1 });
  });

  it('loaded through the partition root are unknown for every partition', () => {
    const sql = dump(
      'CREATE TABLE public.p (a int)\nPARTITION BY RANGE (a);\nCREATE TABLE public.p1 (a int);\nALTER TABLE ONLY public.p ATTACH PARTITION public.p1 FOR VALUES FROM (1) TO (2);\nCOPY public.p (a) FROM stdin;\n1\n\\.\n',
    );
    expect(rowsOf(sql)).toEqual({ 'public.p1': null });
  });

  it('for a table the dump does not create are marked as an extension’s', () => {
    const sql = dump(
      'CREATE TABLE public.t (a int);\nCOPY public.spatial_ref_sys (srid) FROM stdin;\n1\n\\.\n',
    );
    expect(scan(sql).facts.tables[0]).toMatchObject({ name: 'spatial_ref_sys', rows: 1, ofExtension: true });
  });

  it('of old dumps with unqualified names follow the search path', () => {
    const sql = dump(
      'SET search_path = tenant, pg_catalog;\nCREATE TABLE t (a int);\nCOPY t (a) FROM stdin;\n1\n\\.\n',
    );
    expect(rowsOf(sql)).toEqual({ 'tenant.t': 1 });
  });
});

describe('what the dump says of itself', () => {
  it('versions, encoding and the newest migration of each app', () => {
    const sql = dump(`-- Dumped from database version 14.4
-- Dumped by pg_dump version 15.1 (Debian 15.1-1)
SET client_encoding = 'LATIN1';
CREATE TABLE public.django_migrations (id bigint);
COPY public.django_migrations (id, app, name, applied) FROM stdin;
1\tauth\t0001_initial\t2026-01-01
3\tauth\t0012_x\t2026-01-01
2\tevents\t0001_initial\t2026-01-01
\\.
`);
    expect(scan(sql).facts).toMatchObject({
      serverVersion: '14.4',
      toolVersion: '15.1 (Debian 15.1-1)',
      encoding: 'LATIN1',
      migrations: [
        { app: 'events', name: '0001_initial' },
        { app: 'auth', name: '0012_x' },
      ],
    });
  });

  it('without Django’s table there are no migrations', () => {
    expect(scan(dump('CREATE TABLE public.t (a int);\n')).facts.migrations).toBeNull();
  });

  it('large objects are seen', () => {
    expect(scan(dump("SELECT pg_catalog.lo_create('4242');\n")).facts.largeObjects).toBe(true);
  });

  it('an encoding in which a character can contain a quote is refused', () => {
    expect(scan("SET client_encoding = 'SJIS';\nSELECT 1;\n").errorCodes).toEqual(['dump-corrupt']);
  });
});
