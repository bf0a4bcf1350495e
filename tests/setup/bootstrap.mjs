import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureNodeModules } from './node-modules.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/** What every suite together needs. */
export const ALL_GROUPS = ['compile', 'electron', 'display', 'terminal', 'keyring', 'shells'];

/**
 * Brings a bare machine to where the project runs: Debian packages, then npm packages. Needs Node and npm only,
 * imports nothing from node_modules, and takes well under a second when everything is there.
 * The test host installs its own needs (docker, sshd, postgres) when it is started.
 */
export async function bootstrap({ groups = ['compile', 'electron', 'terminal'] } = {}) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new Error(`Node 20 or newer is needed; this is ${process.versions.node}.`);
  await ensureSystemPackages(groups);
  await ensureNodeModules();
}

/** True in the file that was given to node, false in one that is imported. */
export function isMain(moduleUrl) {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(moduleUrl);
}

if (isMain(import.meta.url)) {
  await bootstrap({ groups: ALL_GROUPS });
}
