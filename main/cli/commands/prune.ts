import { fail } from '../../../shared/errors/app-error';
import type { PruneGroup, PruneReport } from '../../../shared/restore/prune';
import { select } from '../../restore/prune/decide';
import type { CommandContext } from '../command-context';
import { EXIT, exitCodeOfError } from '../exit-code';
import { withSecrets } from '../secrets';
import { errorLines } from '../text/error-lines';
import { pruneListLines, pruneReportLines } from '../text/prune-lines';

export interface PruneArguments {
  readonly target: string;
  readonly yes: boolean;
  /** Empty: everything. */
  readonly only: readonly PruneGroup[];
  readonly json: boolean;
  readonly secretStdin: boolean;
}

/**
 * `prune --target T [--yes] [--only G]`: lists what lies there of ours, and with `--yes` removes what may go.
 * 0 done or listed, 1 something could not be removed, 3 a run has the target, 4 ended by Ctrl-C.
 */
export async function pruneCommand(context: CommandContext, args: PruneArguments): Promise<number> {
  const app = await context.app();
  await withSecrets(context, app, args.target, args.secretStdin);
  return args.yes ? removeNow(context, args) : list(context, args);
}

async function list(context: CommandContext, args: PruneArguments): Promise<number> {
  const { io, language } = context;
  const app = await context.app();
  const { items, locked } = await app.prune.list(args.target);
  // What `--yes` with the same words would do.
  const shown = select(items, { groups: args.only, items: null });
  const going = shown.filter((each) => each.reason === null);
  const kept = shown.filter((each) => each.reason !== null && each.reason !== 'not-asked');
  const freed = going.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
  if (args.json) {
    const listed = { target: args.target, removed: [], freed_bytes: 0, would_remove: going, kept };
    io.out(JSON.stringify({ ...listed, would_free_bytes: freed, locked }, null, 2));
  } else {
    io.out(pruneListLines(args.target, going, kept, freed, language));
    if (locked) io.err(errorLines(locked, language));
  }
  return EXIT.ok;
}

async function removeNow(context: CommandContext, args: PruneArguments): Promise<number> {
  const { io, language } = context;
  const app = await context.app();
  const abort = new AbortController();
  const endInterrupts = io.onInterrupt(() => {
    if (!abort.signal.aborted) io.err('Ending after what is being removed now.');
    abort.abort();
  });
  try {
    const report = await app.prune.prune(args.target, { groups: args.only, items: null }, abort.signal);
    io.out(args.json ? JSON.stringify(report, null, 2) : pruneReportLines(args.target, report, language));
    if (report.error) io.err(errorLines(report.error, language));
    return exitCodeOf(report);
  } finally {
    endInterrupts();
  }
}

function exitCodeOf(report: PruneReport): number {
  if (!report.error) return EXIT.ok;
  if (report.error.code === 'cancelled') return EXIT.cancelled;
  return report.error.code === 'lock-held' ? exitCodeOfError('lock-held') : EXIT.failed;
}

/** For a caller that reads `--only`. Throws `usage`. */
export function readGroups(words: readonly string[], known: readonly PruneGroup[]): readonly PruneGroup[] {
  return words.map((word) => {
    const group = known.find((each) => each === word);
    if (group) return group;
    throw fail('usage', { message: `--only is one of ${known.join(', ')}` });
  });
}
