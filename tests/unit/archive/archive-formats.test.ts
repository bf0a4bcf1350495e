import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customDump, type TestArchive, type TestTocEntry } from '../../support/archive-custom-dump';
import { inspectBytes, inspectDump } from '../../support/archive-inspect';
import { tar } from '../../support/archive-tar';

const COPY = 'COPY public.ticket (id, name) FROM stdin;\n';
const ROWS = '1\tone\n2\ttwo\n3\t\\N\n\\.\n\n\n';

const ENTRIES: readonly TestTocEntry[] = [
  {
    desc: 'ENCODING',
    tag: 'ENCODING',
    namespace: '',
    owner: '',
    definition: "SET client_encoding = 'UTF8';\n",
  },
  { desc: 'SCHEMA', tag: 'ext', namespace: '', definition: 'CREATE SCHEMA ext;\n' },
  {
    desc: 'EXTENSION',
    tag: 'citext',
    namespace: '',
    owner: '',
    definition: 'CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA ext;\n',
  },
  {
    desc: 'COMMENT',
    tag: 'EXTENSION citext',
    namespace: '',
    owner: '',
    definition: "COMMENT ON EXTENSION citext IS 'x';\n",
  },
  {
    desc: 'TABLE',
    tag: 'ticket',
    definition: 'CREATE TABLE public.ticket (\n    id integer,\n    name text\n);\n',
  },
  { desc: 'TABLE', tag: 'empty', definition: 'CREATE TABLE public.empty (id integer);\n' },
  { desc: 'TABLE DATA', tag: 'ticket', copy: COPY, data: ROWS },
  {
    desc: 'TABLE DATA',
    tag: 'django_migrations',
    copy: 'COPY public.django_migrations (id, app, name, applied) FROM stdin;\n',
    data: '1\tauth\t0001_initial\t2026-01-01\n2\tauth\t0002_b\t2026-01-01\n\\.\n\n\n',
  },
  { desc: 'ACL', tag: 'TABLE ticket', definition: 'GRANT ALL ON TABLE public.ticket TO reader;\n' },
  {
    desc: 'FUNCTION',
    tag: 'f()',
    definition: "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'select 1';\n",
  },
];

function archive(change: Partial<TestArchive> = {}): Buffer {
  return customDump({ minor: 14, compression: 'none', entries: ENTRIES, ...change });
}

describe('a custom-format dump', () => {
  const versions = [12, 13, 14, 15, 16];
  it.each(
    versions.flatMap((minor) => (['none', 'gzip'] as const).map((compression) => ({ minor, compression }))),
  )('of version 1.$minor with $compression is read to its end', async ({ minor, compression }) => {
    const { manifest } = await inspectDump(archive({ minor, compression }));
    expect(manifest.errors).toEqual([]);
    expect(manifest.dumps[0]).toMatchObject({
      format: 'custom',
      archiveVersion: `1.${minor}`,
      innerCompression: compression,
      database: 'tuki_production',
      serverVersion: '15.4',
      encoding: 'UTF8',
      madeByPgDump: true,
      rows: 5,
      extensions: [{ name: 'citext', schema: 'ext' }],
      functions: ['public.f'],
      roles: ['tuki_user', 'reader'],
      migrations: [{ app: 'auth', name: '0002_b' }],
    });
    expect(manifest.dumps[0]?.tables).toMatchObject([
      { name: 'django_migrations', rows: 2 },
      { name: 'empty', rows: 0 },
      { name: 'ticket', rows: 3, bytes: 17 },
    ]);
  });

  it('names the entries that are left out, by rule', async () => {
    const { manifest } = await inspectDump(archive());
    expect(manifest.dumps[0]?.cutEntries.map(({ dumpId, rule }) => `${dumpId} ${rule}`)).toEqual([
      '3 extension',
      '4 comment-on-extension',
      '9 acl',
      '2 extension',
    ]);
  });

  it('is dated by its header where no name says when', async () => {
    const { manifest } = await inspectBytes(tar({ name: 'cloudsql/d', content: archive() }), {
      filename: 'a.tar',
    });
    expect(manifest.madeAt).toBe('2026-02-01T12:00:00.000Z');
  });

  it('inside gzip is peeled', async () => {
    const { manifest } = await inspectDump(gzipSync(archive({ compression: 'gzip' })));
    expect(manifest.dumps[0]).toMatchObject({ layers: ['gzip'], rows: 5 });
  });

  it('compressed with lz4 has unknown rows, never 0', async () => {
    const { manifest, warningCodes } = await inspectDump(archive({ minor: 15, compression: 'lz4' }));
    expect(manifest.valid).toBe(true);
    expect(manifest.dumps[0]).toMatchObject({ rows: null, innerCompression: 'lz4' });
    expect(warningCodes).toContain('dump-rows-unknown');
  });

  it('with INSERT statements has unknown rows, and these are looked through', async () => {
    const entries = [
      { desc: 'TABLE DATA', tag: 't', data: "INSERT INTO public.t VALUES ('COPY x FROM PROGRAM');\n" },
    ];
    expect((await inspectDump(archive({ entries }))).manifest).toMatchObject({
      valid: true,
      dumps: [{ rows: null }],
    });
    const hostile = [{ desc: 'TABLE DATA', tag: 't', data: "COPY x FROM PROGRAM 'id';\n" }];
    expect((await inspectDump(archive({ entries: hostile }))).errorCodes).toEqual(['dump-copy-program']);
  });
});

