import { RestoreConsoleError, toAppError } from '../../shared/errors/app-error';
import type { ConsoleBridge } from '../../shared/ipc/bridge';
import { type ConsoleContract, contract } from '../../shared/ipc/contract';
import {
  type AnyEvent,
  type AnyRequest,
  channelName,
  type Handlers,
  type Publishers,
} from '../../shared/ipc/define';

/** Answers of the double: any part of the contract; what is not answered fails loudly. */
export type PartialHandlers = {
  readonly [G in keyof ConsoleContract]?: Partial<Handlers<ConsoleContract>[G]>;
};

export interface Call {
  readonly channel: string;
  readonly input: unknown;
}

export interface ContractDouble {
  readonly bridge: ConsoleBridge;
  /** Every request, in order, as the window sent it. */
  readonly calls: readonly Call[];
  /** Sends an event to the window, checked against the contract. */
  readonly publish: Publishers<ConsoleContract>;
}

/**
 * Main as the window sees it, made from the contract: inputs and answers are parsed with the same schemas, so a test
 * cannot pass with a shape the real main would never send or take.
 */
export function createContractDouble(
  handlers: PartialHandlers,
  pathForFile: (file: object) => string = () => '',
): ContractDouble {
  const calls: Call[] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const definitions = new Map<string, AnyRequest>();
  const publish: Record<string, Record<string, unknown>> = {};
  for (const [group, entries] of Object.entries(contract)) {
    const publishers: Record<string, unknown> = {};
    for (const [name, definition] of Object.entries<AnyRequest | AnyEvent>(entries)) {
      const channel = channelName(group, name);
      if (definition.kind === 'request') definitions.set(channel, definition);
      else
        publishers[name] = (payload: unknown) => {
          const parsed = definition.payload.parse(payload);
          for (const listener of listeners.get(channel) ?? []) listener(parsed);
        };
    }
    publish[group] = publishers;
  }

  return {
    calls,
    // Filled from the contract, entry by entry, just above.
    publish: publish as unknown as Publishers<ConsoleContract>,
    bridge: {
      request: async (channel, input) => {
        const definition = definitions.get(channel);
        if (!definition) throw new Error(`Not in the contract: ${channel}`);
        calls.push({ channel, input });
        try {
          const value = await handlerFor(handlers, channel)(definition.input.parse(input));
          return { ok: true, value: definition.output.parse(value) };
        } catch (thrown) {
          if (!(thrown instanceof RestoreConsoleError)) throw thrown;
          return { ok: false, error: toAppError(thrown) };
        }
      },
      listen: (channel, listener) => {
        const mine = listeners.get(channel) ?? new Set();
        listeners.set(channel, mine);
        mine.add(listener);
        return () => mine.delete(listener);
      },
      pathForFile,
    },
  };
}

function handlerFor(handlers: PartialHandlers, channel: string): (input: unknown) => Promise<unknown> {
  const [group = '', name = ''] = channel.split(':');
  const answers: unknown = Reflect.get(handlers, group);
  const handler: unknown =
    typeof answers === 'object' && answers !== null ? Reflect.get(answers, name) : undefined;
  if (typeof handler !== 'function') throw new Error(`The double has no answer for ${channel}`);
  return async (input) => handler(input);
}
