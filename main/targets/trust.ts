import { assertNever } from '../../shared/assert-never';
import { fail, RestoreConsoleError } from '../../shared/errors/app-error';
import type { Hop, HostKey, Profile } from '../../shared/profile';
import { sha256Fingerprint } from '../remote/host-key';
import type { Connector } from '../restore/ports/host';
import type { ProfileStore } from './profile-store';
import { reachTarget } from './reach';

/**
 * Pins the key of one hop (-1 the target itself, 0… the jump hosts) after asking the host for it again: only the key
 * whose fingerprint the operator saw is pinned, and one that replaces a pinned key never is (`host-key-changed`).
 * A key that is pinned already is answered as it is.
 */
export async function trustHostKey(
  parts: { readonly connector: Connector; readonly profiles: ProfileStore },
  request: { readonly name: string; readonly hop: number; readonly fingerprint: string },
): Promise<{ readonly hostKey: HostKey }> {
  const profile = parts.profiles.get(request.name);
  const outcome = await reachTarget(parts.connector, profile);
  switch (outcome.kind) {
    case 'host-key-unknown': {
      const { offered } = outcome;
      if (offered.hop !== request.hop) {
        const host = `${offered.host}:${offered.port}`;
        throw fail('host-key-unknown', { host, fingerprint: offered.sha256 });
      }
      if (offered.sha256 !== request.fingerprint) {
        throw fail('host-key-changed', {
          host: offered.host,
          pinned: request.fingerprint,
          offered: offered.sha256,
        });
      }
      const hostKey: HostKey = { type: offered.type, key: offered.key };
      parts.profiles.pin(request.name, request.hop, hostKey);
      return { hostKey };
    }
    case 'host-key-changed':
      throw fail('host-key-changed', {
        host: outcome.offered.host,
        pinned: outcome.pinnedSha256,
        offered: outcome.offered.sha256,
      });
    case 'secret-missing':
      // A hop on the way lets nobody through yet: whether this one's key is right cannot be asked.
      if (!hopOf(profile, request.hop)?.hostKey) {
        throw fail('secret-missing', { user: outcome.user, host: outcome.host, secret: outcome.secret });
      }
      return { hostKey: alreadyPinned(profile, request) };
    case 'reached':
      return { hostKey: alreadyPinned(profile, request) };
    case 'failed':
      throw new RestoreConsoleError(outcome.error);
    default:
      return assertNever(outcome, 'reach outcome');
  }
}

function hopOf(profile: Profile, hop: number): Hop | undefined {
  return hop === -1 ? profile.host : profile.jumpHosts[hop];
}

function alreadyPinned(
  profile: Profile,
  request: { readonly hop: number; readonly fingerprint: string },
): HostKey {
  const hop = hopOf(profile, request.hop);
  if (!hop?.hostKey) {
    throw fail('invalid-request', { message: `target ${profile.name} has no jump host ${request.hop + 1}` });
  }
  const pinned = sha256Fingerprint(Buffer.from(hop.hostKey.key, 'base64'));
  if (pinned === request.fingerprint) return hop.hostKey;
  throw fail('host-key-changed', { host: hop.host, pinned, offered: request.fingerprint });
}
