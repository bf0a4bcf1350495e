import { describe, expect, it } from 'vitest';
import { inspectDump, scan } from '../../support/archive-inspect';
import { SMALL_DUMP } from '../../support/archive-tar';

const KEPT = 'CREATE TABLE public.kept (id integer);\n';

describe('commands for psql', () => {
  it.each([
    '\\! touch /tmp/x',
    "\\copy t from program 'id'",
    '\\copy t from stdin',
    '\\i /etc/passwd',
    '\\o /tmp/x',
    '\\gexec',
    '\\set ON_ERROR_STOP off',
    '\\encoding SJIS',
    '\\restrict `id`',
    '\\unrestrict a b',
    '  \\! id',
    'SELECT 1 \\g |id',
    'SELECT 1; \\! id',
    'SELECT 1 \\; SELECT 2;',
    '/* c */ \\! id',
  ])('%s is refused with its line', (command) => {
    const { findings } = scan(`${KEPT}\n${command}\n;`);
    expect(findings[0]).toMatchObject({ code: 'dump-backslash', line: 3 });
  });

  it('a carriage return ends a comment, as it does for psql', () => {
    expect(scan(`${KEPT}-- harmless\r\\! id\n`).errorCodes).toEqual(['dump-backslash']);
  });

  it('a backslash inside quotes, dollar quotes, comments and COPY data is none', () => {
    const sql = `${KEPT}SELECT '\\! a', "\\! b", $$\n\\! c\n$$, E'\\'\\! d', $t$\\! $$ e$t$;
-- \\! f
/* \\! g
\\! h */
COPY kept FROM stdin;
\\! i
\\.
`;
    expect(scan(sql).errorCodes).toEqual([]);
  });

  it('a zero byte, which psql takes for the end of a line, is refused', () => {
    expect(scan(`${KEPT}SELECT '\0';\n\\! id\n`).errorCodes).toContain('dump-corrupt');
  });
});

describe('programs and files of the server', () => {
  it.each([
    ["COPY t FROM PROGRAM 'id';", 'dump-copy-program'],
    ["copy T to program 'id';", 'dump-copy-program'],
    ["COPY/**/t/**/FROM/* x */PROGRAM/**/'id';", 'dump-copy-program'],
    ['COPY\n  public."t"\n  (a, "b")\n  FROM -- stdin\n  PROGRAM\n  \'id\';', 'dump-copy-program'],
    ["COPY (SELECT ';' FROM x) TO PROGRAM 'id';", 'dump-copy-program'],
    ["COPY t FROM PROGRAM E'i\\'d';", 'dump-copy-program'],
    ['COPY t FROM PROGRAM $$id$$;', 'dump-copy-program'],
    ["COPY BINARY t FROM PROGRAM 'id';", 'dump-copy-program'],
    ["COPY t FROM '/etc/passwd';", 'dump-server-file'],
    ["COPY t TO '/tmp/x' WITH (FORMAT csv);", 'dump-server-file'],
    ["COPY t FROM U&'\\002fetc' ;", 'dump-server-file'],
    ['COPY t FROM $$/etc/passwd$$;', 'dump-server-file'],
    ["ALTER SYSTEM SET archive_command = 'id';", 'dump-alter-system'],
    ['alter /* x */ system reset all;', 'dump-alter-system'],
    ["SELECT lo_import('/etc/passwd');", 'dump-large-object-file'],
    ["SELECT pg_catalog . lo_export(1, '/tmp/x');", 'dump-large-object-file'],
    ["INSERT INTO t VALUES (lo_import('/etc/passwd'));", 'dump-large-object-file'],
  ])('%s → %s', (statement, code) => {
    const { findings } = scan(`${KEPT}\n\n${statement}\n`);
    expect(findings[0]).toMatchObject({ code, line: 4 });
  });

  it.each([
    'COPY "program" FROM stdin;\n1\n\\.',
    'COPY public.t ("from", program) FROM STDIN;\n1\n\\.',
    "COMMENT ON TABLE t IS 'COPY t FROM PROGRAM';",
    "DO $$ BEGIN EXECUTE 'COPY t FROM PROGRAM ''id'''; END $$;",
    "COMMENT ON FUNCTION pg_catalog.lo_import(text) IS 'x';",
    'CREATE TABLE public.lo_export (lo_import text);',
    'COPY t TO STDOUT;',
  ])('%s is let through', (statement) => {
    expect(scan(`${KEPT}${statement}\n`).errorCodes).toEqual([]);
  });

  it('a COPY with more tokens than can be kept is taken for the worst', () => {
    const columns = Array.from({ length: 9_000 }, (_, i) => `c${i}`).join(', ');
    expect(scan(`${KEPT}COPY (SELECT ${columns} FROM x) TO STDOUT;\n`).errorCodes).toEqual([
      'dump-copy-program',
    ]);
  });
});

