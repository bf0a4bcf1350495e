import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RemoteHost } from '../../../main/restore/ports/host';
import { measureDowntime } from '../../../main/restore/steps/downtime-meter';
import { fail } from '../../../shared/errors/app-error';
import type { HealthCheck } from '../../../shared/profile';

const HTTP: HealthCheck = { kind: 'http', url: 'http://127.0.0.1:8000/health/', expectStatus: 200 };
const START = 5_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A site that answers as `statusAt` says, by a clock that moves only when the test lets it; null: nothing answers. */
function measured(statusAt: (milliseconds: number) => number | null, health: HealthCheck | null = HTTP) {
  const began = Date.now();
  const elapsed = (): number => Date.now() - began;
  const asked: number[] = [];
  const host: Pick<RemoteHost, 'httpGet'> = {
    async httpGet() {
      asked.push(elapsed());
      const status = statusAt(elapsed());
      if (status === null) throw fail('command-failed', { command: 'GET', exitCode: 'none' });
      return { status, body: '' };
    },
  };
  // Any beginning: only differences count.
  const clock = { now: () => new Date(), ticks: () => START + elapsed() };
  const meter = measureDowntime(health, host as RemoteHost, clock);
  return {
    asked,
    /** Lets time pass, then ends the asking. */
    async stopAfter(milliseconds: number): Promise<number | null> {
      await vi.advanceTimersByTimeAsync(milliseconds);
      const seconds = meter.stop();
      await vi.advanceTimersByTimeAsync(10_000);
      return seconds;
    },
  };
}

test('the site is asked every 100 ms, and not once more when the measure has ended', async () => {
  const { asked, stopAfter } = measured(() => 200);
  await stopAfter(450);
  expect(asked).toEqual([0, 100, 200, 300, 400]);
});

test('downtime is from the first failure to the first success after it, whatever the failure is', async () => {
  const site = measured((at) => (at < 300 ? 200 : at < 600 ? 502 : at < 1_000 ? null : 200));
  expect(await site.stopAfter(2_000)).toBe(0.7);
});

test('a site that fails again counts as down until it answers for good', async () => {
  const site = measured((at) => ((at >= 300 && at < 600) || (at >= 900 && at < 1_200) ? 503 : 200));
  expect(await site.stopAfter(2_000)).toBe(0.9);
});

test('a site that answers only after the host has said healthy is waited for a little', async () => {
  const site = measured((at) => (at >= 300 && at < 1_500 ? null : 200));
  expect(await site.stopAfter(1_000)).toBe(1.2);
});

test('a site that does not come back has no measure, nor has one that never failed or cannot be asked', async () => {
  expect(await measured((at) => (at < 300 ? 200 : null)).stopAfter(1_000)).toBeNull();
  expect(await measured(() => 200).stopAfter(1_000)).toBeNull();
  const docker: HealthCheck = { kind: 'docker', service: { by: 'name', name: 'web' } };
  const unasked = measured(() => null, docker);
  expect(await unasked.stopAfter(1_000)).toBeNull();
  expect(unasked.asked).toEqual([]);
});
