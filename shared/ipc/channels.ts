import { type Contract, channelName } from './define';

/** The channel names of all requests, or of all events, of a contract. */
export function channelsOf(contract: Contract, kind: 'request' | 'event'): ReadonlySet<string> {
  const names = Object.entries(contract).flatMap(([group, calls]) =>
    Object.entries(calls)
      .filter(([, definition]) => definition.kind === kind)
      .map(([call]) => channelName(group, call)),
  );
  return new Set(names);
}
