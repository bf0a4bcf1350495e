import type { AsyncEntry } from '@napi-rs/keyring';

/** The operating system's store of secrets. Every call rejects where there is none, or it stays locked. */
export interface Keychain {
  get(account: string): Promise<string | null>;
  set(account: string, secret: string): Promise<void>;
  /** No error when there is no such secret. */
  delete(account: string): Promise<void>;
}

const SERVICE = 'restore-console';
/** A locked keychain asks its user to unlock it; nobody there to answer must not hold up a run for ever. */
const UNLOCK_LIMIT_MS = 60_000;

/**
 * The system's keychain: Keychain on macOS, Credential Manager on Windows, Secret Service on Linux. There the store
 * is pinned: left alone the library falls back to the kernel's key store without a word, which forgets at reboot.
 */
export function createSystemKeychain(): Keychain {
  return {
    get: async (account) => (await entry(account)).getPassword(limit()).then((secret) => secret ?? null),
    set: async (account, secret) => (await entry(account)).setPassword(secret, limit()),
    delete: async (account) => {
      await (await entry(account)).deleteCredential(limit());
    },
  };
}

/** Loaded when first used, so that a machine without the native part still starts. */
async function entry(account: string): Promise<AsyncEntry> {
  const keyring = await import('@napi-rs/keyring');
  return new keyring.AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
}

function limit(): AbortSignal {
  return AbortSignal.timeout(UNLOCK_LIMIT_MS);
}
