import { describe, expect, it } from 'vitest';
import { sha256Fingerprint } from '../../../main/remote/host-key';
import type { ConnectOutcome, Connector } from '../../../main/restore/ports/host';
import { createProfileStore } from '../../../main/targets/profile-store';
import { trustHostKey } from '../../../main/targets/trust';
import type { Hop } from '../../../shared/profile';
import { errorOf } from '../../support/open-host';
import { sampleProfile } from '../../support/sample-profile';
import { temporaryFolder } from '../../support/temporary-folder';

function hostKey(seed: string) {
  return { type: 'ssh-ed25519', key: Buffer.from(seed).toString('base64') };
}
const print = (seed: string) => sha256Fingerprint(Buffer.from(seed));

/** A way of hosts, each with a key of its own: answers as a connection does, first unknown or changed key first. */
function way(
  keys: readonly string[],
  last: Extract<ConnectOutcome, { kind: 'secret-missing' }> | null = null,
): Connector {
  return {
    async connect({ host, jumpHosts }) {
      const hops: [number, Hop][] = [...jumpHosts.entries(), [-1, host]];
      for (const [place, [hop, { host: name, port, hostKey: pinned }]] of hops.entries()) {
        const seed = keys[place] ?? '';
        const offered = { hop, host: name, port, ...hostKey(seed), sha256: print(seed), md5: '' };
        if (!pinned) return { kind: 'host-key-unknown', offered };
        if (pinned.key !== hostKey(seed).key) {
          return { kind: 'host-key-changed', offered, pinnedSha256: 'SHA256:old', pinnedType: pinned.type };
        }
      }
      return last ?? { kind: 'failed', error: { code: 'auth-failed', params: {} } };
    },
  };
}

function storeWith(jumpHosts: Hop[] = []) {
  const profiles = createProfileStore(temporaryFolder());
  profiles.add(sampleProfile({ name: 'shop', jumpHosts }));
  return profiles;
}

const jump: Hop = { host: 'jump', port: 22, user: 'u', authentication: { kind: 'agent' } };

describe('trusting a host key', () => {
  it('pins the key the host offers when its fingerprint is the one that was seen', async () => {
    const profiles = storeWith();
    const trusted = await trustHostKey(
      { connector: way(['a']), profiles },
      { name: 'shop', hop: -1, fingerprint: print('a') },
    );
    expect(trusted.hostKey).toEqual(hostKey('a'));
    expect(profiles.get('shop').host.hostKey).toEqual(hostKey('a'));
  });

  it('pins nothing when the host now offers another key than was seen', async () => {
    const profiles = storeWith();
    const trusting = trustHostKey(
      { connector: way(['evil']), profiles },
      { name: 'shop', hop: -1, fingerprint: print('a') },
    );
    expect(await errorOf(trusting)).toMatchObject({
      code: 'host-key-changed',
      params: { pinned: print('a'), offered: print('evil') },
    });
    expect(profiles.get('shop').host.hostKey).toBeUndefined();
  });

  it('never replaces a pinned key', async () => {
    const profiles = storeWith();
    profiles.pin('shop', -1, hostKey('a'));
    const trusting = trustHostKey(
      { connector: way(['b']), profiles },
      { name: 'shop', hop: -1, fingerprint: print('b') },
    );
    expect((await errorOf(trusting)).code).toBe('host-key-changed');
    expect(profiles.get('shop').host.hostKey).toEqual(hostKey('a'));
  });

  it('takes the hops one after another: a jump host comes before what is behind it', async () => {
    const profiles = storeWith([jump]);
    const connector = way(['j', 'a'], {
      kind: 'secret-missing',
      hop: -1,
      user: 'deploy',
      host: '192.0.2.10',
      secret: 'password',
    });
    const early = trustHostKey({ connector, profiles }, { name: 'shop', hop: -1, fingerprint: print('a') });
    expect(await errorOf(early)).toMatchObject({ code: 'host-key-unknown', params: { host: 'jump:22' } });
    await trustHostKey({ connector, profiles }, { name: 'shop', hop: 0, fingerprint: print('j') });
    await trustHostKey({ connector, profiles }, { name: 'shop', hop: -1, fingerprint: print('a') });
    expect(profiles.get('shop')).toMatchObject({
      host: { hostKey: hostKey('a') },
      jumpHosts: [{ hostKey: hostKey('j') }],
    });
    const again = await trustHostKey(
      { connector, profiles },
      { name: 'shop', hop: 0, fingerprint: print('j') },
    );
    expect(again.hostKey).toEqual(hostKey('j'));
  });
});
