import { expect, test } from 'vitest';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import { lastTurn, openTurn, turnDatabases, turnPlace } from '../../../main/restore/rollback/turns';
import { endedElsewhere } from '../../../main/restore/run/ended-elsewhere';
import type { RunProducts } from '../../../main/restore/run/run-context';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import {
  preparedOf,
  productsOf,
  readRunRecord,
  updateRecordJob,
  writeRunRecord,
} from '../../../main/restore/run/run-record';
import { restoreOptionsSchema } from '../../../shared/restore/plan';
import { createLocalHost } from '../../support/local-host';
import { sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';
import { temporaryFolder } from '../../support/temporary-folder';

const host = createLocalHost();

async function written(products: RunProducts = {}) {
  const workDir = temporaryFolder();
  const manifest = sampleManifest();
  const job = { ...sampleJob(), backup_metadata: { sha256: manifest.sha256 } };
  const place = jobPlace(job.id, workDir, manifest.sha256, 'postgres:15');
  await host.makeDirectory(place.jobDir, 0o700);
  const planned = {
    dump: manifest.dumps[0] ?? null,
    withMedia: true,
    safetyBackup: true,
    names: databaseNames('shop', job.id),
  };
  const prepared = { facts: runFactsOf(sampleFacts()), planned, place };
  const all: RunProducts = { prepared, lockHeld: true, ...products };
  const options = restoreOptionsSchema.parse({ overrides: ['code-behind-data'] });
  await writeRunRecord(
    host,
    { job, options, uploadOnly: false, done: ['preflight', 'lock'], products: all },
    manifest,
  );
  return { workDir, job, manifest, place, prepared, options };
}

test('a run is read back as it was written: what was found, what was chosen, what steps have left', async () => {
  const { job, manifest, place, prepared, options, workDir } = await written({
    freshOid: 20_001,
    countedRows: new Map([['public.events', 7]]),
    mergeBegun: true,
  });
  const found = await readRunRecord(host, place.jobDir);
  if (!found) throw new Error('no record');
  expect(found.manifest).toEqual(manifest);
  expect(found.record).toMatchObject({ job, options, done: ['preflight', 'lock'] });
  const again = preparedOf(found.record, found.manifest, 'shop', workDir);
  expect(again).toEqual({ ...prepared, planned: { ...prepared.planned } });
  const products = productsOf(found.record, again);
  expect(products).toMatchObject({ freshOid: 20_001, mergeBegun: true, lockHeld: true });
  expect(products.countedRows).toEqual(new Map([['public.events', 7]]));
});

test('no environment of a container, which may hold a password, gets into the record', async () => {
  const { place } = await written();
  const text = String(await host.readFile(`${place.jobDir}/run.json`));
  expect(text).not.toMatch(/"env"/);
});

test('what is no record of ours is no record', async () => {
  const { place } = await written();
  await host.writeFile(`${place.jobDir}/run.json`, '{"version":2', 0o600);
  expect(await readRunRecord(host, place.jobDir)).toBeNull();
  expect(await readRunRecord(host, `${place.workDir}/jobs/nowhere`)).toBeNull();
});

test('a run over another archive than the manifest beside it is nothing to go on from, and its own manifest replaces it', async () => {
  const { place, job, prepared, options } = await written();
  const other = { ...sampleManifest(), sha256: 'f'.repeat(64) };
  const second = { ...job, backup_metadata: { sha256: other.sha256 } };
  await updateRecordJob(host, place.jobDir, second);
  expect(await readRunRecord(host, place.jobDir)).toBeNull();
  const products: RunProducts = { prepared, lockHeld: true };
  await writeRunRecord(host, { job: second, options, uploadOnly: false, done: [], products }, other);
  expect((await readRunRecord(host, place.jobDir))?.manifest.sha256).toBe(other.sha256);
});

test('the end of a job is written into its record, the rest of it stays', async () => {
  const { place, job } = await written({ freshOid: 20_001 });
  await updateRecordJob(host, place.jobDir, { ...job, status: 'rolled_back' });
  const found = await readRunRecord(host, place.jobDir);
  expect(found?.record.job.status).toBe('rolled_back');
  expect(found?.record.products.freshOid).toBe(20_001);
});

test('a rollback exchanges the two databases by OID, and forward again exchanges them back', async () => {
  const { place } = await written({ freshOid: 20_001 });
  const found = await readRunRecord(host, place.jobDir);
  if (!found) throw new Error('no record');
  const back = turnDatabases(found.record, 'shop', 'back');
  const forward = turnDatabases(found.record, 'shop', 'forward');
  expect(back).toMatchObject({ liveOid: 20_001, nextOid: 16_384 });
  expect(forward).toMatchObject({ liveOid: 16_384, nextOid: 20_001 });
  expect(back?.names.old).toBe(forward?.names.fresh);
  expect(back?.names.fresh).toBe(forward?.names.old);
});

test('a turn counts once its script was written; the newest is the one to be ended', async () => {
  const { place } = await written();
  const first = await openTurn(host, place, 'back');
  expect(await lastTurn(host, place)).toBeNull();
  await host.writeFile(`${turnPlace(place, first).jobDir}/cutover.sh`, '#!/bin/sh\n', 0o700);
  expect(await lastTurn(host, place)).toEqual(first);
  const second = await openTurn(host, place, 'forward');
  expect(second.number).toBe(2);
  expect(await lastTurn(host, place)).toEqual(first);
});

test('a job that another console has ended is what that console says, under this one’s name of the target', async () => {
  const { place, job } = await written();
  const profile = { ...sampleProfile(), name: 'here' };
  expect(await endedElsewhere(job, profile, host, place.jobDir)).toBeNull();
  await updateRecordJob(host, place.jobDir, {
    ...job,
    status: 'failed',
    needs_person: true,
    target: 'there',
  });
  expect(await endedElsewhere(job, profile, host, place.jobDir)).toBeNull();
  await updateRecordJob(host, place.jobDir, {
    ...job,
    status: 'failed',
    outcome: 'unchanged',
    target: 'there',
  });
  expect(await endedElsewhere(job, profile, host, place.jobDir)).toMatchObject({
    status: 'failed',
    outcome: 'unchanged',
    target: 'here',
  });
});
