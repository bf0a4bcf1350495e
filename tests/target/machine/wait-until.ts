import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer is not undefined; after `limit` milliseconds an error tells what was awaited. */
export async function waitUntil<T>(
  what: string,
  limit: number,
  ask: () => Promise<T | undefined>,
  explain: () => Promise<string> = async () => '',
): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${limit / 1000} s\n${await explain()}`.trim());
    await sleep(100);
  }
}
