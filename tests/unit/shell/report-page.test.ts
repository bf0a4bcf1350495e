import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeReportPage } from '../../../main/shell/report-page';
import { temporaryFolder } from '../../support/temporary-folder';

test('a report that is opened lies in the state folder for its owner alone, and is made anew each time', async () => {
  const folder = temporaryFolder();
  await writeReportPage(folder, 'report.html', 'completed');
  const path = await writeReportPage(folder, 'report.html', 'rolled back');
  expect(path).toBe(join(folder, 'reports', 'report.html'));
  expect(readFileSync(path, 'utf8')).toBe('rolled back');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'reports')).mode & 0o777).toBe(0o700);
});
