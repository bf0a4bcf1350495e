import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { stateFolder } from '../../../main/state-path';

test('RESTORE_CONSOLE_HOME decides, made absolute', () => {
  expect(stateFolder({ RESTORE_CONSOLE_HOME: 'state' }, 'linux')).toBe(resolve('state'));
});

test('an empty RESTORE_CONSOLE_HOME is none', () => {
  expect(stateFolder({ RESTORE_CONSOLE_HOME: '' }, 'linux')).toBe(
    join(homedir(), '.config', 'restore-console'),
  );
});

test('each system has its own place for application data', () => {
  expect(stateFolder({ XDG_CONFIG_HOME: '/x/config' }, 'linux')).toBe('/x/config/restore-console');
  expect(stateFolder({}, 'darwin')).toBe(
    join(homedir(), 'Library', 'Application Support', 'restore-console'),
  );
  expect(stateFolder({ APPDATA: '/x/roaming' }, 'win32')).toBe('/x/roaming/restore-console');
});
