import type { IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { type AppError, toAppError } from '../../shared/errors/app-error';
import { type AnyRequest, type Contract, channelName, type Handlers } from '../../shared/ipc/define';
import type { WireResult } from '../../shared/ipc/wire-result';

/** The part of Electron's `ipcMain` that is used. */
export interface RequestPort {
  handle(channel: string, listener: (event: IpcMainInvokeEvent, input: unknown) => Promise<unknown>): void;
}

export interface RouterOptions {
  /** True only for the top frame of our own window, showing our own page. */
  readonly isTrusted: (event: IpcMainInvokeEvent) => boolean;
  /** Told of every error that leaves by this way, for the log. */
  readonly report: (channel: string, error: AppError) => void;
}

/** Handlers of whatever groups and calls, each taking what only its own schema can make. */
type AnyHandlers = Readonly<Record<string, Readonly<Record<string, (input: never) => Promise<unknown>>>>>;

/**
 * Binds every request of the contract to its handler: THE place where a message of the page becomes a call.
 * Sender, input and output are checked here and nowhere else; whatever goes wrong is answered as an error
 * of the closed set, never thrown across the bridge, never silent.
 */
export function bindContract<C extends Contract>(
  port: RequestPort,
  contract: C,
  handlers: Handlers<C>,
  options: RouterOptions,
): void {
  const table: AnyHandlers = handlers;
  for (const [group, calls] of Object.entries(contract)) {
    for (const [call, definition] of Object.entries(calls)) {
      if (definition.kind !== 'request') continue;
      const handler = table[group]?.[call];
      const channel = channelName(group, call);
      if (!handler) throw new Error(`The contract's ${channel} has no handler`);
      port.handle(channel, (event, input) => answer(channel, definition, handler, event, input, options));
    }
  }
}

async function answer(
  channel: string,
  definition: AnyRequest,
  handler: (input: never) => Promise<unknown>,
  event: IpcMainInvokeEvent,
  input: unknown,
  { isTrusted, report }: RouterOptions,
): Promise<WireResult<unknown>> {
  const refuse = (error: AppError): WireResult<never> => {
    report(channel, error);
    return { ok: false, error };
  };
  if (!isTrusted(event)) return refuse(invalidRequest(channel, '', 'not from this window'));
  const parsed = definition.input.safeParse(input);
  if (!parsed.success) return refuse(refusedInput(channel, parsed.error));
  try {
    // The schema of this very handler made the value; the loop over the contract cannot carry that in a type.
    const value = definition.output.safeParse(await handler(parsed.data as never));
    if (value.success) return { ok: true, value: value.data };
    return refuse({
      code: 'internal',
      params: { message: `${channel} answered outside its contract at ${firstPath(value.error)}`, channel },
    });
  } catch (thrown) {
    return refuse(toAppError(thrown));
  }
}

function refusedInput(channel: string, error: z.ZodError): AppError {
  return invalidRequest(channel, firstPath(error), error.issues[0]?.message ?? 'not as the contract has it');
}

function invalidRequest(channel: string, path: string, reason: string): AppError {
  const message = [channel, path, reason].filter((part) => part !== '').join(': ');
  return { code: 'invalid-request', params: { channel, path, message } };
}

/** Where the first thing lies that the schema refuses, such as `options.dump`; empty for the whole value. */
function firstPath(error: z.ZodError): string {
  return error.issues[0]?.path.join('.') ?? '';
}
