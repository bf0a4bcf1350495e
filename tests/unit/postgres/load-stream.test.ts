import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadFailure } from '../../../main/postgres/load/load-failure';
import { loadPieces, originalLine, sharesIndexes, unitLine } from '../../../main/postgres/load/load-stream';
import { toAppError } from '../../../shared/errors/app-error';
import type { Dump } from '../../../shared/manifest';
import { scan } from '../../support/archive-inspect';
import { sampleManifest } from '../../support/sample-manifest';

const none = { indexRuns: [], sessionSettings: [] };
const range = (start: number, end: number) => ({ start, end });

/** What comes to the session, to its helpers' head, and to each index, as the load script reads the pieces. */
function streamed(text: string, pieces: ReturnType<typeof loadPieces>) {
  const bytes = Buffer.from(text);
  let position = 0;
  const out = { session: '', head: '', units: [] as string[], spreads: [] as number[] };
  for (const piece of pieces) {
    const part = bytes.subarray(position, position + piece.bytes).toString();
    position += piece.bytes;
    if (piece.verb === 'gather') out.session += '<gather>\n';
    if (piece.verb === 'keep' || piece.verb === 'both') out.session += part;
    if (piece.verb === 'both') out.head += part;
    if (piece.verb === 'unit') out.units.push(part);
    if (piece.verb === 'spread') out.spreads.push(out.units.length);
  }
  expect(position).toBe(bytes.length);
  return out;
}

test('pieces keep exactly what no cut covers, for any cuts in any order', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z]{1,80}$/),
      fc.array(fc.nat(80), { maxLength: 16 }),
      (text, points) => {
        const edges = [...new Set(points.map((point) => Math.min(point, text.length)))].sort((a, b) => a - b);
        const cuts: { start: number; end: number }[] = [];
        for (let i = 0; i + 1 < edges.length; i += 2) cuts.push(range(edges[i] ?? 0, edges[i + 1] ?? 0));
        const expected = [...text].filter((_, at) => !cuts.some((cut) => at >= cut.start && at < cut.end));
        const pieces = loadPieces({ bytes: text.length, ...none }, [...cuts].reverse(), true);
        expect(streamed(text, pieces).session).toBe(expected.join(''));
      },
    ),
  );
});

test('neighbouring cuts become one piece', () => {
  const cuts = Array.from({ length: 1000 }, (_, n) => range(10 + n, 11 + n));
  expect(loadPieces({ bytes: 2000, ...none }, cuts, true)).toEqual([
    { verb: 'keep', bytes: 10 },
    { verb: 'drop', bytes: 1000 },
    { verb: 'keep', bytes: 990 },
  ]);
});

test('cuts that overlap or leave the dump are refused', () => {
  expect(() => loadPieces({ bytes: 10, ...none }, [range(0, 5), range(4, 6)], true)).toThrow(/internal/);
  expect(() => loadPieces({ bytes: 10, ...none }, [range(5, 11)], true)).toThrow(/internal/);
});

const DUMP = `--
-- PostgreSQL database dump
--
SET statement_timeout = 0;
SET transaction_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.t (a integer, b integer);
ALTER TABLE public.t OWNER TO somebody;
COPY public.t (a, b) FROM stdin;
1\t2
\\.

-- Name: one
CREATE INDEX one ON public.t USING btree (a);

ALTER INDEX public.one OWNER TO somebody;
-- Name: two
CREATE UNIQUE INDEX two ON public.t USING btree (b)
  WHERE (a > 0);
ALTER TABLE public.t CLUSTER ON two;
CREATE INDEX three ON public.t USING btree (a, b);
SET default_tablespace = '';
CREATE INDEX four ON public.t USING btree (a, b);
CREATE INDEX five ON public.t USING btree (a, b);

--
-- PostgreSQL database dump complete
--
`;

