import type { Profile } from '../../shared/profile';
import type { ReachOutcome } from '../../shared/target-checks';
import type { Connector } from '../restore/ports/host';

/** Opens a connection and closes it: host key, login, time. What is expected to happen is a value. */
export async function reachTarget(
  connector: Connector,
  profile: Profile,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ReachOutcome> {
  const outcome = await connector.connect(profile, options);
  if (outcome.kind !== 'connected') return outcome;
  await outcome.host.close();
  return { kind: 'reached', milliseconds: outcome.milliseconds };
}
