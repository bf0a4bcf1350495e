import { expect, test } from 'vitest';
import { jobLogText } from '../../../main/shell/job-log-text';
import type { LogEvent } from '../../../shared/restore/run-event';

const lines: LogEvent[] = Array.from({ length: 12_001 }, (_, index) => ({
  type: 'log',
  jobId: 'j',
  seq: index + 1,
  at: '2026-02-01T12:00:00.000Z',
  step: index === 0 ? null : 'load',
  level: 'info',
  source: 'host',
  text: `COPY ${index}`,
}));

test('a log longer than one page is written whole, in order', async () => {
  const text = await jobLogText(
    async ({ from, limit }) => ({ lines: lines.slice(from, from + limit), total: lines.length }),
    'j',
  );
  const written = text.trimEnd().split('\n');
  expect(written).toHaveLength(lines.length);
  expect(written[0]).toBe('2026-02-01T12:00:00.000Z info    - host: COPY 0');
  expect(written.at(-1)).toBe('2026-02-01T12:00:00.000Z info    load host: COPY 12000');
});

test('an empty log is an empty text', async () => {
  expect(await jobLogText(async () => ({ lines: [], total: 0 }), 'j')).toBe('');
});

test('a log that is cut short while it is read ends there', async () => {
  const text = await jobLogText(
    async ({ from }) => ({ lines: from === 0 ? lines.slice(0, 2) : [], total: 5 }),
    'j',
  );
  expect(text.trimEnd().split('\n')).toHaveLength(2);
});
