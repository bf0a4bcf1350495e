import { RestoreConsoleError } from '../../shared/errors/app-error';
import { BRIDGE_KEY, type ConsoleBridge } from '../../shared/ipc/bridge';
import { type ConsoleContract, contract } from '../../shared/ipc/contract';
import {
  type AnyEvent,
  type AnyRequest,
  type Client,
  channelName,
  type Subscriptions,
} from '../../shared/ipc/define';
import { wireResultSchema } from '../../shared/ipc/wire-result';

/** What the window's stores are given: typed calls, typed events, and the path of a dropped file. */
export interface ConsoleClient {
  readonly call: Client<ConsoleContract>;
  readonly on: Subscriptions<ConsoleContract>;
  readonly pathForFile: (file: File) => string;
}

/** Builds the typed client over a bridge. Replies and payloads are parsed, so what a store sees has the contract's shape. */
export function createClient(bridge: ConsoleBridge): ConsoleClient {
  const call: Record<string, Record<string, unknown>> = {};
  const on: Record<string, Record<string, unknown>> = {};
  for (const [group, entries] of Object.entries(contract)) {
    const calls: Record<string, unknown> = {};
    const events: Record<string, unknown> = {};
    for (const [name, definition] of Object.entries<AnyRequest | AnyEvent>(entries)) {
      const channel = channelName(group, name);
      if (definition.kind === 'request') calls[name] = caller(bridge, channel, definition);
      else events[name] = listener(bridge, channel, definition);
    }
    call[group] = calls;
    on[group] = events;
  }
  return {
    // The two records were just filled from the contract, entry by entry: the cast states what the loop did.
    call: call as unknown as Client<ConsoleContract>,
    on: on as unknown as Subscriptions<ConsoleContract>,
    pathForFile: (file) => bridge.pathForFile(file),
  };
}

function caller(bridge: ConsoleBridge, channel: string, definition: AnyRequest) {
  const reply = wireResultSchema(definition.output);
  return async (input: unknown): Promise<unknown> => {
    const result = reply.parse(await bridge.request(channel, input));
    if (!result.ok) throw new RestoreConsoleError(result.error);
    return result.value;
  };
}

function listener(bridge: ConsoleBridge, channel: string, definition: AnyEvent) {
  return (listen: (payload: unknown) => void) =>
    bridge.listen(channel, (payload) => listen(definition.payload.parse(payload)));
}

/** The client of this window. The only place that touches the page's global object for it. */
export function windowClient(): ConsoleClient {
  const bridge: unknown = Reflect.get(window, BRIDGE_KEY);
  if (!isBridge(bridge)) throw new Error('The preload script did not provide the bridge.');
  return createClient(bridge);
}

function isBridge(value: unknown): value is ConsoleBridge {
  return typeof value === 'object' && value !== null && 'request' in value && 'listen' in value;
}
