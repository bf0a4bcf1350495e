import type { AnyAuthMethod, AuthenticationType, BaseAgent, ParsedKey } from 'ssh2';
import { assertNever } from '../../shared/assert-never';
import type { AppError } from '../../shared/errors/app-error';
import type { Hop } from '../../shared/profile';
import { findAgent } from './find-agent';
import { loadPrivateKey } from './private-key';

/** What is needed to log in at one hop, gathered before anything is sent. */
export type LoginMaterial =
  | { readonly kind: 'key'; readonly key: ParsedKey }
  | { readonly kind: 'agent'; readonly agent: BaseAgent }
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'keyboard-interactive'; readonly password: string };

/** The material, or why it cannot be had: a missing secret is an expected outcome. */
export type LoginOutcome =
  | { readonly kind: 'ready'; readonly material: LoginMaterial }
  | { readonly kind: 'secret-missing'; readonly secret: 'password' | 'passphrase' }
  | { readonly kind: 'failed'; readonly error: AppError };

/** Reads the key, finds the agent or asks for the secret of a hop. */
export async function gatherLogin(
  hop: Hop,
  secret: (kind: 'password' | 'passphrase') => Promise<string | null>,
): Promise<LoginOutcome> {
  const { authentication } = hop;
  switch (authentication.kind) {
    case 'agent': {
      const found = await findAgent({ socket: authentication.socket, host: hop.host, user: hop.user });
      if (found.kind === 'not-found') return { kind: 'failed', error: found.error };
      return { kind: 'ready', material: { kind: 'agent', agent: found.agent } };
    }
    case 'key':
      return gatherKey(authentication.path, secret);
    case 'password':
    case 'keyboard-interactive': {
      const password = await secret('password');
      if (password === null) return { kind: 'secret-missing', secret: 'password' };
      return { kind: 'ready', material: { kind: authentication.kind, password } };
    }
    default:
      return assertNever(authentication, 'authentication');
  }
}

async function gatherKey(
  path: string,
  secret: (kind: 'password' | 'passphrase') => Promise<string | null>,
): Promise<LoginOutcome> {
  let loaded = await loadPrivateKey(path, null);
  if (loaded.kind === 'passphrase-needed') {
    const passphrase = await secret('passphrase');
    if (passphrase === null) return { kind: 'secret-missing', secret: 'passphrase' };
    loaded = await loadPrivateKey(path, passphrase);
  }
  switch (loaded.kind) {
    case 'loaded':
      return { kind: 'ready', material: { kind: 'key', key: loaded.key } };
    case 'passphrase-needed':
      return { kind: 'secret-missing', secret: 'passphrase' };
    case 'unreadable':
      return { kind: 'failed', error: loaded.error };
    default:
      return assertNever(loaded, 'key outcome');
  }
}

/**
 * The order of authentication methods for ssh2. A password is also given to keyboard-interactive: servers with PAM
 * often offer only that for passwords. Each method is tried once, so a wrong password cannot lock an account.
 */
export function authenticationOrder(user: string, material: LoginMaterial): AnyAuthMethod[] {
  switch (material.kind) {
    case 'key':
      return [{ type: 'publickey', username: user, key: material.key }];
    case 'agent':
      return [{ type: 'agent', username: user, agent: material.agent }];
    case 'password':
      return [
        { type: 'password', username: user, password: material.password },
        keyboardInteractive(user, material.password),
      ];
    case 'keyboard-interactive':
      return [keyboardInteractive(user, material.password)];
    default:
      return assertNever(material, 'login');
  }
}

/** Answers the first round of prompts with the password; a second round means it was refused. */
function keyboardInteractive(user: string, password: string): AnyAuthMethod {
  let rounds = 0;
  return {
    type: 'keyboard-interactive',
    username: user,
    prompt: (_name, _instructions, _language, prompts, finish) => {
      rounds += 1;
      finish(prompts.map((prompt) => (rounds === 1 && prompt.echo !== true ? password : '')));
    },
  };
}

/** ssh2's name of a method, as the protocol and a person know it. */
export function methodName(type: AuthenticationType): string {
  return type === 'agent' ? 'publickey (agent)' : type;
}
