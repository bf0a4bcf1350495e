import { assertNever } from '../../shared/assert-never';
import type { Hop, Profile } from '../../shared/profile';
import type { HopSecret } from '../../shared/target-checks';

/** A secret that logging in at one hop takes. */
export interface NeededSecret {
  /** -1 the target itself, 0… the jump hosts. */
  readonly hop: number;
  readonly kind: HopSecret['kind'];
  readonly user: string;
  readonly host: string;
}

/** The secrets a profile needs, the target's first, then those of the jump hosts in order. */
export function neededSecrets(profile: Pick<Profile, 'host' | 'jumpHosts'>): readonly NeededSecret[] {
  const hops: readonly (readonly [number, Hop])[] = [[-1, profile.host], ...profile.jumpHosts.entries()];
  return hops.flatMap(([hop, { authentication, user, host }]): NeededSecret[] => {
    switch (authentication.kind) {
      case 'agent':
        return [];
      case 'key':
        return authentication.passphrase ? [{ hop, kind: 'passphrase', user, host }] : [];
      case 'password':
      case 'keyboard-interactive':
        return [{ hop, kind: 'password', user, host }];
      default:
        return assertNever(authentication, 'authentication');
    }
  });
}
