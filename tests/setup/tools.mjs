import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-command.mjs';

/** The command that starts a locked tool, without npm or npx in between: `tool('tsx', 'main/cli.ts')`. */
export function tool(name, ...args) {
  const [packageName, command = name] = PACKAGE_OF[name] ?? [name];
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const script = typeof bin === 'string' ? bin : bin[command];
  return [process.execPath, join(folder, script), ...args];
}

/** Tools whose package has another name. */
const PACKAGE_OF = {
  biome: ['@biomejs/biome'],
  tsc: ['typescript'],
  playwright: ['@playwright/test'],
};
