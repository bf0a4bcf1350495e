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

test('the prober asks again and again, but never while a question is under way', async () => {
  let [asked, underWay, most] = [0, 0, 0];
  const server = http.createServer((_, answer) => {
    asked += 1;
    underWay += 1;
    most = Math.max(most, underWay);
    const first = asked === 1;
    setTimeout(
      () => {
        underWay -= 1;
        answer.writeHead(first ? 503 : 200).end();
      },
      first ? 400 : 0,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const prober = startProber(`http://127.0.0.1:${port}/`);
  while (asked < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  const found = await prober.stop();
  server.close();
  expect(found.map(({ healthy }) => healthy)).toEqual([false, ...found.slice(1).map(() => true)]);
  expect(found.length).toBeGreaterThanOrEqual(3);
  expect(most).toBe(1);
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
