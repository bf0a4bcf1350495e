import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import Database from 'libsql';
import { expect, test } from 'vitest';
import { openHistory } from '../../../main/jobs/history-database';
import { JobLogFiles } from '../../../main/jobs/job-log-file';
import { SqliteJobStore } from '../../../main/jobs/sqlite-job-store';
import type { JobStep } from '../../../shared/restore/job';
import type { LogEvent } from '../../../shared/restore/run-event';
import { emptyRunState } from '../../../shared/restore/run-state';
import { sampleJob } from '../../support/sample-job';
import { temporaryFolder } from '../../support/temporary-folder';

function openStore(folder: string): SqliteJobStore {
  const database = openHistory(folder);
  return new SqliteJobStore(database, new JobLogFiles(path.join(folder, 'job-logs'), database));
}

function logLine(jobId: string, seq: number): LogEvent {
  return {
    type: 'log',
    jobId,
    seq,
    at: '2026-02-01T12:00:00.000Z',
    step: 'load',
    level: 'info',
    source: 'host',
    text: `línea ${seq}`,
  };
}

const everything = { status: null, target: null, search: '', limit: 100 };

test('a job is kept with every field and found by a beginning of its id', () => {
  const folder = temporaryFolder();
  const job = sampleJob({ backup_metadata: { sha256: 'abc', rows_count: 12 }, downtime_seconds: 1.25 });
  openStore(folder).create(job);
  const again = openStore(folder);
  expect(again.get(job.id)).toEqual(job);
  expect(again.find('1f2e3d4c')).toEqual(job);
  expect(again.find('1f2')).toBeNull();
});

test('an ambiguous beginning of an id finds nothing', () => {
  const store = openStore(temporaryFolder());
  store.create(sampleJob({ id: 'aaaa-1' }));
  store.create(sampleJob({ id: 'aaaa-2' }));
  expect(store.find('aaaa')).toBeNull();
});

test('the list is newest first, filtered by status, target and words, and counts what the limit hides', () => {
  const store = openStore(temporaryFolder());
  store.create(sampleJob({ id: 'a', created_at: '2026-01-01T00:00:00Z', status: 'completed' }));
  store.create(
    sampleJob({ id: 'b', created_at: '2026-01-02T00:00:00Z', status: 'failed', error_message: 'Disk FULL' }),
  );
  store.create(
    sampleJob({ id: 'c', created_at: '2026-01-03T00:00:00Z', status: 'completed', target: 'shop-staging' }),
  );
  const ids = (filter: object): string[] =>
    store.list({ ...everything, ...filter }).jobs.map((job) => job.id);
  expect(ids({})).toEqual(['c', 'b', 'a']);
  expect(ids({ status: 'completed' })).toEqual(['c', 'a']);
  expect(ids({ target: 'shop-staging' })).toEqual(['c']);
  expect(ids({ search: 'disk full' })).toEqual(['b']);
  expect(store.list({ ...everything, limit: 1 })).toMatchObject({ total: 3, jobs: [{ id: 'c' }] });
});

test('a job whose owner died while it wrote is interrupted; one cut before its first write failed unchanged', async () => {
  const folder = temporaryFolder();
  const store = openStore(folder);
  const step: JobStep = {
    id: 'load',
    state: 'running',
    started_at: null,
    duration_seconds: null,
    bytes: null,
    parts: [],
  };
  store.create(sampleJob({ id: 'writing', status: 'restoring', steps: [step] }));
  store.create(sampleJob({ id: 'probing', status: 'validating', steps: [{ ...step, id: 'preflight' }] }));
  // Found on a host and taken up: its steps are not known here, and its site may be down.
  store.create(sampleJob({ id: 'recovering', status: 'restoring', steps: [] }));
  store.create(sampleJob({ id: 'mine', status: 'restoring', steps: [step] }));
  store.beginRun('mine');
  for (const id of ['writing', 'probing', 'recovering']) {
    store.beginRun(id);
    await giveToDeadProcess(folder, id);
  }
  const swept = store.sweepInterrupted().map((job) => [job.id, job.status, job.outcome]);
  expect(swept).toContainEqual(['writing', 'interrupted', null]);
  expect(swept).toContainEqual(['probing', 'failed', 'unchanged']);
  expect(swept).toContainEqual(['recovering', 'interrupted', null]);
  expect(store.get('mine')?.status).toBe('restoring');
});

