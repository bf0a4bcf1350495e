import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { ROOT, run } from './run-command.mjs';
import { say } from './say.mjs';
import { tool } from './tools.mjs';

/**
 * `npm run package`: the unpacked application for this system in `dist/`. `npm run package -- --release` also makes
 * the installers electron-builder.yml lists; for those electron-builder downloads the pinned Electron and tools of
 * its own.
 */
async function main() {
  const release = process.argv.includes('--release');
  const testable = process.argv.includes('--testable');
  await bootstrap();
  await build();
  if (release) {
    process.exitCode = await run(tool('electron-builder', '--publish', 'never'));
    return;
  }
  const runtime = await electronRuntime();
  const work = mkdtempSync(join(tmpdir(), 'restore-console-package-'));
  try {
    const dist = join(work, 'electron');
    copyRuntime(runtime.folder, dist);
    const argv = tool(
      'electron-builder',
      platformSwitch(),
      'dir',
      '--publish',
      'never',
      `-c.electronDist=${dist}`,
    );
    if (runtime.kind === 'fallback') {
      argv.push(`-c.electronVersion=${runtime.version}`, '--config', configForFallback(work));
    }
    // Playwright starts a program through the inspector, which the shipped one refuses to open.
    if (testable) argv.push('-c.electronFuses.enableNodeCliInspectArguments=true');
    process.exitCode = await run(argv);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  if (process.exitCode) return;
  say(
    `Built ${join(ROOT, 'dist')}. Installers (AppImage, deb, dmg, nsis) need downloads: npm run package -- --release`,
  );
  if (runtime.kind === 'fallback') say('It carries the stand-in Electron: good to try, not to ship.');
}

/** The bare runtime: without the launcher of the stand-in, which would be packed beside the application. */
function copyRuntime(from, to) {
  cpSync(from, to, { recursive: true });
  for (const name of ['app', 'app.asar', 'app-update.yml']) {
    const path = join(to, 'resources', name);
    if (existsSync(path)) rmSync(path, { recursive: true });
  }
}

/** Electron 25 has no fuse for the rights of `file:`, and flipping one that is not there is an error. */
function configForFallback(work) {
  const file = join(work, 'electron-builder.yml');
  const config = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8');
  writeFileSync(file, config.replace(/^ *grantFileProtocolExtraPrivileges:.*\n/m, ''));
  return file;
}

function platformSwitch() {
  if (process.platform === 'darwin') return '--mac';
  return process.platform === 'win32' ? '--win' : '--linux';
}

await main();
