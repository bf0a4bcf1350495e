import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, type TestContext, test } from 'vitest';
import { afterNames } from '../../../main/restore/after-commands/files';
import type { AfterCommand } from '../../../main/restore/ports/after-commands';
import { oneOffEngine } from '../../support/one-off-engine';
import { hostShells } from '../../support/shells';

const NAME = 'rc-12345678-after-1';

// Beside each other: most of their time is a poll's wait for news.
describe.each(hostShells())('under $name', { concurrent: true }, ({ path }) => {
  function engine(
    { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
    change: Partial<AfterCommand['command']> = {},
    env = ['DB_PASSWORD=hunter2'],
  ) {
    const all = oneOffEngine({ env, networks: ['metrics'], path }, onTestFinished);
    const service = { by: 'name', name: 'web' } as const;
    const command: AfterCommand = {
      place: all.place,
      number: 1,
      command: { service, command: ['manage.py', 'rebuild'], timeoutSeconds: 60, ...change },
    };
    /** The script on the host that attends the command's container. */
    const killAttendant = () => process.kill(Number(all.lines('attendant')[0]), 'SIGKILL');
    return { ...all, command, killAttendant };
  }

  test('a command runs once in a container of its own with its service’s environment and networks, and its lines are told', async (context) => {
    const { commandIs, begin, command, lines, at, place } = engine(context, {}, [
      'DB_PASSWORD=hunter2',
      'PEM=a\nb',
    ]);
    commandIs('echo one; echo two >&2');
    const { end, told } = begin(command);
    expect(await end).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(told).toEqual(['one', 'two']);
    expect(lines('runs')).toEqual([NAME]);
    expect(lines(`containers/${NAME}/env`)).toEqual(['DB_PASSWORD=hunter2', 'PEM=a', 'b']);
    expect(lines(`containers/${NAME}/networks`)).toEqual(['app', 'metrics']);
    const calls = lines('calls.log').join('\n');
    expect(calls).toMatch(/^create .*--volumes-from id-of-web .*\/entry\.sh sha256:app manage\.py rebuild$/m);
    expect(calls).not.toContain('hunter2');
    expect(calls).not.toMatch(/^exec /m);
    expect(readdirSync(place.jobDir).sort()).toEqual(['after-1.begun', 'after-1.log', 'after-1.status']);
    expect(existsSync(at(`containers/${NAME}`))).toBe(true);
  });

  test('a command that has ended is told again, never run again: its container may be gone', async (context) => {
    const { commandIs, begin, command, lines, afterCommands } = engine(context);
    commandIs('echo broken; exit 3');
    expect(await begin(command).end).toMatchObject({ kind: 'exited', exitCode: 3 });
    await afterCommands.remove(command);
    await afterCommands.remove(command);
    const again = await begin(command).end;
    expect(again).toMatchObject({ kind: 'exited', exitCode: 3 });
    expect(again).toMatchObject({ logTail: 'broken\n' });
    expect(lines('runs')).toEqual([NAME]);
  });

  test('consoles that come at the same time, or after one that went away, follow the one that runs', async (context) => {
    const { commandIs, begin, command, lines, at, until } = engine(context);
    commandIs(`echo begun; while [ ! -e "${at('go')}" ]; do sleep 0.05; done; echo ended`);
    const first = begin(command);
    await until('work/jobs/12345678-aaaa/after-1.log', /begun/);
    while (first.told.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    first.abort.abort();
    await expect(first.end).rejects.toMatchObject({ error: { code: 'cancelled' } });
    const both = [begin(command, first.reached.offset), begin(command)];
    writeFileSync(at('go'), '');
    for (const { end } of both) expect(await end).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(both.map(({ told }) => told)).toEqual([['ended'], ['begun', 'ended']]);
    expect(lines('runs')).toEqual([NAME]);
  });

  test('two consoles that both find nothing begun start it once', async (context) => {
    const { commandIs, begin, command, lines } = engine(context);
    commandIs('sleep 0.3');
    const ends = await Promise.all([begin(command).end, begin(command).end]);
    expect(ends.every((end) => end.kind === 'exited' && end.exitCode === 0)).toBe(true);
    expect(lines('runs')).toEqual([NAME]);
  });

  test('a container that a console has made and not started is taken, not made again', async (context) => {
    const { commandIs, begin, command, lines, at } = engine(context);
    commandIs('exit 0');
    await begin(command).end;
    for (const name of ['begun', 'log', 'status']) rmSync(at(`work/jobs/12345678-aaaa/after-1.${name}`));
    writeFileSync(at(`containers/${NAME}/state`), 'created 0\n');
    expect(await begin(command).end).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(lines('calls.log').filter((call) => call.startsWith('create'))).toHaveLength(1);
    expect(lines('calls.log').filter((call) => call.startsWith('network connect'))).toHaveLength(1);
  });

  test('at its limit the container itself is ended', async (context) => {
    const { commandIs, begin, command, at } = engine(context, { timeoutSeconds: 1 });
    commandIs(`while [ -e "${at(`containers/${NAME}`)}" ]; do sleep 0.05; done`);
    expect(await begin(command).end).toMatchObject({ kind: 'timed-out' });
    expect(existsSync(at(`containers/${NAME}`))).toBe(false);
  });

  test('a container that is gone without a word is vanished, and what was begun is not begun again', async (context) => {
    const { commandIs, begin, command, lines, at, until } = engine(context);
    commandIs(`echo half; while [ -e "${at(`containers/${NAME}`)}" ]; do sleep 0.05; done`);
    const { end } = begin(command);
    await until('work/jobs/12345678-aaaa/after-1.log', /half/);
    rmSync(at(`containers/${NAME}`), { recursive: true });
    expect(await end).toMatchObject({ kind: 'vanished', logTail: expect.stringContaining('half') });
    expect((await begin(command).end).kind).toBe('vanished');
    expect(lines('runs')).toEqual([NAME]);
  });

  test.for([
    [0, 'vanished'],
    [5, 'exited'],
  ] as const)(
    'where nobody on the host saw it end, the container’s status %d alone makes it %s',
    async ([code, kind], context) => {
      const { commandIs, begin, command, at, until, killAttendant } = engine(context);
      commandIs(`echo begun; while [ ! -e "${at('go')}" ]; do sleep 0.05; done; exit ${code}`);
      const { end } = begin(command);
      await until('work/jobs/12345678-aaaa/after-1.log', /begun/);
      killAttendant();
      writeFileSync(at('go'), '');
      expect((await end).kind).toBe(kind);
    },
  );

  test('a container that has ended a while before its status is written is not taken for vanished', async (context) => {
    const { commandIs, begin, command, at } = engine(context);
    commandIs('exit 0');
    writeFileSync(at('slow-client'), '');
    expect(await begin(command).end).toMatchObject({ kind: 'exited', exitCode: 0 });
  });

  test('a command that docker cannot start is told with docker’s words', async (context) => {
    const { begin, command, at } = engine(context);
    writeFileSync(at('cannot-start'), '');
    const end = await begin(command).end;
    expect(end).toMatchObject({ kind: 'exited', exitCode: 127 });
    expect(JSON.stringify(end)).toContain('executable file not found');
  });

  test('without its service’s container nothing is run, and no secret is left', async (context) => {
    const { begin, command, at, host, lines } = engine(context);
    rmSync(at('containers/web'), { recursive: true });
    expect(await begin(command).end).toMatchObject({
      kind: 'not-started',
      error: { code: 'container-missing', params: { container: 'web' } },
    });
    expect(await host.stat(afterNames(command).begun)).toBeNull();
    expect(lines('runs')).toEqual([]);
  });
});
