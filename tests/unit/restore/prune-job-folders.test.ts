import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJobFolders } from '../../../main/restore/prune/read-job-folders';
import { createLocalHost } from '../../support/local-host';
import { temporaryFolder } from '../../support/temporary-folder';

/** A work directory with one folder per job, each with files of those names and contents. */
function workDir(jobs: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const folder = temporaryFolder();
  for (const [job, files] of Object.entries(jobs)) {
    mkdirSync(join(folder, 'jobs', job, 'rollback-1'), { recursive: true });
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, 'jobs', job, name), content);
  }
  return folder;
}
const read = (folder: string) => readJobFolders(createLocalHost(), folder);

const ABOUT = JSON.stringify({
  archive_sha256: 'a'.repeat(64),
  databases: { live: 'shop' },
  database_container: { id: 'c-1', name: 'shop-db-1' },
  engine: 'e-1',
  live_oid: 100,
  started_at: '2026-02-01T12:00:00Z',
});

test('a work directory that is not there holds no job', async () => {
  expect(await read(join(temporaryFolder(), 'none'))).toEqual([]);
});

test('a folder tells its database, its archive, its cutover’s end and its record', async () => {
  const record = {
    job: {
      status: 'completed',
      strategy: 'in-place',
      old_pair: { database: 'shop__rc_old_1f2e3d4c', media: null },
    },
  };
  const files = {
    'job.json': ABOUT,
    'run.json': JSON.stringify(record),
    'cutover.journal': '1 begin stop',
    'cutover.status': 'completed\n',
  };
  const [folder] = await read(workDir({ j1: files }));
  expect(folder).toMatchObject({
    jobId: 'j1',
    about: {
      target: { database: 'shop', container: { id: 'c-1', name: 'shop-db-1' }, engine: 'e-1' },
      liveOid: 100,
      archive: 'a'.repeat(64),
    },
    status: 'completed',
    inPlace: true,
    cutover: 'completed',
    unfinishedCutover: false,
    oldPair: { database: 'shop__rc_old_1f2e3d4c', media: null },
  });
  expect(folder?.bytes).toBeGreaterThan(0);
});

test.each([
  ['a cutover without a final word', { 'cutover.journal': '1 begin stop' }],
  [
    'a cutover that asks for a person',
    { 'cutover.journal': 'x', 'cutover.status': 'needs-person swap-failed swap' },
  ],
  [
    'a cutover that was begun again since its word',
    { 'cutover.journal': '1 done cutover needs-person x\n2 note attempt recover 7\n' },
  ],
  ['a rollback without a final word', { 'rollback-1/cutover.journal': '1 begin stop' }],
  ['a restore in place that has not ended', { 'in-place.json': '{}' }],
])('%s is unfinished', async (_what, files) => {
  expect(await read(workDir({ j1: files }))).toMatchObject([{ unfinishedCutover: true }]);
});

test.each([
  ['without a status', {}],
  ['with an empty one', { 'cutover.status': '' }],
])('a cutover that ended on a full disk %s has ended by its journal', async (_what, files) => {
  const journal = '1 note attempt run 7\n2 done cutover reversed swap-failed swap x\n';
  expect(await read(workDir({ j1: { 'cutover.journal': journal, ...files } }))).toMatchObject([
    { unfinishedCutover: false, cutover: 'reversed' },
  ]);
});

test('a folder of an earlier version names its database alone', async () => {
  const { database_container: _, engine: __, ...earlier } = JSON.parse(ABOUT);
  const [folder] = await read(workDir({ j1: { 'job.json': JSON.stringify(earlier) } }));
  expect(folder?.about?.target).toEqual({ database: 'shop', container: null, engine: null });
});

test('damaged files tell nothing and hide no folder', async () => {
  const files = { 'job.json': '{ half', 'run.json': '[]', 'in-place.completed.json': '{}' };
  expect(await read(workDir({ j1: files }))).toMatchObject([
    { jobId: 'j1', about: null, status: null, unfinishedCutover: false, cutover: null },
  ]);
});
