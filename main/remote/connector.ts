import type { Profile } from '../../shared/profile';
import type { ConnectOutcome, Connector } from '../restore/ports/host';
import type { SecretSource } from './secret-source';
import { openSshConnection } from './ssh-connection';
import { SshRemoteHost } from './ssh-remote-host';

export interface ConnectorOptions {
  readonly secrets: SecretSource;
  /** For one hop, from the first packet to the login. */
  readonly readyTimeoutMs?: number;
}

/** What the console's own parts get: a {@link Connector} whose hosts also tell SFTP's view of a path. */
export interface SshConnector extends Connector {
  connect(
    profile: Profile,
    options?: { readonly signal?: AbortSignal },
  ): Promise<
    | (Extract<ConnectOutcome, { kind: 'connected' }> & { readonly host: SshRemoteHost })
    | Exclude<ConnectOutcome, { kind: 'connected' }>
  >;
}

/**
 * Opens connections to targets. The keys a host may have are the profile's pinned ones; one that is unknown or
 * differs is an outcome, and nothing about the login was sent.
 */
export function createConnector({ secrets, readyTimeoutMs }: ConnectorOptions): SshConnector {
  return {
    async connect(profile, options = {}) {
      const startedAt = performance.now();
      const outcome = await openSshConnection({
        host: profile.host,
        jumpHosts: profile.jumpHosts,
        secret: (hop, kind) => secrets.find(profile.name, hop, kind),
        signal: options.signal,
        ...(readyTimeoutMs === undefined ? {} : { readyTimeoutMs }),
      });
      if (outcome.kind !== 'connected') return outcome;
      return {
        kind: 'connected',
        host: new SshRemoteHost(outcome.connection),
        milliseconds: Math.round(performance.now() - startedAt),
      };
    },
  };
}
