import { fail } from '../../../shared/errors/app-error';
import type { Manifest } from '../../../shared/manifest';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import type { StepId } from '../../../shared/restore/steps';
import { cutoverFiles } from '../cutover/files';
import type { Inspector } from '../inspector';
import type { RemoteHost } from '../ports/host';
import type { JobPlace } from '../ports/step';
import type { TargetParts, TargetSession } from '../target-session';
import type { RunProducts } from './run-context';
import { preparedOf, productsOf, type RunRecord, readRunRecord } from './run-record';

/** A run as it stands on the host, ready to go on. */
export interface AdoptedRun {
  readonly record: RunRecord;
  readonly manifest: Manifest;
  readonly products: RunProducts;
}

/** Helpers by the step they serve: one that is gone without a good status was killed, or went down with what it used. */
const HELPERS: Readonly<Partial<Record<StepId, readonly string[]>>> = {
  'safety-backup': ['safety-backup'],
  load: ['load'],
  'stage-media': ['media-stage', 'media-verify'],
};

/**
 * Reads a run from its job folder and makes sure that what it had reached is still there; the lock must be held.
 * What a reboot or a prune has taken away is made anew by its step. Throws `interrupted` where there is no record,
 * `target-changed` when the live database is another than the plan's, `archive-not-found` when the archive is neither
 * whole on the host nor on this machine.
 */
export async function adoptRun(
  job: Job,
  profile: Profile,
  session: TargetSession,
  parts: TargetParts,
  inspector: Inspector,
): Promise<AdoptedRun> {
  const { host } = session;
  const workDir = await session.workDirectory();
  const found = await readRunRecord(host, `${workDir}/jobs/${job.id}`);
  if (!found) throw fail('interrupted', { step: job.current_step, since: job.started_at ?? '' });
  const { record, manifest } = found;
  const prepared = preparedOf(record, manifest, profile.database.name, workDir);
  const products = productsOf(record, prepared);
  products.done = record.done;
  const { place } = prepared;
  if ((await host.stat(cutoverFiles(place).script)) !== null) {
    // From here on the host's script knows more than any record.
    products.cutoverBegun = true;
    return { record, manifest, products };
  }
  // Its site is down and its old database may be gone: it is ended, not gone on with.
  if (record.options.strategy === 'in-place') {
    throw fail('interrupted', { step: job.current_step, since: job.started_at ?? '' });
  }
  await checkDatabase(products, parts);
  await checkArchive(products, manifest, inspector);
  await forgetVanishedHelpers(products, session, place);
  return { record, manifest, products };
}

/** The live database must be the plan's; a fresh one that is gone is loaded again. */
async function checkDatabase(products: RunProducts, parts: TargetParts): Promise<void> {
  const { prepared } = products;
  if (!prepared?.planned.dump) return;
  const { databases } = await parts.database.probe();
  const { live, fresh } = prepared.planned.names;
  const expected = prepared.facts.database?.live?.oid ?? null;
  const found = databases.find((each) => each.name === live)?.oid ?? null;
  if (expected !== found) {
    throw fail('target-changed', { database: live, expected: expected ?? 0, found: found ?? 0 });
  }
  const there = databases.find((each) => each.name === fresh)?.oid;
  if (products.freshOid !== undefined && there !== products.freshOid) forgetFresh(products);
}

/** The upload can only go on from the machine that has the archive. */
async function checkArchive(products: RunProducts, manifest: Manifest, inspector: Inspector): Promise<void> {
  if (products.done?.includes('upload') || (await inspector.isUnchanged(manifest))) return;
  throw fail('archive-not-found', { path: manifest.path });
}

async function forgetVanishedHelpers(
  products: RunProducts,
  session: TargetSession,
  place: JobPlace,
): Promise<void> {
  for (const [step, helpers] of Object.entries(HELPERS)) {
    if (products.done?.some((done) => done === step)) continue;
    for (const helper of helpers) {
      const name = `rc-${place.short}-${helper}`;
      if (await session.docker.helperRunning(name)) continue;
      if (await endedWell(session.host, `${place.jobDir}/${helper}.status`)) continue;
      await session.docker.removeHelper(name);
      // Half a load cannot be gone on with.
      if (step === 'load') forgetFresh(products);
    }
  }
}

/** A failure while nobody looked may be that of a Docker or a server going down: the step tells by trying again. */
async function endedWell(host: RemoteHost, statusFile: string): Promise<boolean> {
  const status = await host.readFile(statusFile);
  return status !== null && / 0$/.test(status.toString('utf8').trim());
}

function forgetFresh(products: RunProducts): void {
  products.done =
    products.done?.filter((step) => step !== 'load' && step !== 'merge' && step !== 'verify') ?? [];
  delete products.freshOid;
  delete products.countedRows;
  delete products.mergeBegun;
  delete products.administrators;
  delete products.verification;
  delete products.handedOver;
}
