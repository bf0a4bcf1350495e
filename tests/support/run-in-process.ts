import { runCommandLine } from '../../main/cli/run-command-line';
import { writtenLines } from './written-lines';

/** The real command line in this process, on a state folder: seconds less than a process of its own. */
export async function runInProcess(
  folder: string,
  args: readonly string[],
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const { io, out, err } = writtenLines();
  const before = process.env.RESTORE_CONSOLE_HOME;
  process.env.RESTORE_CONSOLE_HOME = folder;
  try {
    const exitCode = await runCommandLine(args, io);
    return { exitCode, stdout: out.join('\n'), stderr: err.join('\n') };
  } finally {
    if (before === undefined) delete process.env.RESTORE_CONSOLE_HOME;
    else process.env.RESTORE_CONSOLE_HOME = before;
  }
}
