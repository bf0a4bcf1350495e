import { expect, test } from 'vitest';
import { appendLines, EMPTY_LOG, KEPT_LINES } from '../../../renderer/features/run/log/log-buffer';
import {
  countLevels,
  LOG_LEVELS,
  linesAsText,
  matchesIn,
  visibleLines,
} from '../../../renderer/features/run/log/log-filter';
import type { LogEvent } from '../../../shared/restore/run-event';

function line(seq: number, change: Partial<LogEvent> = {}): LogEvent {
  return {
    type: 'log',
    jobId: 'j',
    seq,
    at: '2026-02-04T12:00:00Z',
    step: 'load',
    level: 'info',
    source: 'host',
    text: `COPY ${seq}`,
    ...change,
  };
}
const empty = () => ({ ...EMPTY_LOG, lines: [] });
const all = new Set(LOG_LEVELS);

test('lines that were there already are passed over, so a page and the live stream may overlap', () => {
  const once = appendLines(empty(), [line(1), line(2)]);
  const twice = appendLines(once, [line(2), line(3)]);
  expect(twice.lines.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test('a buffer that grew is another object, one that did not is the same', () => {
  const before = appendLines(empty(), [line(1)]);
  expect(appendLines(before, [line(1)])).toBe(before);
  expect(appendLines(before, [line(2)])).not.toBe(before);
});

test('the oldest lines go when there are too many to keep in the window', () => {
  const many = Array.from({ length: KEPT_LINES + 10_001 }, (_, index) => line(index + 1));
  const kept = appendLines(empty(), many);
  expect(kept.lines).toHaveLength(KEPT_LINES);
  expect(kept.lines.at(-1)?.seq).toBe(KEPT_LINES + 10_001);
});

test('with nothing filtered the very array is shown', () => {
  const lines = [line(1), line(2)];
  expect(visibleLines(lines, { levels: all, step: null })).toBe(lines);
});

test('levels and a step are filtered together', () => {
  const lines = [line(1), line(2, { level: 'error' }), line(3, { level: 'error', step: 'verify' })];
  expect(visibleLines(lines, { levels: new Set(['error']), step: 'verify' }).map(({ seq }) => seq)).toEqual([
    3,
  ]);
  expect(countLevels(lines, null)).toEqual({ debug: 0, info: 1, warning: 0, error: 2 });
  expect(countLevels(lines, 'verify').error).toBe(1);
});

test('a search finds whatever the case, and nothing for nothing', () => {
  const lines = [line(1, { text: 'CREATE TABLE' }), line(2, { text: 'create index' }), line(3)];
  expect(matchesIn(lines, ' Create ')).toEqual([0, 1]);
  expect(matchesIn(lines, '  ')).toEqual([]);
});

test('copied lines carry time and step', () => {
  expect(linesAsText([line(1), line(2, { step: null })], () => '12:00:00')).toBe(
    '12:00:00  load           COPY 1\n12:00:00                 COPY 2',
  );
});
