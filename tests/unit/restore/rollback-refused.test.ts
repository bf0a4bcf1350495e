import { utimesSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { databaseNames, jobPlace, shortId } from '../../../main/restore/names';
import { rollbackJob } from '../../../main/restore/rollback/rollback-job';
import { LivingRuns } from '../../../main/restore/run/living-runs';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { writeRunRecord } from '../../../main/restore/run/run-record';
import type { OpenOutcome } from '../../../main/restore/target-session';
import type { Job } from '../../../shared/restore/job';
import { type RestoreOptions, restoreOptionsSchema } from '../../../shared/restore/plan';
import { createLocalHost } from '../../support/local-host';
import { MemoryJobStore } from '../../support/sample-context';
import { sampleContainer, sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';
import { temporaryFolder } from '../../support/temporary-folder';

const OURS = sampleJob().id;
const THEIRS = 'aaaaaaaa-0000-4000-8000-000000000002';
const OLDER = 'bbbbbbbb-0000-4000-8000-000000000003';
const profile = { ...sampleProfile(), health: null };
const live = profile.database.name;
const manifest = sampleManifest();
const host = createLocalHost();
const here = sampleContainer('db');
const another = { id: 'another', name: 'shop2-db-1' };
const NOON = 1_770_000_000;

let workDir: string;
beforeEach(() => {
  workDir = temporaryFolder();
});

interface Folder {
  readonly id: string;
  /** When the host wrote the cutover's last word, in seconds after noon. Null: it never did. */
  readonly ended: number | null;
  readonly word?: string;
  readonly restores?: 'media' | 'database';
  readonly options?: Partial<RestoreOptions>;
  readonly container?: { readonly id: string; readonly name: string } | null;
  /** By the clock of the console that ran it. */
  readonly startedAt?: string;
}

/** A job folder as a restore leaves it. */
async function write({ id, ended, word = 'completed', restores = 'media', ...more }: Folder): Promise<void> {
  const place = jobPlace(id, workDir, manifest.sha256, 'i');
  await host.makeDirectory(place.jobDir, 0o700);
  const names = databaseNames(live, id);
  const facts = runFactsOf(sampleFacts());
  const dump = restores === 'database' ? (manifest.dumps[0] ?? null) : null;
  const planned = { dump, withMedia: restores === 'media', safetyBackup: false, names };
  const job = sampleJob({
    id,
    status: 'completed',
    safety_backup_path: '/w/safety-backups/x.dump',
    backup_metadata: { sha256: manifest.sha256 },
  });
  const products = { prepared: { facts, planned, place }, freshOid: 900 };
  const options = restoreOptionsSchema.parse(more.options ?? {});
  await writeRunRecord(host, { job, options, uploadOnly: false, done: [], products }, manifest);
  const about = {
    databases: names,
    started_at: more.startedAt ?? '2026-02-01T12:00:00Z',
    ...(more.container === null ? {} : { database_container: more.container ?? here }),
  };
  await host.writeFile(`${place.jobDir}/job.json`, JSON.stringify(about), 0o600);
  if (ended !== null) end(place.jobDir, word, ended);
}

function end(folder: string, word: string, seconds: number): void {
  writeFileSync(`${folder}/cutover.status`, `${word}\n`);
  utimesSync(`${folder}/cutover.status`, NOON + seconds, NOON + seconds);
}

/**
 * Takes our job back by a console whose history knows no other. What stands against it otherwise comes last: somebody
 * holds the lock, unless `whileLocking` tells what happens before it is had.
 */
async function rollBack(
  status: Job['status'] = 'completed',
  whileLocking?: () => Promise<void>,
  liveOid?: number,
) {
  const jobs = new MemoryJobStore();
  const job = sampleJob({ status, backup_metadata: { sha256: manifest.sha256 } });
  jobs.create(job);
  const diary: string[] = [];
  const owner = { operator: 'eva', machine: 'desk', jobId: 'other', since: '', heartbeatAgeSeconds: 1 };
  const docker = {
    engineId: async () => null,
    containers: async () => [here, another],
    readLock: async () => null,
    acquireLock: async () => {
      await whileLocking?.();
      return whileLocking ? { kind: 'acquired', containerId: 'lock' } : { kind: 'held', owner };
    },
    heartbeat: async () => undefined,
    releaseLock: async () => void diary.push('unlocked'),
  };
  const facts = sampleFacts();
  const parts = {
    container: here,
    helperImage: 'i',
    database: {
      probe: async () => ({
        roles: [],
        databases: [
          { name: live, oid: liveOid ?? facts.database?.live?.oid },
          { name: databaseNames(live, OURS).old, oid: facts.database?.live?.oid },
        ],
      }),
    },
    media: { oldPairs: async () => [shortId(OURS)], holdings: async () => [] },
    cutover: { run: () => Promise.reject(new Error('not expected in this test')) },
  };
  const session = {
    profile,
    host,
    docker,
    workDirectory: async () => workDir,
    parts: async () => parts,
    close: async () => undefined,
  };
  const open = async () => ({ kind: 'open', session }) as unknown as OpenOutcome;
  const clock = { now: () => new Date(0), ticks: () => 0 };
  const living = new LivingRuns({ jobs, sessions: { open }, clock, redact: (text) => text });
  const operator = { name: 'me', machine: 'here' };
  const { done } = living.own(job, profile, (run) => rollbackJob(run, { job, profile, operator, clock }));
  return { end: await done, diary };
}

const NOT_NEWEST = { code: 'rollback-not-newest', params: { job: OURS, newest: THEIRS } };

test.each([
  ['media alone', 'a database alone', 'media', 'database'],
  ['a database alone', 'media alone', 'database', 'media'],
] as const)(
  'a restore of %s is not taken back under a later one of %s that this history does not know',
  async (_ours, _theirs, restores, theirs) => {
    await write({ id: OURS, ended: 0, restores });
    await write({ id: THEIRS, ended: 60, restores: theirs });
    const { end: job } = await rollBack();
    expect(job).toMatchObject({ status: 'completed', error: NOT_NEWEST });
  },
);

test('one that was taken back is not taken forward again over a later restore', async () => {
  await write({ id: OURS, ended: 0 });
  await write({ id: THEIRS, ended: 60 });
  const { end: job } = await rollBack('rolled_back');
  expect(job).toMatchObject({ status: 'rolled_back', error: NOT_NEWEST });
});

test('the newest of several later ones is named', async () => {
  await write({ id: OURS, ended: 0 });
  await write({ id: OLDER, ended: 30 });
  await write({ id: THEIRS, ended: 60 });
  expect((await rollBack()).end.error).toEqual(NOT_NEWEST);
});

test('a console whose clock is slow came later all the same: the host’s clock tells', async () => {
  await write({ id: OURS, ended: 0, startedAt: '2026-02-01T12:00:00Z' });
  await write({ id: THEIRS, ended: 60, startedAt: '2026-02-01T09:00:00Z' });
  expect((await rollBack()).end.error).toEqual(NOT_NEWEST);
});

test.each<[string, Folder]>([
  [
    'that came before, by a console whose clock is fast',
    { id: THEIRS, ended: -60, startedAt: '2027-01-01T00:00:00Z' },
  ],
  ['that was reversed', { id: THEIRS, ended: 60, word: 'reversed' }],
  ['that ended before its cutover', { id: THEIRS, ended: null }],
  ['of another target that shares the work directory', { id: THEIRS, ended: 60, container: another }],
  ['that is not known to be this target’s', { id: THEIRS, ended: 60, container: null }],
])('a job %s is no obstacle', async (_which, theirs) => {
  await write({ id: OURS, ended: 0 });
  await write(theirs);
  expect((await rollBack()).end.error?.code).toBe('lock-held');
});

test('a turn of the job itself is no obstacle, however late', async () => {
  await write({ id: OURS, ended: 0 });
  const turn = `${workDir}/jobs/${OURS}/rollback-1`;
  await host.makeDirectory(turn, 0o700);
  end(turn, 'completed', 60);
  expect((await rollBack()).end.error?.code).toBe('lock-held');
});

test('a restore that ends while the lock is waited for is seen under it, and the target given free', async () => {
  await write({ id: OURS, ended: 0 });
  await write({ id: THEIRS, ended: null });
  const ends = async () => end(`${workDir}/jobs/${THEIRS}`, 'completed', 60);
  const { end: job, diary } = await rollBack('completed', ends);
  expect(job).toMatchObject({ status: 'completed', error: NOT_NEWEST });
  expect(diary).toEqual(['unlocked']);
});

test('a restore in place has no old pair to turn to: the refusal names its backup and the manual way', async () => {
  await write({ id: OURS, ended: 0, restores: 'database', options: { strategy: 'in-place' } });
  const { end: job } = await rollBack();
  expect(job.status).toBe('completed');
  expect(job.error).toEqual({
    code: 'rollback-in-place',
    params: {
      job: OURS,
      backup: '/w/safety-backups/x.dump',
      manual: `${workDir}/jobs/${OURS}/cutover-manual.txt`,
    },
  });
});

test('media restored alone are not taken back under another database than theirs, whoever brought it', async () => {
  await write({ id: OURS, ended: 0, restores: 'media' });
  const { end: job } = await rollBack('completed', undefined, 777);
  expect(job).toMatchObject({
    status: 'completed',
    error: { code: 'rollback-target-changed', params: { found: 777 } },
  });
});
