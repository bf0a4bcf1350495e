import { expect, test } from 'vitest';
import { pathOfDropped } from '../../../main/dropped-path';

const plain = new File(['x'], 'b.tar.gz');

test('current Electron is asked through webUtils, whatever the file claims of itself', () => {
  const claiming = Object.assign(new File(['x'], 'b.tar.gz'), { path: '/etc/passwd' });
  const asked: File[] = [];
  const webUtils = {
    getPathForFile: (file: File) => {
      asked.push(file);
      return '/backups/b.tar.gz';
    },
  };
  expect(pathOfDropped(claiming, webUtils)).toBe('/backups/b.tar.gz');
  expect(asked).toEqual([claiming]);
});

test('Electron 25, without webUtils, has the path on the file', () => {
  const dropped = Object.assign(new File(['x'], 'b.tar.gz'), { path: '/backups/b.tar.gz' });
  expect(pathOfDropped(dropped, undefined)).toBe('/backups/b.tar.gz');
});

test('a file without a path has an empty one', () => {
  expect(pathOfDropped(plain, undefined)).toBe('');
});
