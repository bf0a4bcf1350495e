import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './run-command.mjs';
import { say } from './say.mjs';
import { tool } from './tools.mjs';

const SOURCES = ['main', 'renderer', 'shared', 'electron.vite.config.ts', 'package-lock.json'];
const PRODUCTS = ['out/main/index.js', 'out/main/cli.js', 'out/main/preload.js', 'out/renderer/index.html'];

/** Bundles main, preload and page into `out/`. Types are `npm run check`'s business. */
export async function build() {
  const code = await run(tool('electron-vite', 'build'));
  if (code !== 0) throw new Error(`electron-vite build ended with ${code}.`);
}

/** Bundles only when a source is newer than what was built last. */
export async function buildIfStale() {
  if (!isStale()) return;
  say('Building.');
  await build();
}

function isStale() {
  const products = PRODUCTS.map((path) => join(ROOT, path));
  if (!products.every((path) => existsSync(path))) return true;
  const built = Math.min(...products.map((path) => statSync(path).mtimeMs));
  return SOURCES.some((path) => newest(join(ROOT, path)) > built);
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
