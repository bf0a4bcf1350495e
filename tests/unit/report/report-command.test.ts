import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openHistory } from '../../../main/jobs/history-database';
import { JobLogFiles } from '../../../main/jobs/job-log-file';
import { SqliteJobStore } from '../../../main/jobs/sqlite-job-store';
import { reportSchema } from '../../../shared/restore/report';
import { Cli } from '../../support/run-cli';
import { reportedJob } from '../../support/sample-report';
import { temporaryFolder } from '../../support/temporary-folder';

/** A state folder whose history holds one job. */
function withHistory(): { cli: Cli; folder: string } {
  const folder = temporaryFolder();
  const database = openHistory(folder);
  new SqliteJobStore(database, new JobLogFiles(path.join(folder, 'job-logs'), database)).create(
    reportedJob(),
  );
  database.close();
  return { cli: new Cli(folder), folder };
}

test('report prints a readable text, or JSON that keeps its schema, in the language asked for', async () => {
  const { cli } = withHistory();
  const text = await cli.run(['report', '1f2e3d4c', '--lang', 'es']);
  expect(text).toMatchObject({ exitCode: 0, stderr: '' });
  expect(text.stdout).toContain('shop-production funciona con la copia');
  const json = await cli.run(['report', '1f2e3d4c', '--json']);
  expect(json.exitCode).toBe(0);
  expect(reportSchema.parse(JSON.parse(json.stdout)).outcome.kind).toBe('verified');
}, 60_000);

test('report writes a page only its owner can read, also over a file that was open to all', async () => {
  const { cli, folder } = withHistory();
  const file = path.join(folder, 'report.html');
  writeFileSync(file, 'older', { mode: 0o644 });
  const written = await cli.run(['report', '1f2e3d4c', '--html', file]);
  expect(written).toMatchObject({ exitCode: 0, stdout: `${file}\n` });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
}, 60_000);

test('an unknown job, and a file that cannot be written, are usage errors', async () => {
  const { cli, folder } = withHistory();
  expect((await cli.run(['report', 'ffffffff'])).exitCode).toBe(2);
  const nowhere = await cli.run(['report', '1f2e3d4c', '--html', path.join(folder, 'no/such/folder.html')]);
  expect(nowhere.exitCode).toBe(2);
  expect(nowhere.stderr).toContain('ENOENT');
}, 60_000);
