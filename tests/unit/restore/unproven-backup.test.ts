import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { removeUnprovenBackup } from '../../../main/restore/unproven-backup';
import { createLocalHost } from '../../support/local-host';

test('the half backup of an ended job goes; proven ones and those of other jobs stay', async () => {
  const workDir = mkdtempSync(path.join(os.tmpdir(), 'restore-console-backups-'));
  const folder = path.join(workDir, 'safety-backups');
  mkdirSync(folder);
  const names = [
    '20261124-1-aaaaaaaa.dump.part',
    '20261123-1-aaaaaaaa.dump',
    '20261124-1-bbbbbbbb.dump.part',
  ];
  for (const name of names) writeFileSync(path.join(folder, name), 'x');
  await removeUnprovenBackup(createLocalHost(), { workDir, short: 'aaaaaaaa' });
  expect(readdirSync(folder).sort()).toEqual(['20261123-1-aaaaaaaa.dump', '20261124-1-bbbbbbbb.dump.part']);
});

test('a host without any backup is no error', async () => {
  const workDir = mkdtempSync(path.join(os.tmpdir(), 'restore-console-backups-'));
  await expect(
    removeUnprovenBackup(createLocalHost(), { workDir, short: 'aaaaaaaa' }),
  ).resolves.toBeUndefined();
});
