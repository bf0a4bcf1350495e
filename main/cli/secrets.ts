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
  const given = fromStdin ? (await context.io.readStdin()).split('\n') : [];
  for (const { hop, kind, user, host } of app.targets.neededSecrets(target)) {
    const typed = given.shift();
    if (typed !== undefined && typed !== '') {
      await app.targets.setSecret(target, { hop, kind, value: typed }, false);
      continue;
    }
    if ((await app.targets.findSecret(target, hop, kind)) !== null) continue;
    const label = kind === 'passphrase' ? 'Passphrase of the key' : 'Password';
    const answer = await context.io.ask(`${label} for ${user}@${host}: `, { secret: true });
    // Nothing typed and no terminal: connecting says which secret is missing.
    if (answer) await app.targets.setSecret(target, { hop, kind, value: answer }, false);
  }
}
