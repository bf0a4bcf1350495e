import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TerminalSessions } from '../../../main/terminal/terminal-sessions';
import { profileSchema } from '../../../shared/profile';
import { temporaryFolder } from '../../support/temporary-folder';

/** Sessions whose output can be waited for. */
function sessions(folder = temporaryFolder()) {
  let output = '';
  const waiting: { text: string; done: () => void }[] = [];
  let ended: (code: number) => void = () => undefined;
  const exit = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const terminals = new TerminalSessions(folder, {
    data: (_id, data) => {
      output += data;
      for (const wait of waiting) if (output.includes(wait.text)) wait.done();
    },
    exit: (_id, code) => ended(code),
  });
  const until = (text: string) => new Promise<void>((done) => waiting.push({ text, done }));
  return { terminals, exit, until, output: () => output };
}

test('a local shell runs what is typed, at the size of its window, and says how it ended', async () => {
  const { terminals, exit, until } = sessions();
  const { terminalId, title } = await terminals.open(null, { cols: 91, rows: 23 });
  expect(title).not.toBe('');
  const size = until('23 91');
  terminals.write(terminalId, 'stty size\r');
  await size;
  terminals.resize(terminalId, { cols: 120, rows: 40 });
  const resized = until('40 120');
  terminals.write(terminalId, 'stty size\r');
  await resized;
  terminals.write(terminalId, 'exit 7\r');
  expect(await exit).toBe(7);
  expect(() => terminals.write(terminalId, 'x')).toThrow('invalid-request');
});

test('a closed terminal ends its program', async () => {
  const { terminals, exit } = sessions();
  const { terminalId } = await terminals.open(null, { cols: 80, rows: 24 });
  terminals.close(terminalId);
  await exit;
  terminals.close(terminalId);
});

test('a terminal to a target runs the system ssh and takes its files away afterwards', async () => {
  const folder = temporaryFolder();
  const { terminals, exit, output } = sessions(folder);
  const nobodyThere = profileSchema.parse({
    version: 1,
    name: 'nobody',
    environment: 'other',
    host: { host: '127.0.0.1', port: 1, user: 'u', authentication: { kind: 'agent' } },
    database: { container: { by: 'name', name: 'db' }, name: 'app', applicationRole: 'app' },
    services: [],
    media: null,
    health: null,
  });
  const { title } = await terminals.open(nobodyThere, { cols: 80, rows: 24 });
  expect(title).toBe('u@127.0.0.1');
  expect(await exit).toBe(255);
  expect(output()).toContain('port 1');
  await expect.poll(() => (existsSync(folder) ? readdirSync(folder) : [])).toEqual([]);
});
