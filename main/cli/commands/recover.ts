import type { CommandContext } from '../command-context';
import { followRun } from '../follow-run';
import { withSecrets } from '../secrets';

/** `recover --target T [--forget]`: ends an interrupted run; exit statuses as `restore`. */
export async function recoverCommand(
  context: CommandContext,
  options: {
    readonly target: string;
    readonly forget: boolean;
    readonly json: boolean;
    readonly secretStdin: boolean;
  },
): Promise<number> {
  const app = await context.app();
  if (!options.forget) await withSecrets(context, app, options.target, options.secretStdin);
  return followRun(context, app, options.json, async () =>
    app.restore.recover(options.target, { forget: options.forget }),
  );
}
