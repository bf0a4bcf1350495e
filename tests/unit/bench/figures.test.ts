import http from 'node:http';
import { expect, test } from 'vitest';
import { median } from '../../bench/median';
import { residentBytes } from '../../bench/memory-bench';
import { type Sample, secondsWithoutService, startProber } from '../../bench/outside-prober';
import { secondsOf } from '../../bench/restore-bench';

/** One sample a second: `+` answered, `-` did not. */
function samples(line: string): readonly Sample[] {
  return [...line].map((sign, second) => ({ askedAt: second, healthy: sign === '+' }));
}

test('an outage counts from its first failure to the first success', () => {
  expect(secondsWithoutService(samples('++---++'))).toBe(3);
});

test('several outages are added up, and what lay between them is not', () => {
  expect(secondsWithoutService(samples('+-+++--+'))).toBe(3);
});

test('an outage that does not end counts to the last question', () => {
  expect(secondsWithoutService(samples('++--'))).toBe(1);
});

test('a service that always answers, and one that was never asked, were never away', () => {
  expect(secondsWithoutService(samples('+++'))).toBe(0);
  expect(secondsWithoutService([])).toBe(0);
});

test('the prober gives its samples in the order they were asked, though the first question is answered last', async () => {
  let asked = 0;
  const server = http.createServer((_, answer) => {
    asked += 1;
    const status = asked === 1 ? 503 : 200;
    setTimeout(() => answer.writeHead(status).end(), asked === 1 ? 400 : 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const prober = startProber(`http://127.0.0.1:${port}/`);
  while (asked < 4) await new Promise((resolve) => setTimeout(resolve, 20));
  const found = await prober.stop();
  server.close();
  expect(found[0]?.healthy).toBe(false);
  expect(found.slice(1).every((sample) => sample.healthy)).toBe(true);
  expect(found.length).toBeGreaterThanOrEqual(4);
});

test('the median is the middle by size, not by place', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 9])).toBe(10);
  expect(median([])).toBeNaN();
});

test('the own part of a cutover adds the named parts and takes one that did not happen as nothing', () => {
  const parts = new Map([
    ['stop', 2],
    ['block', 0.25],
    ['swap', 0.5],
  ]);
  expect(secondsOf(parts, ['block', 'swap', 'media'])).toBe(0.75);
});

test('resident memory is read out of what the kernel says', () => {
  expect(residentBytes('VmHWM:\t  200 kB\nVmRSS:\t  123456 kB\n')).toBe(123456 * 1024);
  expect(residentBytes('nothing of the kind')).toBeNaN();
});
