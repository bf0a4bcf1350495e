import type { Language } from '../../../shared/language';
import type { RestoreOptions } from '../../../shared/restore/plan';
import type { CommandContext } from '../command-context';
import { EXIT } from '../exit-code';
import { withSecrets } from '../secrets';
import { planLines } from '../text/plan-lines';

/** `plan <archive> --target T`: 0 ready, 3 blocked; read-only. */
export async function planCommand(
  context: CommandContext,
  archive: string,
  options: {
    readonly target: string;
    readonly json: boolean;
    readonly restore: RestoreOptions;
    readonly secretStdin: boolean;
    readonly language: Language;
  },
): Promise<number> {
  const app = await context.app();
  await withSecrets(context, app, options.target, options.secretStdin);
  const plan = await app.restore.plan({ path: archive, target: options.target, options: options.restore });
  context.io.out(options.json ? JSON.stringify(plan, null, 2) : planLines(plan, options.language));
  if (plan.blockers.some((error) => error.code === 'dump-not-found')) return EXIT.usage;
  return plan.blockers.length === 0 ? EXIT.ok : EXIT.blocked;
}
