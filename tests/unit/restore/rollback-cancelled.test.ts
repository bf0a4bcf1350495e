import { expect, test } from 'vitest';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import { rollbackJob } from '../../../main/restore/rollback/rollback-job';
import { LivingRuns } from '../../../main/restore/run/living-runs';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { writeRunRecord } from '../../../main/restore/run/run-record';
import type { OpenOutcome } from '../../../main/restore/target-session';
import { fail } from '../../../shared/errors/app-error';
import { restoreOptionsSchema } from '../../../shared/restore/plan';
import { createLocalHost } from '../../support/local-host';
import { MemoryJobStore } from '../../support/sample-context';
import { sampleContainer, sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';
import { temporaryFolder } from '../../support/temporary-folder';

/** A rollback that is cancelled while the lock is asked for, and how that answers. */
async function cancelledAtTheLock(answer: () => Promise<unknown>) {
  const manifest = sampleManifest();
  const job = sampleJob({ status: 'completed', backup_metadata: { sha256: manifest.sha256 } });
  const profile = { ...sampleProfile(), health: null };
  const host = createLocalHost();
  const workDir = temporaryFolder();
  const place = jobPlace(job.id, workDir, manifest.sha256, 'i');
  await host.makeDirectory(place.jobDir, 0o700);
  const names = databaseNames(profile.database.name, job.id);
  const planned = { dump: null, withMedia: false, safetyBackup: false, names };
  const products = { prepared: { facts: runFactsOf(sampleFacts()), planned, place } };
  const options = restoreOptionsSchema.parse({});
  await writeRunRecord(host, { job, options, uploadOnly: false, done: [], products }, manifest);
  const container = sampleContainer('db');
  const about = { databases: names, database_container: { id: container.id, name: container.name } };
  await host.writeFile(`${place.jobDir}/job.json`, JSON.stringify(about), 0o600);

  const jobs = new MemoryJobStore();
  jobs.create(job);
  const diary: string[] = [];
  const docker = {
    engineId: async () => null,
    containers: async () => [],
    readLock: async () => null,
    acquireLock: async () => {
      diary.push('locked');
      living.cancel(job.id);
      return answer();
    },
    heartbeat: async () => undefined,
    releaseLock: async () => void diary.push('unlocked'),
  };
  const unexpected = () => Promise.reject(new Error('not expected in this test'));
  const parts = { container, helperImage: 'i', cutover: { run: unexpected, recover: unexpected } };
  const open = async () =>
    ({
      kind: 'open',
      session: {
        profile,
        host,
        docker,
        workDirectory: async () => workDir,
        parts: async () => parts,
        close: async () => undefined,
      },
    }) as unknown as OpenOutcome;
  const clock = { now: () => new Date(0), ticks: () => 0 };
  const living = new LivingRuns({ jobs, sessions: { open }, clock, redact: (text) => text });
  const operator = { name: 'me', machine: 'here' };
  const { done } = living.own(job, profile, (run) => rollbackJob(run, { job, profile, operator, clock }));
  return { job: await done, diary };
}

test('a rollback that is cancelled before it exchanges anything gives the target free and leaves the job as it was', async () => {
  const { job, diary } = await cancelledAtTheLock(async () => ({ kind: 'acquired', containerId: 'lock' }));
  expect(job).toMatchObject({ status: 'completed', error: { code: 'cancelled' } });
  expect(diary).toEqual(['locked', 'unlocked']);
});

test('one that is cancelled when the answer about the lock was lost is left to recover, for the lock may be there', async () => {
  const lost = fail('connection-lost', { host: 'h', reason: 'cut' });
  const { job, diary } = await cancelledAtTheLock(() => Promise.reject(lost));
  expect(job).toMatchObject({ status: 'interrupted', error: { code: 'connection-lost' } });
  expect(diary).toEqual(['locked']);
});
