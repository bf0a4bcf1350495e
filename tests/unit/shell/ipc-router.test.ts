import type { IpcMainInvokeEvent } from 'electron';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bindContract } from '../../../main/shell/ipc-router';
import { type AppError, fail } from '../../../shared/errors/app-error';
import { event, type Handlers, request } from '../../../shared/ipc/define';

const contract = {
  jobs: {
    count: request(
      z.object({ filter: z.object({ limit: z.number().max(10) }), label: z.string().default('all') }),
      z.object({ total: z.number(), label: z.string() }),
    ),
    changed: event(z.object({})),
  },
} as const;

type Call = (event: IpcMainInvokeEvent, input: unknown) => Promise<unknown>;
type Count = Handlers<typeof contract>['jobs']['count'];

/** Binds the contract to a stand-in for ipcMain and gives back what was bound and reported. */
function bind(count: Count, trusted = true) {
  const channels = new Map<string, Call>();
  const reported: [string, AppError][] = [];
  bindContract(
    { handle: (channel, listener) => channels.set(channel, listener) },
    contract,
    { jobs: { count } },
    { isTrusted: () => trusted, report: (channel, error) => reported.push([channel, error]) },
  );
  const call = channels.get('jobs:count');
  // The router only hands the event to isTrusted, which is stood in for here.
  const send = (input: unknown) => call?.({} as IpcMainInvokeEvent, input);
  return { channels, reported, send };
}

const answering: Count = async ({ filter, label }) => ({ total: filter.limit, label });

describe('the router', () => {
  test('binds requests, by group and call, and no events', () => {
    expect([...bind(answering).channels.keys()]).toEqual(['jobs:count']);
  });

  test('hands the parsed input on, defaults filled in, and answers with the value', async () => {
    const { send } = bind(answering);
    expect(await send({ filter: { limit: 3 }, smuggled: true })).toEqual({
      ok: true,
      value: { total: 3, label: 'all' },
    });
  });

  test('refuses input that the schema refuses, with the path, without calling the handler', async () => {
    let called = false;
    const { send, reported } = bind(async (input) => {
      called = true;
      return answering(input);
    });
    expect(await send({ filter: { limit: 11 } })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request', params: { channel: 'jobs:count', path: 'filter.limit' } },
    });
    expect(called).toBe(false);
    expect(reported).toHaveLength(1);
  });

  test('refuses a sender that is not ours before it looks at the input', async () => {
    const { send } = bind(answering, false);
    expect(await send({ filter: { limit: 3 } })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
  });

  test('an error of the closed set crosses as it is', async () => {
    const { send } = bind(async () => {
      throw fail('lock-held', { by: 'ana@laptop' }, { left: 'nothing-touched' });
    });
    expect(await send({ filter: { limit: 1 } })).toEqual({
      ok: false,
      error: { code: 'lock-held', params: { by: 'ana@laptop' }, left: 'nothing-touched' },
    });
  });

  test('any other thrown thing crosses as an internal error and is reported', async () => {
    const { send, reported } = bind(async () => {
      throw new TypeError('x is not a function');
    });
    expect(await send({ filter: { limit: 1 } })).toMatchObject({
      ok: false,
      error: { code: 'internal', params: { message: 'x is not a function' } },
    });
    expect(reported[0]?.[0]).toBe('jobs:count');
  });

  test('an answer outside the contract does not reach the page', async () => {
    const broken = async () => ({ total: 'three', label: 'all' });
    const { send } = bind(broken as unknown as Count);
    expect(await send({ filter: { limit: 1 } })).toMatchObject({ ok: false, error: { code: 'internal' } });
  });
});
