import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { CommandContext } from '../../../main/cli/command-context';
import { addRestoreCommands } from '../../../main/cli/commands/declare-restore';
import { fail } from '../../../shared/errors/app-error';
import type { RestoreOptions } from '../../../shared/restore/plan';
import { sampleProfile } from '../../support/sample-profile';

const TARGET = sampleProfile().name;

/** Whether the service is asked for a safety backup, by these words and a target that has it so. */
async function asked(command: string, own: boolean, words: readonly string[]): Promise<boolean | null> {
  let found: boolean | null = null;
  const take = async ({ options }: { readonly options: RestoreOptions }): Promise<never> => {
    found = options.safetyBackup;
    throw fail('cancelled', { step: 'far enough' });
  };
  const app = {
    jobs: { find: () => null },
    targets: { neededSecrets: () => [], get: () => ({ ...sampleProfile(), safetyBackup: own }) },
    restore: { listen: () => () => undefined, start: take, plan: take },
  };
  const context = { io: {}, language: 'en', app: async () => app } as unknown as CommandContext;
  const program = new Command().exitOverride();
  addRestoreCommands(program, context, (action) => async () => {
    await action().catch(() => undefined);
  });
  const confirm = command === 'restore' ? ['--confirm', TARGET] : [];
  await program.parseAsync([command, 'a.tar.gz', '--target', TARGET, ...confirm, ...words], { from: 'user' });
  return found;
}

test.each<[string, boolean, readonly string[], boolean]>([
  ['nothing, of a target that has it on', true, [], true],
  ['nothing, of a target that has it off', false, [], false],
  ['--no-safety-backup, of a target that has it on', true, ['--no-safety-backup'], false],
  ['--safety-backup, of a target that has it off', false, ['--safety-backup'], true],
  ['nothing, in place, which cannot be without', false, ['--strategy', 'in-place'], true],
  [
    '--no-safety-backup in place, which the plan refuses',
    true,
    ['--strategy', 'in-place', '--no-safety-backup'],
    false,
  ],
])('a command that was told %s asks for that', async (_what, own, words, wanted) => {
  for (const command of ['plan', 'upload', 'restore']) expect(await asked(command, own, words)).toBe(wanted);
});
