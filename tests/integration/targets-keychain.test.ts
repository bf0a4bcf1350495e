import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';

const NEEDED = ['dbus-run-session', 'gnome-keyring-daemon'];
const missing = NEEDED.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
const reason = missing.length > 0 ? ` (skipped: no ${missing.join(', ')} here)` : '';
const TSX = join(process.cwd(), 'node_modules/tsx/dist/cli.mjs');
const PROBE = join(process.cwd(), 'tests/support/keychain-probe.ts');

/** The probe's words, run on a session bus of its own, with the keychain started or not. */
function probe(start: string): unknown {
  const home = temporaryFolder();
  const script = `${start} exec "$0" "$1" "$2"`;
  const output = execFileSync('dbus-run-session', ['--', 'sh', '-c', script, process.execPath, TSX, PROBE], {
    env: { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_RUNTIME_DIR: home },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: 120_000,
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

describe.skipIf(missing.length > 0)(`the system’s keychain on Linux${reason}`, () => {
  it('keeps a secret for another console, and forgets it', () => {
    const start = 'printf throwaway | gnome-keyring-daemon --unlock --components=secrets > /dev/null;';
    expect(probe(start)).toEqual({
      kept: { kept: 'keychain', error: null },
      found: 'kept: ñ "quoted" $HOME',
      gone: null,
    });
  });

  it('is refused where nobody offers one, and the secret stays in the session only', () => {
    expect(
      probe('DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent; export DBUS_SESSION_BUS_ADDRESS;'),
    ).toMatchObject({
      kept: { kept: 'session', error: { code: 'keychain-unavailable' } },
      found: null,
    });
  });
});
