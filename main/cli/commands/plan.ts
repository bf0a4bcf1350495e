import type { Language } from '../../../shared/language';
import type { RestoreOptions } from '../../../shared/restore/plan';
import type { CommandContext } from '../command-context';
import { EXIT } from '../exit-code';
import { withSecrets } from '../secrets';
import { planLines } from '../text/plan-lines';
import { withSafetyBackup } from './safety-backup';

/** `plan <archive> --target T`: 0 ready, 3 blocked; read-only. */
export async function planCommand(
  context: CommandContext,
  archive: string,
  options: {
    readonly target: string;
    readonly json: boolean;
    readonly restore: RestoreOptions;
    /** What was said of it; null: the target's own setting counts. */
    readonly safetyBackup: boolean | null;
    readonly secretStdin: boolean;
    readonly language: Language;
  },
): Promise<number> {
  const app = await context.app();
  await withSecrets(context, app, options.target, options.secretStdin);
  const restore = withSafetyBackup(options.restore, options.safetyBackup, app.targets.get(options.target));
  const plan = await app.restore.plan({ path: archive, target: options.target, options: restore });
  context.io.out(options.json ? JSON.stringify(plan, null, 2) : planLines(plan, options.language));
  if (plan.blockers.some((error) => error.code === 'dump-not-found')) return EXIT.usage;
  return plan.blockers.length === 0 ? EXIT.ok : EXIT.blocked;
}
