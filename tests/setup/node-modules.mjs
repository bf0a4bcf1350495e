import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, run } from './run-command.mjs';
import { say } from './say.mjs';

/**
 * Installs the locked packages when node_modules is not what the lock file says. Compared by content, not by
 * time: a fresh clone gives every file a new time.
 */
export async function ensureNodeModules() {
  const reason = staleReason();
  if (reason === null) return;
  say(`Installing npm packages (${reason}).`);
  const code = await run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: environmentForNodeGyp(),
  });
  if (code !== 0) throw new Error(`npm ci ended with ${code}.`);
}

function staleReason() {
  const installedFile = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return 'node_modules is missing';
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const differs = Object.entries(locked).find(
    ([path, entry]) => path !== '' && !entry.optional && installed[path]?.version !== entry.version,
  );
  if (differs) return `${differs[0].replace(/^.*node_modules\//, '')} is not the locked version`;
  if (
    !existsSync(join(ROOT, 'node_modules', 'node-pty', 'build', 'Release', 'pty.node')) &&
    process.platform === 'linux'
  ) {
    return 'node-pty is not compiled';
  }
  return null;
}

/** node-gyp fetches Node's headers from nodejs.org unless told where they are: most installations carry their own. */
function environmentForNodeGyp() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  const carriesHeaders = existsSync(join(prefix, 'include', 'node', 'node_version.h'));
  return carriesHeaders ? { ...process.env, npm_config_nodedir: prefix } : process.env;
}
