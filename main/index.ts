import { app } from 'electron';
import { readLaunchRequest } from './shell/launch-request';
import { stateFolder } from './state-path';

/** The entry of the program: the command line before any window, else the window. */
async function main(): Promise<void> {
  const request = readLaunchRequest(process.argv, Boolean(process.defaultApp));
  if (request.kind === 'command-line') {
    const { runInsteadOfWindow } = await import('./shell/command-line-mode');
    const { runCommandLine } = await import('./cli/run-command-line');
    return runInsteadOfWindow(() => runCommandLine(request.argv));
  }
  const { startShell } = await import('./shell/start-shell');
  const { composeConsole } = await import('./composition');
  const folder = stateFolder();
  return startShell({
    stateFolder: folder,
    archive: request.archive,
    compose: (publish) => composeConsole({ stateFolder: folder, publish }),
  });
}

void main().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
