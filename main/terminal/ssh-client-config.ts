import { fail } from '../../shared/errors/app-error';
import type { Hop, Profile } from '../../shared/profile';

/** The name by which the configuration knows the target; `ssh -F <file> restore-console-target` connects. */
export const TARGET_ALIAS = 'restore-console-target';

/** The two files that make the system's `ssh` reach a target exactly as the console does. */
export interface SshClientConfig {
  readonly config: string;
  readonly knownHosts: string;
}

/**
 * Writes a profile as configuration of the system's `ssh`: same hops, same keys, same pinned host keys. A pinned
 * key is the only one accepted; a hop without one lets ssh ask, as it does for anybody. The operator's own
 * configuration is included last, so it fills what the profile leaves open and overrules nothing.
 * No secret is in it: a password or passphrase is asked for in the terminal.
 */
export function sshClientConfig(profile: Profile, knownHostsPath: string): SshClientConfig {
  const hops = [...profile.jumpHosts, profile.host];
  const blocks = hops.map((hop, index) =>
    hostBlock(
      hop,
      aliasOf(index, hops.length),
      index === 0 ? null : aliasOf(index - 1, hops.length),
      knownHostsPath,
    ),
  );
  return {
    config: `${blocks.join('\n')}\nHost *\n  Include ~/.ssh/config\n`,
    knownHosts: hops.flatMap(knownHostLine).join(''),
  };
}

function aliasOf(index: number, count: number): string {
  return index === count - 1 ? TARGET_ALIAS : `restore-console-jump-${index + 1}`;
}

function hostBlock(hop: Hop, alias: string, via: string | null, knownHostsPath: string): string {
  const lines = [`Host ${alias}`, `  HostName ${hop.host}`, `  Port ${hop.port}`, `  User ${hop.user}`];
  if (via !== null) lines.push(`  ProxyJump ${via}`);
  if (hop.hostKey) {
    lines.push(`  UserKnownHostsFile ${quoted(knownHostsPath)}`, '  GlobalKnownHostsFile none');
    lines.push('  StrictHostKeyChecking yes', `  HostKeyAlgorithms ${algorithmsFor(hop.hostKey.type)}`);
  }
  return `${[...lines, ...authenticationLines(hop)].map(singleLine).join('\n')}\n`;
}

function authenticationLines(hop: Hop): readonly string[] {
  const { authentication } = hop;
  switch (authentication.kind) {
    case 'agent':
      return authentication.socket ? [`  IdentityAgent ${quoted(authentication.socket)}`] : [];
    case 'key':
      return [`  IdentityFile ${quoted(authentication.path)}`, '  IdentitiesOnly yes'];
    case 'password':
    case 'keyboard-interactive':
      return ['  PreferredAuthentications password,keyboard-interactive'];
  }
}

/** An RSA key signs with any of three algorithms; every other type has one of its own name. */
function algorithmsFor(type: string): string {
  return type === 'ssh-rsa' ? 'rsa-sha2-512,rsa-sha2-256,ssh-rsa' : type;
}

function knownHostLine(hop: Hop): readonly string[] {
  if (!hop.hostKey) return [];
  const name = hop.port === 22 ? hop.host : `[${hop.host}]:${hop.port}`;
  return [`${singleLine(`${name} ${hop.hostKey.type} ${hop.hostKey.key}`)}\n`];
}

/** ssh_config knows double quotes around a value and no escape inside them (ssh_config(5)). */
function quoted(value: string): string {
  if (value.includes('"')) throw unusable(value, 'the system’s ssh cannot use a path with a double quote');
  return `"${value}"`;
}

function singleLine(line: string): string {
  if (/[\r\n\0]/.test(line)) throw unusable(line, 'a line break');
  return line;
}

function unusable(field: string, reason: string) {
  return fail('profile-invalid', { path: '', field, reason });
}
