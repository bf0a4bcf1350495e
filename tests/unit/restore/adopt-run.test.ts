import { expect, test } from 'vitest';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import type { DatabaseFacts } from '../../../main/restore/ports/database';
import { adoptRun } from '../../../main/restore/run/adopt-run';
import type { RunProducts } from '../../../main/restore/run/run-context';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { writeRunRecord } from '../../../main/restore/run/run-record';
import type { TargetParts, TargetSession } from '../../../main/restore/target-session';
import { restoreOptionsSchema } from '../../../shared/restore/plan';
import type { StepId } from '../../../shared/restore/steps';
import { createLocalHost } from '../../support/local-host';
import { errorOf } from '../../support/open-host';
import { sampleDatabaseFacts, sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';
import { temporaryFolder } from '../../support/temporary-folder';

const manifest = sampleManifest();
const job = { ...sampleJob(), backup_metadata: { sha256: manifest.sha256 } };
const profile = { ...sampleProfile(), database: { ...sampleProfile().database, name: 'shop' } };
const names = databaseNames('shop', job.id);
const LIVE = { name: 'shop', oid: 16_384, allowConnections: true, bytes: 1 };
const FRESH = { name: names.fresh, oid: 20_001, allowConnections: true, bytes: 1 };

interface Stand {
  readonly done: readonly StepId[];
  readonly products?: RunProducts;
  readonly databases?: DatabaseFacts['databases'];
  readonly files?: Readonly<Record<string, string>>;
  readonly running?: readonly string[];
  readonly archiveHere?: boolean;
}

/** A host with a job folder as an earlier console left it. */
async function adopted(stand: Stand) {
  const host = createLocalHost();
  const workDir = temporaryFolder();
  const place = jobPlace(job.id, workDir, manifest.sha256, 'postgres:15');
  await host.makeDirectory(place.jobDir, 0o700);
  const planned = { dump: manifest.dumps[0] ?? null, withMedia: true, safetyBackup: true, names };
  const prepared = { facts: runFactsOf(sampleFacts()), planned, place };
  const options = restoreOptionsSchema.parse({});
  const products = { prepared, ...stand.products };
  await writeRunRecord(host, { job, options, uploadOnly: false, done: stand.done, products }, manifest);
  for (const [name, content] of Object.entries(stand.files ?? {})) {
    await host.writeFile(`${place.jobDir}/${name}`, content, 0o600);
  }
  const removed: string[] = [];
  const databases = stand.databases ?? [LIVE, FRESH];
  const session = {
    profile,
    host,
    workDirectory: async () => workDir,
    docker: {
      helperRunning: async (name: string) => stand.running?.includes(name) ?? false,
      removeHelper: async (name: string) => void removed.push(name),
    },
  } as unknown as TargetSession;
  const parts = {
    database: { probe: async () => sampleDatabaseFacts({ databases }) },
  } as unknown as TargetParts;
  const inspector = {
    inspect: async () => ({ kind: 'cancelled' as const }),
    isUnchanged: async () => stand.archiveHere ?? false,
    mediaRecords: async function* () {},
  };
  return { removed, run: adoptRun(job, profile, session, parts, inspector) };
}

const UPLOADED: readonly StepId[] = ['preflight', 'lock', 'upload', 'safety-backup'];
const load = `rc-${job.id.replaceAll('-', '').slice(0, 8)}-load`;

test('a load whose helper still runs is gone on with', async () => {
  const { run } = await adopted({ done: UPLOADED, products: { freshOid: 20_001 }, running: [load] });
  expect((await run).products).toMatchObject({ freshOid: 20_001, done: UPLOADED });
});

test('a load whose helper has ended meanwhile is gone on with from its status', async () => {
  const products = { freshOid: 20_001 };
  const well = await adopted({
    done: UPLOADED,
    products,
    files: { 'load.status': 'RC-HELPER-ENDED load 0\n' },
  });
  expect((await well.run).products.freshOid).toBe(20_001);
  const badly = await adopted({
    done: UPLOADED,
    products,
    files: { 'load.status': 'RC-HELPER-ENDED load 3\n' },
  });
  expect((await badly.run).products.freshOid).toBeUndefined();
});

test('a load whose helper is gone without a status, as after a reboot, is begun again', async () => {
  const { run, removed } = await adopted({ done: UPLOADED, products: { freshOid: 20_001 } });
  expect((await run).products.freshOid).toBeUndefined();
  expect(removed).toContain(load);
});

test('a verified database that is not there any more is loaded, merged and verified again', async () => {
  const { run } = await adopted({
    done: [...UPLOADED, 'load', 'merge', 'verify'],
    products: { freshOid: 20_001, mergeBegun: true, handedOver: true },
    databases: [LIVE],
  });
  const { products } = await run;
  expect(products.done).toEqual(UPLOADED);
  expect(products).not.toHaveProperty('handedOver');
  expect(products).not.toHaveProperty('mergeBegun');
});

test('a live database that is not the plan’s any more is not built upon', async () => {
  const { run } = await adopted({ done: UPLOADED, databases: [{ ...LIVE, oid: 17_000 }] });
  expect(await errorOf(run)).toMatchObject({ code: 'target-changed', params: { found: 17_000 } });
});

test('an upload goes on only where the archive is', async () => {
  const done: readonly StepId[] = ['preflight', 'lock'];
  expect(await errorOf((await adopted({ done })).run)).toMatchObject({ code: 'archive-not-found' });
  expect((await (await adopted({ done, archiveHere: true })).run).products.done).toEqual(done);
});

test('once a cutover was begun the host’s script is asked, and nothing else is judged', async () => {
  const { run } = await adopted({ done: UPLOADED, files: { 'cutover.sh': '#!/bin/sh' }, databases: [] });
  expect((await run).products.cutoverBegun).toBe(true);
});
