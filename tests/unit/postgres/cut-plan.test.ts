import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutApplies, cutSegments, originalLine } from '../../../main/postgres/load/cut-plan';
import type { CutRange } from '../../../shared/manifest';

const range = (start: number, end: number, line = 1, lines = 1): CutRange => ({
  start,
  end,
  firstLine: line,
  lastLine: line + lines - 1,
  rule: 'owner',
  text: '',
});

function apply(text: string, ranges: readonly CutRange[]): string {
  let position = 0;
  let kept = '';
  for (const { keep, drop } of cutSegments(ranges, text.length)) {
    kept += text.slice(position, position + keep);
    position += keep + drop;
  }
  expect(position).toBe(text.length);
  return kept;
}

test('segments keep exactly what no range covers, for any ranges in any order', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 80 }),
      fc.array(fc.nat(80), { maxLength: 16 }),
      (text, points) => {
        const edges = [...new Set(points.map((point) => Math.min(point, text.length)))].sort((a, b) => a - b);
        const ranges: CutRange[] = [];
        for (let i = 0; i + 1 < edges.length; i += 2) ranges.push(range(edges[i] ?? 0, edges[i + 1] ?? 0));
        const expected = [...Array(text.length).keys()]
          .filter((at) => !ranges.some((each) => at >= each.start && at < each.end))
          .map((at) => text[at])
          .join('');
        expect(apply(text, [...ranges].reverse())).toBe(expected);
      },
    ),
  );
});

test('neighbouring ranges become one segment', () => {
  const ranges = Array.from({ length: 1000 }, (_, n) => range(10 + n, 11 + n));
  expect(cutSegments(ranges, 2000)).toEqual([
    { keep: 10, drop: 1000 },
    { keep: 990, drop: 0 },
  ]);
});

test('ranges that overlap or leave the dump are refused', () => {
  expect(() => cutSegments([range(0, 5), range(4, 6)], 10)).toThrow(/internal/);
  expect(() => cutSegments([range(5, 11)], 10)).toThrow(/internal/);
});

test('a line of what is left is told by its number in the dump', () => {
  const ranges = [range(0, 0, 2, 3), range(0, 0, 7, 1)];
  expect([1, 2, 3, 4].map((line) => originalLine(line, ranges))).toEqual([1, 5, 6, 8]);
});

test('a setting is cut only where the server does not know it, a schema only where it is there already', () => {
  const target = { knownSettings: new Set(['row_security']), schemas: new Set(['public']) };
  expect(cutApplies({ rule: 'unknown-setting', subject: 'row_security' }, target)).toBe(false);
  expect(cutApplies({ rule: 'unknown-setting', subject: 'transaction_timeout' }, target)).toBe(true);
  expect(cutApplies({ rule: 'schema-exists', subject: 'public' }, target)).toBe(true);
  expect(cutApplies({ rule: 'schema-exists', subject: 'sales' }, target)).toBe(false);
  expect(cutApplies({ rule: 'cloud-sql-extension', subject: 'x' }, target)).toBe(true);
  expect(cutApplies({ rule: 'owner' }, target)).toBe(true);
});
