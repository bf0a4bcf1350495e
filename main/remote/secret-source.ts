import type { HopSecret } from '../../shared/target-checks';

/** Where secrets for logging in come from: the keychain, the session, or what was just typed. */
export interface SecretSource {
  /**
   * The secret of one hop (-1 the target itself, 0… the jump hosts) of the target of that name, or null when
   * there is none. Never logged, never written to a file by the caller.
   */
  find(target: string, hop: number, kind: HopSecret['kind']): Promise<string | null>;
}

/** Secrets that were just given, such as those typed for a discovery before any target exists. */
export function givenSecrets(secrets: readonly HopSecret[]): SecretSource {
  return {
    async find(_target, hop, kind) {
      return secrets.find((secret) => secret.hop === hop && secret.kind === kind)?.value ?? null;
    },
  };
}
