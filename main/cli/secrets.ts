import { assertNever } from '../../shared/assert-never';
import type { Hop, Profile } from '../../shared/profile';
import type { HopSecret } from '../../shared/target-checks';
import type { ConsoleApp } from '../composition';
import type { CommandContext } from './command-context';

/**
 * Makes sure that what a login needs is at hand: from the keychain, else from standard input where the operator says
 * so (one secret a line, target first, then jump hosts in order), else asked for on the terminal. Never an option.
 */
export async function withSecrets(
  context: CommandContext,
  app: ConsoleApp,
  target: string,
  fromStdin: boolean,
): Promise<void> {
  const profile = app.targets.get(target);
  const given = fromStdin ? (await context.io.readStdin()).split('\n') : [];
  for (const { hop, kind, label } of neededSecrets(profile)) {
    const typed = given.shift();
    if (typed !== undefined && typed !== '') {
      app.secrets.keepForSession(target, { hop, kind, value: typed });
      continue;
    }
    if ((await app.secrets.find(target, hop, kind)) !== null) continue;
    const answer = await context.io.ask(`${label}: `, { secret: true });
    // Nothing typed and no terminal: connecting says which secret is missing.
    if (answer) app.secrets.keepForSession(target, { hop, kind, value: answer });
  }
}

interface NeededSecret {
  readonly hop: number;
  readonly kind: HopSecret['kind'];
  readonly label: string;
}

function neededSecrets(profile: Profile): readonly NeededSecret[] {
  const hops: readonly [number, Hop][] = [
    [-1, profile.host],
    ...profile.jumpHosts.map((hop, index): [number, Hop] => [index, hop]),
  ];
  return hops.flatMap(([index, hop]) => {
    const kind = secretKind(hop);
    if (!kind) return [];
    const label = kind === 'passphrase' ? 'Passphrase of the key' : 'Password';
    return [{ hop: index, kind, label: `${label} for ${hop.user}@${hop.host}` }];
  });
}

function secretKind(hop: Hop): HopSecret['kind'] | null {
  switch (hop.authentication.kind) {
    case 'agent':
      return null;
    case 'key':
      return hop.authentication.passphrase ? 'passphrase' : null;
    case 'password':
    case 'keyboard-interactive':
      return 'password';
    default:
      return assertNever(hop.authentication, 'authentication');
  }
}
