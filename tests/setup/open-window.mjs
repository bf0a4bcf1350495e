import { electronRuntime } from './electron-runtime.mjs';
import { ROOT, run } from './run-command.mjs';
import { say } from './say.mjs';

/** True where a window can be seen. */
export function hasDisplay(env = process.env) {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens the built console and resolves to its exit code when the person closes it. */
export async function openWindow(args = [], env = process.env) {
  const runtime = await electronRuntime();
  return run([runtime.executable, ...rootSwitches(), ROOT, ...args], { env });
}

/** Chromium refuses to run as root with its sandbox on. A development machine only: a packaged console is not started this way. */
function rootSwitches() {
  if (process.getuid?.() !== 0) return [];
  say('Running as root: Chromium runs without its sandbox.');
  return ['--no-sandbox'];
}
