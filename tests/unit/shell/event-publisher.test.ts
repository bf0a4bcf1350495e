import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPublishers } from '../../../main/shell/event-publisher';
import type { RunEvent } from '../../../shared/restore/run-event';
import { sampleJob } from '../../support/sample-job';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function logLine(seq: number): RunEvent {
  const at = '2026-02-01T12:00:00.000Z';
  return {
    type: 'log',
    jobId: 'a',
    seq,
    at,
    step: 'load',
    level: 'info',
    source: 'host',
    text: `line ${seq}`,
  };
}

function record() {
  const sent: [string, unknown][] = [];
  return { sent, publish: createPublishers((channel, payload) => sent.push([channel, payload])) };
}

test('a flood of log lines leaves in few messages, every line once and in order', () => {
  const { sent, publish } = record();
  for (let seq = 1; seq <= 1_000; seq += 1) publish.restore.events({ jobId: 'a', events: [logLine(seq)] });
  expect(sent).toHaveLength(0);
  vi.advanceTimersByTime(100);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.[1]).toMatchObject({ jobId: 'a' });
  expect(JSON.stringify(sent[0]?.[1]).match(/"seq":\d+/g)).toEqual(
    Array.from({ length: 1_000 }, (_, index) => `"seq":${index + 1}`),
  );
});

test('two runs do not mix', () => {
  const { sent, publish } = record();
  publish.restore.events({ jobId: 'a', events: [logLine(1)] });
  publish.restore.events({ jobId: 'b', events: [{ ...logLine(1), jobId: 'b' }] });
  vi.advanceTimersByTime(100);
  expect(sent.map(([, payload]) => payload)).toMatchObject([{ jobId: 'a' }, { jobId: 'b' }]);
});

test('the end of a run is sent at once, after what was waiting', () => {
  const { sent, publish } = record();
  publish.restore.events({ jobId: 'a', events: [logLine(1)] });
  const finished: RunEvent = {
    type: 'finished',
    jobId: 'a',
    seq: 2,
    at: '2026-02-01T12:00:01.000Z',
    job: sampleJob(),
  };
  publish.restore.events({ jobId: 'a', events: [finished] });
  expect(sent).toHaveLength(1);
  expect(JSON.stringify(sent[0]?.[1])).toMatch(/"log".*"finished"/);
  vi.advanceTimersByTime(1_000);
  expect(sent).toHaveLength(1);
});

test('what a terminal wrote last is sent before its end', () => {
  const { sent, publish } = record();
  publish.terminal.data({ terminalId: 't', data: 'bye' });
  publish.terminal.data({ terminalId: 't', data: '\r\n' });
  publish.terminal.exit({ terminalId: 't', exitCode: 0 });
  expect(sent).toEqual([
    ['terminal:data', { terminalId: 't', data: 'bye\r\n' }],
    ['terminal:exit', { terminalId: 't', exitCode: 0 }],
  ]);
});