test('another process can ask the living owner to cancel, and nobody when the owner is dead', async () => {
  const folder = temporaryFolder();
  const owner = openStore(folder);
  owner.create(sampleJob({ id: 'job' }));
  owner.beginRun('job');
  expect(owner.beat('job').cancelRequested).toBe(false);
  expect(openStore(folder).requestCancel('job')).toBe(true);
  expect(owner.beat('job').cancelRequested).toBe(true);
  // Asked once: what is refused now must not count later.
  expect(owner.beat('job').cancelRequested).toBe(false);
  await giveToDeadProcess(folder, 'job');
  expect(openStore(folder).requestCancel('job')).toBe(false);
});

test('any page of a long log is read, while another process goes on writing it', () => {
  const folder = temporaryFolder();
  const writer = openStore(folder);
  writer.create(sampleJob({ id: 'job' }));
  for (let seq = 1; seq <= 700; seq += 1) writer.appendLog(logLine('job', seq));
  const reader = openStore(folder);
  expect(reader.log('job', 510, 3)).toEqual({
    lines: [511, 512, 513].map((seq) => logLine('job', seq)),
    total: 700,
  });
  const nextRun = openStore(folder);
  nextRun.appendLog(logLine('job', 701));
  expect(reader.log('job', 700, 10)).toEqual({ lines: [logLine('job', 701)], total: 701 });
});

test('the state of a run is read back as it was saved', () => {
  const store = openStore(temporaryFolder());
  store.create(sampleJob({ id: 'job' }));
  const state = { ...emptyRunState('job'), lastSeq: 7, progress: 0.5 };
  store.saveState(state);
  expect(store.state('job')).toEqual(state);
});

test('two processes that open a new history at the same time both find it whole', async () => {
  const folder = temporaryFolder();
  const [first, second] = [openStore(folder), openStore(folder)];
  first.create(sampleJob({ id: 'one' }));
  second.create(sampleJob({ id: 'two' }));
  expect(first.list(everything).total).toBe(2);
});

/** Rewrites a run's owner to a process that really existed and has ended. */
async function giveToDeadProcess(folder: string, jobId: string): Promise<void> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const database = new Database(path.join(folder, 'history.sqlite'));
  const [row] = database.prepare('SELECT owner FROM runs WHERE job_id = ?').all(jobId);
  const owner = JSON.parse((row as { owner: string }).owner);
  database
    .prepare('UPDATE runs SET owner = ? WHERE job_id = ?')
    .run(JSON.stringify({ ...owner, pid: child.pid }), jobId);
  database.close();
}

test('a search finds jobs by what their logs say too, newest first, and by nothing of how a log is kept', async () => {
  const store = openStore(temporaryFolder());
  for (const [id, day] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['d', 4],
  ] as const) {
    store.create(sampleJob({ id, created_at: `2026-01-0${day}T00:00:00Z`, error_message: '' }));
    for (let seq = 1; seq <= 5000; seq += 1) store.appendLog(logLine(id, seq));
  }
  const say = (id: string, text: string) => store.appendLog({ ...logLine(id, 5001), text });
  say('a', 'ERROR: could not extend file "base/1": No space left');
  say('c', 'error: COULD NOT EXTEND file');
  store.save({ ...sampleJob({ id: 'b', error_message: 'could not extend' }) });
  const found = async (search: string, more: object = {}) => {
    const { jobs, total } = await store.search({ ...everything, search, ...more });
    return { ids: jobs.map(({ id }) => id), total };
  };
  expect(await found('Could not extend')).toEqual({ ids: ['c', 'b', 'a'], total: 3 });
  expect(await found('"base/1"')).toEqual({ ids: ['a'], total: 1 });
  expect(await found('LÍNEA 4999')).toMatchObject({ total: 4 });
  expect(await found('"level"')).toEqual({ ids: [], total: 0 });
  expect((await found('could not extend', { limit: 1 })).ids).toEqual(['c']);
  expect((await found('could not extend', { target: 'no-such' })).ids).toEqual([]);
});

test('a search that begins ends the one before', async () => {
  const store = openStore(temporaryFolder());
  store.create(sampleJob({ id: 'a' }));
  for (let seq = 1; seq <= 5000; seq += 1) store.appendLog(logLine('a', seq));
  const first = store.search({ ...everything, search: 'línea 4999' });
  const second = store.search({ ...everything, search: 'línea 4998' });
  expect((await first).jobs).toEqual([]);
  expect((await second).jobs).toHaveLength(1);
});
