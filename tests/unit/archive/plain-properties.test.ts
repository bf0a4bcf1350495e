import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutOut, scan } from '../../support/archive-inspect';

const HEAD = '--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE public.t (a text);\n';
const TAIL = '\n--\n-- PostgreSQL database dump complete\n--\n';

/** Pieces that look like SQL, quotes and ends of data. */
const nasty = fc.constantFrom(
  'GRANT ALL ON x TO y;',
  '\\restrict x',
  '\\.',
  "'",
  '"',
  '$$',
  '$a$',
  '--',
  '/*',
  '*/',
  ';',
  'COPY t FROM stdin;',
  'ALTER SYSTEM SET x = 1;',
  '\\! id',
  "E'",
  '(',
  ')',
  'BEGIN',
  'END',
  '\t',
  ' ',
  '$',
  'é',
  '\\\\',
  'a',
  '\r',
  '0',
  '_',
);
const text = fc.array(nasty, { maxLength: 12 }).map((pieces) => pieces.join(''));

/** What COPY TO writes for a value. */
function copyEscape(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}

const rows = fc.array(text, { maxLength: 20 });
const cutStatement = fc.constantFrom(
  'ALTER TABLE public.t OWNER TO x;\n',
  'GRANT ALL ON public.t TO "y;z";\n',
  'CREATE PUBLICATION p\n  FOR ALL TABLES;\n',
  'CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;\n',
);

/** Statements that must stay, with anything inside their quotes. */
const keptStatement = fc.oneof(
  text.map((body) => `COMMENT ON TABLE public.t IS '${body.replaceAll("'", "''")}';\n`),
  text.map((body) => `SELECT E'${body.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}';\n`),
  text.map((body) => `CREATE TABLE public."x${body.replaceAll('"', '""')}" (a int);\n`),
  text
    .filter((body) => !body.includes('$b$') && !body.endsWith('$b') && !body.endsWith('$'))
    .map((body) => `DO $b$${body}\n$b$;\n`),
  text.map(
    (body) =>
      `/* ${body.replaceAll('*/', '').replaceAll('/*', '').replaceAll('*', '').replaceAll('/', '')} */\n`,
  ),
  text.map((body) => `-- ${body.replaceAll('\r', '')}\n`),
  fc.constant(
    'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\n',
  ),
  fc.constant('CREATE RULE r AS ON INSERT TO public.t DO ALSO (SELECT 1; GRANT; SELECT 2);\n'),
);

describe('any dump', () => {
  it('rows are exact whatever the data looks like', () => {
    fc.assert(
      fc.property(rows, (values) => {
        const data = values.map((value) => `${copyEscape(value)}\n`).join('');
        const { facts, errorCodes } = scan(`${HEAD}COPY public.t (a) FROM stdin;\n${data}\\.\n${TAIL}`);
        expect(errorCodes).toEqual([]);
        expect(facts.cutRanges).toEqual([]);
        expect(facts.tables).toEqual([
          { schema: 'public', name: 't', rows: values.length, bytes: Buffer.byteLength(data) },
        ]);
      }),
    );
  });

  it('cutting removes exactly the statements a rule names, whatever stands around them', () => {
    const piece = fc.oneof(
      cutStatement.map((sql) => ({ sql, cut: true })),
      keptStatement.map((sql) => ({ sql, cut: false })),
      rows.map((values) => ({
        sql: `COPY public.t (a) FROM stdin;\n${values.map((value) => `${copyEscape(value)}\n`).join('')}\\.\n`,
        cut: false,
      })),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const sql = HEAD + pieces.map((part) => part.sql).join('') + TAIL;
        const kept = HEAD + pieces.map((part) => (part.cut ? '' : part.sql)).join('') + TAIL;
        const { facts, errorCodes } = scan(sql);
        expect(errorCodes).toEqual([]);
        expect(cutOut(sql, facts)).toBe(kept);
      }),
      { numRuns: 300 },
    );
  });

  it('is read the same in pieces of any size', () => {
    const body = fc
      .array(fc.oneof(cutStatement, keptStatement, text), { maxLength: 8 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(body, fc.array(fc.nat(2_000), { maxLength: 30 }), (middle, splits) => {
        const sql = Buffer.from(`${HEAD}${middle}\nCOPY public.t (a) FROM stdin;\n\\N\nx\n\\.\n${TAIL}`);
        const whole = scan(sql);
        expect(
          scan(
            sql,
            splits.map((at) => at % sql.length),
          ),
        ).toEqual(whole);
        expect(
          scan(
            sql,
            Array.from({ length: sql.length }, (_, i) => i),
          ),
        ).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  it('never makes the scanner fail, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const sql = Buffer.concat([Buffer.from(HEAD), Buffer.from(bytes)]);
        expect(scan(sql).facts.bytes).toBe(sql.length);
      }),
    );
  });
});
