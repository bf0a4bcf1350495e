import { describe, expect, it } from 'vitest';
import { createSystemKeychain, type Keychain } from '../../../main/targets/keychain';
import { createSecretStore } from '../../../main/targets/secret-store';
import { sampleProfile } from '../../support/sample-profile';

function memoryKeychain(): Keychain & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: async (account) => entries.get(account) ?? null,
    set: async (account, secret) => {
      entries.set(account, secret);
    },
    delete: async (account) => {
      entries.delete(account);
    },
  };
}

function noKeychain(): Keychain {
  const refuse = async () => {
    throw new Error('no Secret Service on the bus');
  };
  return { get: refuse, set: refuse, delete: refuse };
}

const byPassword = sampleProfile({
  name: 'shop',
  host: { host: 'h', user: 'u', authentication: { kind: 'password' } },
  jumpHosts: [{ host: 'j', user: 'u', authentication: { kind: 'key', path: '/k', passphrase: true } }],
});

describe('the secret store', () => {
  it('remembers in the keychain by target, hop and kind, and says where', async () => {
    const keychain = memoryKeychain();
    const store = createSecretStore(keychain);
    expect(await store.where(byPassword)).toBe('missing');
    expect(await store.remember('shop', { hop: -1, kind: 'password', value: 'pw' })).toEqual({
      kept: 'keychain',
      error: null,
    });
    expect(await store.where(byPassword)).toBe('missing');
    await store.remember('shop', { hop: 0, kind: 'passphrase', value: 'pp' });
    expect(await store.where(byPassword)).toBe('keychain');
    const later = createSecretStore(keychain);
    expect([await later.find('shop', -1, 'password'), await later.find('shop', 0, 'passphrase')]).toEqual([
      'pw',
      'pp',
    ]);
    expect(await later.find('other', -1, 'password')).toBeNull();
  });

  it('keeps a secret for the session only when asked so', async () => {
    const keychain = memoryKeychain();
    const store = createSecretStore(keychain);
    store.keepForSession('shop', { hop: -1, kind: 'password', value: 'pw' });
    expect(await store.find('shop', -1, 'password')).toBe('pw');
    expect(keychain.entries.size).toBe(0);
    expect(await createSecretStore(keychain).find('shop', -1, 'password')).toBeNull();
  });

  it('falls back to the session without a keychain, and says why', async () => {
    const store = createSecretStore(noKeychain());
    expect(await store.remember('shop', { hop: -1, kind: 'password', value: 'pw' })).toEqual({
      kept: 'session',
      error: { code: 'keychain-unavailable', params: { reason: 'no Secret Service on the bus' } },
    });
    store.keepForSession('shop', { hop: 0, kind: 'passphrase', value: 'pp' });
    expect(await store.where(byPassword)).toBe('session');
    await store.forget('shop');
    expect(await store.find('shop', -1, 'password')).toBeNull();
  });

  it('does not believe a keychain that keeps nothing', async () => {
    const store = createSecretStore({ ...memoryKeychain(), set: async () => {} });
    expect(await store.remember('shop', { hop: -1, kind: 'password', value: 'pw' })).toMatchObject({
      kept: 'session',
    });
  });

  it('forgets all of a target, and takes them along when it gets another name', async () => {
    const keychain = memoryKeychain();
    const store = createSecretStore(keychain);
    await store.remember('shop', { hop: -1, kind: 'password', value: 'pw' });
    store.keepForSession('shop', { hop: 0, kind: 'passphrase', value: 'pp' });
    await store.remember('other', { hop: -1, kind: 'password', value: 'theirs' });
    await store.move('shop', 'store');
    expect([await store.find('store', -1, 'password'), await store.find('store', 0, 'passphrase')]).toEqual([
      'pw',
      'pp',
    ]);
    expect(await store.find('shop', -1, 'password')).toBeNull();
    await store.forget('store');
    expect(keychain.entries.size).toBe(1);
    expect(await store.find('other', -1, 'password')).toBe('theirs');
  });

  it('needs none with the agent, nor with a key without passphrase', async () => {
    const store = createSecretStore(noKeychain());
    expect(await store.where(sampleProfile())).toBe('none-needed');
  });

  it('is answered by the system’s keychain or its refusal, never by the kernel’s forgetful store', async () => {
    const answer = await createSystemKeychain()
      .get('restore-console unit test, no such account')
      .then(
        () => 'answered',
        (thrown: unknown) => (thrown instanceof Error ? 'refused' : 'odd'),
      );
    expect(['answered', 'refused']).toContain(answer);
  });
});
