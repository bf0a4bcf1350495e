import { Command, CommanderError } from 'commander';
import { toAppError } from '../../shared/errors/app-error';
import { type ConsoleApp, composeConsole } from '../composition';
import { stateFolder } from '../state-path';
import type { CommandContext } from './command-context';
import { type CommandIo, processIo } from './command-io';
import { addRestoreCommands } from './commands/declare-restore';
import { addTargetCommands } from './commands/declare-targets';
import { EXIT, exitCodeOfError } from './exit-code';
import { errorLines } from './text/error-lines';

/**
 * Runs one command and gives its exit status (cli-contract). Usage errors end with 2 before anything is opened;
 * every error is printed once, with its code, what it means and what to do.
 */
export async function runCommandLine(argv: readonly string[], io: CommandIo = processIo()): Promise<number> {
  let opened: ConsoleApp | null = null;
  let exitCode: number = EXIT.ok;
  const context: CommandContext = {
    io,
    language: 'en',
    app: async () => {
      opened ??= await composeConsole({ stateFolder: stateFolder() });
      return opened;
    },
  };
  const run = (action: () => Promise<number>) => async (): Promise<void> => {
    exitCode = await action();
  };
  const program = new Command('restore-console')
    .description('Puts a Django, PostgreSQL and media application back from a backup archive.')
    .exitOverride()
    .showHelpAfterError('(--help lists what there is)')
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
    });
  addRestoreCommands(program, context, run);
  addTargetCommands(program, context, run);
  inheritExit(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const error = toAppError(thrown);
    io.err(errorLines(error, context.language));
    return exitCodeOfError(error.code);
  } finally {
    await closeApp(opened);
  }
}

/** Wraps a command's work so that its status becomes the process's. */
export type RunAction = (action: () => Promise<number>) => () => Promise<void>;

async function closeApp(app: ConsoleApp | null): Promise<void> {
  await app?.close();
}

/** commander's exitOverride is not inherited by subcommands that were added before it was set on their parent. */
function inheritExit(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride();
    child.copyInheritedSettings(command);
    inheritExit(child);
  }
}
