import { expect, test } from 'vitest';
import { formatBytes, formatRate } from '../../../shared/format/bytes';
import { formatClock, formatDuration } from '../../../shared/format/duration';
import { formatNumber, formatPercent } from '../../../shared/format/number';
import { formatAge, formatDateTime, formatWithZone } from '../../../shared/format/time';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_500, '1.5 kB'],
  [612_400_000, '612.4 MB'],
  [999_960_000, '1.00 GB'],
  [1_020_000_000, '1.02 GB'],
  [345_600_000_000, '345.6 GB'],
  [null, '–'],
])('%s bytes read as %s', (bytes, text) => {
  expect(formatBytes(bytes, 'en')).toBe(text);
});

test('Spanish writes a decimal comma and groups with points', () => {
  expect(formatBytes(612_400_000, 'es')).toBe('612,4 MB');
  expect(formatNumber(1_204_331, 'es')).toBe('1.204.331');
  expect(formatNumber(1_204_331, 'en')).toBe('1,204,331');
});

test('a rate keeps one unit', () => {
  expect(formatRate(38_200_000, 'en')).toBe('38.2 MB/s');
  expect(formatRate(420_000, 'en')).toBe('0.42 MB/s');
  expect(formatRate(null, 'en')).toBe('– MB/s');
});

test.each([
  [0, '0 s'],
  [0.42, '0.4 s'],
  [9.97, '10 s'],
  [59.6, '1 min 00 s'],
  [134, '2 min 14 s'],
  [3_900, '1 h 05 min'],
  [97_200, '1 d 3 h'],
  [Number.NaN, '–'],
])('%s seconds read as %s', (seconds, text) => {
  expect(formatDuration(seconds, 'en')).toBe(text);
});

test.each([
  [0, '0:00.0'],
  [4_210, '0:04.2'],
  [59_990, '0:59.9'],
  [60_000, '1:00'],
  [3_751_000, '1:02:31'],
])('a clock at %s ms shows %s', (milliseconds, text) => {
  expect(formatClock(milliseconds, 'en')).toBe(text);
});

test('whole percent is rounded down, so 100 % is only said of what is done', () => {
  expect(formatPercent(0.9999)).toBe('99 %');
  expect(formatPercent(1)).toBe('100 %');
  expect(formatPercent(0.29)).toBe('29 %');
});

test('an age is told in the largest whole unit', () => {
  const now = new Date('2026-02-04T12:00:00Z');
  expect(formatAge('2026-02-01T12:00:00Z', now, 'en')).toBe('3 days');
  expect(formatAge('2026-02-04T11:00:00Z', now, 'es')).toBe('1 hora');
  expect(formatAge('2026-02-04T11:59:40Z', now, 'en')).toBe('less than a minute');
  expect(formatAge('not a date', now, 'en')).toBe('–');
});

test('a moment is told in local time, with the zone where it is asked for', () => {
  const local = new Date(2026, 1, 1, 12, 0, 31).toISOString();
  expect(formatDateTime(local, 'en')).toBe('1 Feb 2026, 12:00');
  expect(formatDateTime(local, 'es')).toBe('1 feb 2026, 12:00');
  expect(formatWithZone(local, 'en')).toMatch(/^1 Feb 2026, 12:00:31 UTC([+−]\d\d:\d\d)?$/);
  expect(formatDateTime(null, 'en')).toBe('–');
});
