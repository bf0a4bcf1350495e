import { expect, test } from 'vitest';
import { inTurn } from '../../../main/restore/run/in-turn';

test('what is asked for while it goes on waits, and sees what was true when its turn came', async () => {
  let state = 'one';
  const written: string[] = [];
  const pauses = [20, 0];
  const write = inTurn(async () => {
    const read = state;
    await new Promise((resolve) => setTimeout(resolve, pauses.shift()));
    written.push(read);
  });
  const first = write();
  await new Promise((resolve) => setTimeout(resolve, 1));
  state = 'two';
  await Promise.all([first, write()]);
  expect(written).toEqual(['one', 'two']);
});

test('a failure is told to whoever asked, and to nobody after', async () => {
  let fails = true;
  const work = inTurn(async () => {
    if (fails) throw new Error('once');
    return 'done';
  });
  const first = work();
  await expect(first).rejects.toThrow('once');
  fails = false;
  await expect(work()).resolves.toBe('done');
});
