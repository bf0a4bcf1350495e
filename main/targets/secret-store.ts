import type { AppError } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import type { HopSecret, TargetSummary } from '../../shared/target-checks';
import type { SecretSource } from '../remote/secret-source';
import type { Keychain } from './keychain';
import { neededSecrets } from './needed-secrets';

/** Where a secret was put; with the reason when the keychain was wanted and is not there. */
interface KeptSecret {
  readonly kept: 'keychain' | 'session';
  readonly error: AppError | null;
}

/** Secrets of targets: in the keychain, or in memory until the console ends. Never in a file of ours. */
export interface SecretStore extends SecretSource {
  /** Kept in memory only. */
  keepForSession(target: string, secret: HopSecret): void;
  /** Kept in the keychain; where that cannot be, in memory, and the reason is told. */
  remember(target: string, secret: HopSecret): Promise<KeptSecret>;
  /** Where the secrets a target needs are, in words of a closed set. */
  where(profile: Profile): Promise<TargetSummary['secrets']>;
  /** Forgets all secrets of a target: it was removed, or the operator asked. */
  forget(target: string): Promise<void>;
  /** A target got another name. */
  move(from: string, to: string): Promise<void>;
}

/** The keychain cannot list its entries on every system, so the hops of a chain are gone through. */
const MOST_JUMP_HOSTS = 8;
const KINDS: readonly HopSecret['kind'][] = ['password', 'passphrase'];

export function createSecretStore(keychain: Keychain): SecretStore {
  return new Secrets(keychain);
}

class Secrets implements SecretStore {
  readonly #session = new Map<string, string>();

  constructor(private readonly keychain: Keychain) {}

  async find(target: string, hop: number, kind: HopSecret['kind']): Promise<string | null> {
    const account = accountOf(target, hop, kind);
    return this.#session.get(account) ?? (await this.#fromKeychain(account));
  }

  keepForSession(target: string, secret: HopSecret): void {
    this.#session.set(accountOf(target, secret.hop, secret.kind), secret.value);
  }

  async remember(target: string, secret: HopSecret): Promise<KeptSecret> {
    const account = accountOf(target, secret.hop, secret.kind);
    try {
      await this.keychain.set(account, secret.value);
      // Proven by reading it back: some stores take a secret and keep nothing.
      if ((await this.keychain.get(account)) !== secret.value) throw new Error('it did not keep the secret');
      this.#session.delete(account);
      return { kept: 'keychain', error: null };
    } catch (thrown) {
      this.#session.set(account, secret.value);
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      return { kept: 'session', error: { code: 'keychain-unavailable', params: { reason } } };
    }
  }

  async where(profile: Profile): Promise<TargetSummary['secrets']> {
    const needed = neededSecrets(profile);
    if (needed.length === 0) return 'none-needed';
    let answer: TargetSummary['secrets'] = 'keychain';
    for (const { hop, kind } of needed) {
      const account = accountOf(profile.name, hop, kind);
      if (this.#session.has(account)) answer = 'session';
      else if ((await this.#fromKeychain(account)) === null) return 'missing';
    }
    return answer;
  }

  async forget(target: string): Promise<void> {
    for (const account of accountsOf(target)) {
      this.#session.delete(account);
      // Without a keychain nothing was kept in it.
      await this.keychain.delete(account).catch(() => {});
    }
  }

  async move(from: string, to: string): Promise<void> {
    for (const { hop, kind } of slots()) {
      const account = accountOf(from, hop, kind);
      const kept = this.#session.get(account);
      const remembered = kept === undefined ? await this.#fromKeychain(account) : null;
      if (kept !== undefined) this.keepForSession(to, { hop, kind, value: kept });
      if (remembered !== null) await this.remember(to, { hop, kind, value: remembered });
    }
    await this.forget(from);
  }

  async #fromKeychain(account: string): Promise<string | null> {
    return this.keychain.get(account).catch(() => null);
  }
}

function slots(): readonly { readonly hop: number; readonly kind: HopSecret['kind'] }[] {
  const hops = Array.from({ length: MOST_JUMP_HOSTS + 1 }, (_, index) => index - 1);
  return hops.flatMap((hop) => KINDS.map((kind) => ({ hop, kind })));
}

function accountsOf(target: string): readonly string[] {
  return slots().map(({ hop, kind }) => accountOf(target, hop, kind));
}

/** As it shows in the system's own keychain view. */
function accountOf(target: string, hop: number, kind: HopSecret['kind']): string {
  return `${target} · ${hop === -1 ? 'host' : `jump host ${hop + 1}`} · ${kind}`;
}