describe('a TOC that means harm or is damaged', () => {
  it.each([
    ['dump-copy-program', { desc: 'TABLE', tag: 't', definition: "COPY t FROM PROGRAM 'id';" }],
    [
      'dump-copy-program',
      { desc: 'TABLE DATA', tag: 't', copy: "COPY t FROM PROGRAM 'id';\n", data: '\\.\n' },
    ],
    [
      'dump-copy-program',
      { desc: 'TABLE DATA', tag: 't', copy: 'COPY t FROM stdin; DROP TABLE x;\n', data: '\\.\n' },
    ],
    [
      'dump-copy-program',
      { desc: 'TABLE DATA', tag: 't', copy: "COPY t FROM '/etc/passwd';\n", data: '\\.\n' },
    ],
    ['dump-alter-system', { desc: 'FUNCTION', tag: 'f', definition: 'ALTER SYSTEM SET x = 1' }],
    ['dump-large-object-file', { desc: 'VIEW', tag: 'v', definition: "SELECT lo_import('/etc/passwd');" }],
    ['dump-backslash', { desc: 'VIEW', tag: 'v', definition: 'SELECT 1;\n\\! id\n' }],
    ['dump-corrupt', { desc: 'TABLE DATA', tag: 't', copy: COPY, data: 'missing' }],
    ['dump-copy-open', { desc: 'TABLE DATA', tag: 't', copy: COPY, data: '1\tone\n' }],
  ] satisfies readonly (readonly [string, TestTocEntry])[])('%s', async (code, entry) => {
    expect((await inspectDump(archive({ entries: [entry] }))).errorCodes).toEqual([code]);
  });

  it('a version newer than any known is refused by number', async () => {
    const { manifest } = await inspectDump(archive({ minor: 17 }));
    expect(manifest.errors).toMatchObject([
      { code: 'dump-version-unsupported', params: { version: '1.17', newest: '1.16' } },
    ]);
  });

  it('cut off anywhere is an error', async () => {
    const whole = archive({ compression: 'gzip' });
    for (let end = 6; end < whole.length; end += 13) {
      const { manifest } = await inspectDump(whole.subarray(0, end));
      expect(manifest.valid, `cut at ${end}`).toBe(false);
    }
  });

  it('with bytes changed is judged, without failing and without filling the memory', async () => {
    const whole = archive({ compression: 'gzip' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const changed = Buffer.from(whole);
          for (const [at, byte] of changes) changed[at] = byte;
          expect((await inspectDump(changed)).manifest.version).toBe(1);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('directory and tar formats', () => {
  const toc = archive({ format: 'toc' });
  const ticket = { name: 'b/cloudsql/d/7.dat.gz', content: gzipSync(ROWS) };
  const migrations = {
    name: 'b/cloudsql/d/8.dat',
    content: '1\tauth\t0001_initial\t2026-01-01\n2\tauth\t0002_b\t2026-01-01\n\\.\n\n\n',
  };
  const tocFile = { name: 'b/cloudsql/d/toc.dat', content: toc };

  it.each([
    ['first', [tocFile, ticket, migrations]],
    ['last', [ticket, migrations, tocFile]],
    ['between', [ticket, tocFile, migrations]],
  ])('a folder is one dump, its toc.dat coming %s', async (_where, files) => {
    const { manifest } = await inspectBytes(tar(...files));
    expect(manifest.errors).toEqual([]);
    expect(manifest.dumps).toMatchObject([
      {
        name: 'b/cloudsql/d',
        format: 'directory',
        innerCompression: 'gzip',
        rows: 5,
        migrations: [{ app: 'auth', name: '0002_b' }],
      },
    ]);
    expect(manifest.dumps[0]?.members.map((member) => member.entry).sort()).toEqual(
      [migrations.name, ticket.name, tocFile.name].sort(),
    );
  });

  it('a folder that lacks a table’s file is damaged', async () => {
    const { manifest } = await inspectBytes(tar(tocFile, ticket));
    expect(manifest.errors).toMatchObject([
      {
        code: 'dump-corrupt',
        where: 'b/cloudsql/d',
        params: { reason: 'data-missing', what: 'public.django_migrations' },
      },
    ]);
  });

  it('without a toc.dat, a file named like data is what its content says', async () => {
    const sql = 'create table t (a int);\n';
    const { manifest } = await inspectBytes(tar({ name: 'b/cloudsql/d/7.dat', content: sql }));
    expect(manifest.dumps).toMatchObject([{ name: 'b/cloudsql/d/7.dat', format: 'plain' }]);
  });

  const inner = [
    { name: '7.dat', content: ROWS },
    { name: '8.dat', content: migrations.content },
  ];

  it('pg_dump’s tar format is read, restore.sql ignored', async () => {
    const dump = tar({ name: 'toc.dat', content: toc }, ...inner, {
      name: 'restore.sql',
      content: '\\! id\n',
    });
    const { manifest } = await inspectDump(dump);
    expect(manifest.errors).toEqual([]);
    expect(manifest.dumps[0]).toMatchObject({ format: 'tar', rows: 5 });
    expect(manifest.dumps[0]?.tarFolder).toBeUndefined();
  });

  it('a packed directory-format dump is one, and its folder is named', async () => {
    const dump = tar(
      { name: 'x/7.dat.gz', content: gzipSync(ROWS) },
      { name: 'x/8.dat', content: migrations.content },
      { name: 'x/toc.dat', content: toc },
    );
    const { manifest } = await inspectDump(gzipSync(dump));
    expect(manifest.errors).toEqual([]);
    expect(manifest.dumps[0]).toMatchObject({
      format: 'directory',
      layers: ['gzip'],
      rows: 5,
      tarFolder: 'x',
    });
  });

  it('any other tar is no dump', async () => {
    expect((await inspectDump(tar({ name: 'x', content: 'x' }))).errorCodes).toEqual(['dump-unrecognised']);
  });
});
