import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { restoreHandlers } from '../../../main/composition/restore-handlers';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import type { ConnectOutcome } from '../../../main/restore/ports/host';
import { RestoreService } from '../../../main/restore/restore-service';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { writeRunRecord } from '../../../main/restore/run/run-record';
import type { OpenOutcome } from '../../../main/restore/target-session';
import { fail } from '../../../shared/errors/app-error';
import type { Job } from '../../../shared/restore/job';
import { restoreOptionsSchema } from '../../../shared/restore/plan';
import { createLocalHost } from '../../support/local-host';
import { MemoryJobStore } from '../../support/sample-context';
import { sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';
import { temporaryFolder } from '../../support/temporary-folder';

const OLDER = '1f2e3d4c-0000-4000-8000-000000000001';
const NEWER = '2a3b4c5d-0000-4000-8000-000000000002';
const profile = { ...sampleProfile(), name: 'shop' };
const manifest = sampleManifest();

/** The window's calls over a target whose database is down, and whose work directory has the records of jobs. */
async function consoleOver(told: readonly Job[], notOpened?: Exclude<ConnectOutcome, { kind: 'connected' }>) {
  const host = createLocalHost();
  const workDir = temporaryFolder();
  for (const job of told) {
    const place = jobPlace(job.id, workDir, manifest.sha256, 'i');
    await host.makeDirectory(place.jobDir, 0o700);
    const names = databaseNames(profile.database.name, job.id);
    const planned = { dump: null, withMedia: true, safetyBackup: false, names };
    const products = { prepared: { facts: runFactsOf(sampleFacts()), planned, place } };
    const options = restoreOptionsSchema.parse({});
    await writeRunRecord(host, { job, options, uploadOnly: false, done: [], products }, manifest);
  }
  const session = {
    profile,
    host,
    docker: {},
    workDirectory: async () => workDir,
    parts: async () => {
      throw fail('container-not-running', { container: 'shop-db-1', state: 'exited' });
    },
    close: async () => undefined,
  };
  const jobs = new MemoryJobStore();
  const restore = new RestoreService({
    inspector: {
      inspect: async () => ({ kind: 'cancelled' }),
      isUnchanged: async () => true,
      mediaRecords: async function* () {},
    },
    jobs,
    sessions: { open: async () => notOpened ?? ({ kind: 'open', session } as unknown as OpenOutcome) },
    profile: () => profile,
    clock: { now: () => new Date('2026-02-04T12:00:00Z'), ticks: () => 0 },
    operator: { name: 'ana', machine: 'laptop' },
    redact: (text) => text,
    newId: randomUUID,
  });
  return { jobs, window: restoreHandlers(restore, jobs) };
}

const about = { target: 'as-ana-calls-it', backup_metadata: { sha256: manifest.sha256 } };
const completed = sampleJob({ ...about, id: OLDER, status: 'completed', created_at: '2026-02-01T12:00:00Z' });
const cutOff = sampleJob({ ...about, id: NEWER, status: 'restoring', created_at: '2026-02-02T12:00:00Z' });

test('the window is told a host’s jobs, newest first, and which of them its own history lacks', async () => {
  const { jobs, window } = await consoleOver([completed, cutOff]);
  jobs.create({ ...completed, target: 'shop', status: 'rolled_back' });
  const answer = await window.jobsOnHost({ target: 'shop' });
  expect(answer).toMatchObject({
    kind: 'told',
    jobs: [
      { job: { id: NEWER, status: 'interrupted', target: 'shop' }, here: null },
      { job: { id: OLDER, status: 'completed', target: 'shop' }, here: 'rolled_back' },
    ],
  });
  // Looking takes nothing into the history.
  expect(jobs.get(NEWER)).toBeNull();
});

test('a host that does not answer is an answer, with its reason', async () => {
  const error = { code: 'host-unreachable' as const, params: { host: '10.0.0.7', port: 22 } };
  const { window } = await consoleOver([], { kind: 'failed', error });
  expect(await window.jobsOnHost({ target: 'shop' })).toEqual({ kind: 'not-told', error });
});

test('a job that the history lacks is gone on with where the window names its target', async () => {
  const { jobs, window } = await consoleOver([cutOff]);
  expect(await window.attach({ jobId: NEWER, target: 'shop' })).toEqual({ kind: 'started', jobId: NEWER });
  expect(jobs.get(NEWER)).toMatchObject({ id: NEWER, target: 'shop' });
});

test('a job that the history lacks is rolled back where its target’s name was typed, not otherwise', async () => {
  const { jobs, window } = await consoleOver([completed]);
  const asked = { jobId: OLDER, target: 'shop' };
  expect(await window.rollback({ ...asked, confirm: 'shpo' })).toMatchObject({ kind: 'refused' });
  expect(jobs.get(OLDER)).toBeNull();
  expect(await window.rollback({ ...asked, confirm: 'shop' })).toEqual({ kind: 'started', jobId: OLDER });
  expect(jobs.get(OLDER)).toMatchObject({ id: OLDER, target: 'shop' });
});