describe('a dump that is cut off', () => {
  const whole = Buffer.from(SMALL_DUMP);

  it('anywhere at all is an error', () => {
    const trailer =
      whole.indexOf('-- PostgreSQL database dump complete') + '-- PostgreSQL database dump complete'.length;
    // Before the header is complete it is only a comment.
    for (let end = 40; end < trailer; end++) {
      expect(scan(whole.subarray(0, end)).errorCodes.length, `cut at ${end}`).toBeGreaterThan(0);
    }
  });

  it('inside COPY data names the table and the line it began in', () => {
    const { findings } = scan(whole.subarray(0, whole.indexOf('2\ttwo')));
    const open = findings.find((finding) => finding.code === 'dump-copy-open');
    expect(open).toMatchObject({ line: 17, params: { table: 'public.ticket' } });
  });

  it('inside a quote names the line of the statement', () => {
    const { findings } = scan(`${KEPT}\n\nCOMMENT ON TABLE x IS 'never\nclosed;\n`);
    expect(findings[0]).toMatchObject({ code: 'dump-statement-open', line: 4 });
  });

  it.each(['SELECT $$ never', 'SELECT "never', 'SELECT 1 /* never', 'SELECT (1;', 'CREATE TABLE t (a int)'])(
    '%s',
    (open) => {
      expect(scan(`${KEPT}${open}\n`).errorCodes).toEqual(['dump-statement-open']);
    },
  );
});

describe('whole files that are refused', () => {
  it.each([
    ['dump-empty', ''],
    ['dump-html', '<!DOCTYPE html><html><body>Sign in</body></html>'],
    ['dump-html', '\n<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
    ['dump-lfs-pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 1\n'],
    ['dump-cluster', '--\n-- PostgreSQL database cluster dump\n--\n\nCREATE ROLE a;\n\\connect x\n'],
    ['dump-unrecognised', 'Dear colleague,\nplease find the dump attached.\n'],
    ['dump-unrecognised', Buffer.from([1, 2, 3, 0, 255, 254])],
    ['dump-unrecognised', Buffer.from('\ufeff-- PostgreSQL database dump', 'utf16le')],
    ['dump-compression-refused', Buffer.from('fd377a585a000004e6d6b446', 'hex')],
    ['dump-compression-refused', Buffer.from('425a683931415926535900', 'hex')],
    ['dump-compression-refused', Buffer.from('504b030414000000', 'hex')],
    ['dump-compression-refused', Buffer.from('04224d186440a7', 'hex')],
  ])('%s', async (code, content) => {
    const { manifest, errorCodes } = await inspectDump(content);
    expect(errorCodes).toEqual([code]);
    expect(manifest.errors[0]?.where).toBe('b/cloudsql/file');
    expect(manifest.valid).toBe(false);
  });

  it('two dumps joined in one file are refused', () => {
    expect(scan(SMALL_DUMP + SMALL_DUMP).errorCodes).toContain('dump-corrupt');
  });

  it('hand-made SQL passes with a warning, and its rows are what COPY holds', async () => {
    const sql = 'create table t (a int);\ncopy t from stdin;\n1\n2\n\\.\n';
    const { manifest, warningCodes } = await inspectDump(sql);
    expect(manifest.valid).toBe(true);
    expect(warningCodes).toContain('dump-handmade');
    expect(manifest.dumps[0]).toMatchObject({ madeByPgDump: false, rows: 2 });
  });

  it('names the entry and the line of what is refused', async () => {
    const { manifest } = await inspectDump(SMALL_DUMP.replace('CREATE TABLE', '\\! id\nCREATE TABLE'));
    expect(manifest.errors[0]).toMatchObject({ code: 'dump-backslash', where: 'b/cloudsql/file:12' });
  });
});
