import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const FOLDER_NAME = 'restore-console';

/**
 * The folder that holds everything this console keeps: profiles, settings, job history, logs.
 * `RESTORE_CONSOLE_HOME` when set, else a folder in the place the operating system has for application data.
 * Window and command line both take it from here (the window gives it to `app.setPath`), so they share one state.
 * Absolute; not created.
 */
export function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const chosen = env.RESTORE_CONSOLE_HOME;
  if (chosen) return resolve(chosen);
  return join(applicationData(env, platform), FOLDER_NAME);
}

function applicationData(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'win32':
      return env.APPDATA || join(homedir(), 'AppData', 'Roaming');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support');
    default:
      return env.XDG_CONFIG_HOME || join(homedir(), '.config');
  }
}
