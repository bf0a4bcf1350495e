import { expect, test } from 'vitest';
import { readLaunchRequest } from '../../../main/shell/launch-request';

const packaged = (...args: string[]) => readLaunchRequest(['/opt/restore-console', ...args], false);
const development = (...args: string[]) => readLaunchRequest(['/cache/electron', ...args], true);

test('without arguments the window opens empty', () => {
  expect(packaged()).toEqual({ kind: 'window', archive: null });
  expect(development('/checkout')).toEqual({ kind: 'window', archive: null });
});

test('the first argument that is no switch is an archive to open', () => {
  expect(packaged('--ozone-platform=x11', '/backups/b.tar.gz')).toEqual({
    kind: 'window',
    archive: '/backups/b.tar.gz',
  });
  expect(development('--no-sandbox', '/checkout', '/backups/b.tar.gz')).toEqual({
    kind: 'window',
    archive: '/backups/b.tar.gz',
  });
});

test('everything after --cli is the command line, its switches included', () => {
  const expected = { kind: 'command-line', argv: ['restore', 'b.tar.gz', '--target', 'T', '--json'] };
  expect(packaged('--cli', 'restore', 'b.tar.gz', '--target', 'T', '--json')).toEqual(expected);
  expect(
    development('--no-sandbox', '/checkout', '--cli', 'restore', 'b.tar.gz', '--target', 'T', '--json'),
  ).toEqual(expected);
});