test('stretches of two indexes and more are shared out, each with the settings before it; one alone stays', () => {
  const { facts } = scan(DUMP);
  const out = streamed(DUMP, loadPieces(facts, facts.cutRanges, true));
  expect(out.units).toEqual([
    'CREATE INDEX one ON public.t USING btree (a);\n',
    'CREATE UNIQUE INDEX two ON public.t USING btree (b)\n  WHERE (a > 0);\n',
    'CREATE INDEX four ON public.t USING btree (a, b);\n',
    'CREATE INDEX five ON public.t USING btree (a, b);\n',
  ]);
  expect(out.spreads).toEqual([2, 4]);
  expect(out.head).toBe(
    "SET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\nSET default_tablespace = '';\n",
  );
  expect(out.session).toContain(
    '-- Name: one\n<gather>\n\n-- Name: two\nALTER TABLE public.t CLUSTER ON two;',
  );
  expect(out.session).toContain("SET default_tablespace = '';\n<gather>\n\n--");
  expect(out.session).not.toContain('OWNER TO');
});

test('an unshared dump is one stream, whatever indexes it has', () => {
  const { facts } = scan(DUMP);
  const out = streamed(DUMP, loadPieces(facts, facts.cutRanges, false));
  expect(out).toMatchObject({ units: [], spreads: [], head: '' });
  expect(out.session).toContain('CREATE INDEX one');
});

test('every line of the session and of an index is told by its number in the dump', () => {
  const { facts } = scan(DUMP);
  const lines = DUMP.split('\n');
  const out = streamed(DUMP, loadPieces(facts, facts.cutRanges, true));
  for (const [index, line] of out.session.split('\n').entries()) {
    if (line === '<gather>' || line === '') continue;
    expect(lines[originalLine(index + 1, facts, true) - 1]).toBe(line);
  }
  for (const [index, unit] of out.units.entries()) {
    for (const [at, line] of unit.trimEnd().split('\n').entries()) {
      expect(lines[(unitLine(index + 1, at + 1, facts) ?? 0) - 1]).toBe(line);
    }
  }
});

test('indexes inside a transaction, or of a script by hand, are not shared', () => {
  expect(scan(DUMP.replace('-- Name: one', 'BEGIN;')).facts.indexRuns).toHaveLength(0);
  expect(scan(DUMP.replace('-- Name: one', 'BEGIN;\nCOMMIT;')).facts.indexRuns).toHaveLength(2);
  expect(scan(DUMP.replaceAll('PostgreSQL database dump', 'by hand')).facts.indexRuns).toHaveLength(0);
});

test('a small dump, or one of another format, is left to one session', () => {
  const { facts } = scan(DUMP);
  const dump: Dump = { name: 'x', members: [], layers: [], ...facts };
  expect(sharesIndexes(dump)).toBe(false);
  expect(sharesIndexes({ ...dump, bytes: 1e9 })).toBe(true);
  expect(sharesIndexes({ ...dump, bytes: 1e9, indexRuns: [] })).toBe(false);
  expect(sharesIndexes({ ...dump, bytes: 1e9, format: 'custom' })).toBe(false);
});

test('an index that cannot be made is told by its line in the dump', () => {
  const { facts } = scan(DUMP);
  const [sample] = sampleManifest().dumps;
  if (!sample) throw new Error('the sample has a dump');
  const said = 'psql:/job/load.d/unit.2:1: ERROR:  could not create unique index "two"';
  const error = loadFailure(
    'db',
    'fresh',
    { ...sample, ...facts, bytes: 1e9 },
    { exitCode: 3, logTail: '' },
    { tail: [said, 'DETAIL:  Key (b)=(2) is duplicated.'], failure: 'client unit=2 psql=3', reserve: null },
  );
  const line = DUMP.split('\n').findIndex((text) => text.startsWith('CREATE UNIQUE')) + 1;
  expect(toAppError(error)).toMatchObject({
    code: 'load-failed',
    params: {
      reason: 'ERROR:  could not create unique index "two"',
      where: expect.stringMatching(new RegExp(`:${line}$`)),
    },
  });
});
