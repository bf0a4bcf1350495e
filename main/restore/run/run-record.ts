import { z } from 'zod';
import { type Manifest, manifestSchema } from '../../../shared/manifest';
import {
  administratorSchema,
  type Job,
  jobSchema,
  verificationCheckSchema,
  verificationSchema,
} from '../../../shared/restore/job';
import { type RestoreOptions, restoreOptionsSchema } from '../../../shared/restore/plan';
import { stepIdSchema } from '../../../shared/restore/steps';
import { databaseNames, jobPlace } from '../names';
import type { RemoteHost } from '../ports/host';
import { readJson } from '../read-json';
import type { Prepared, RunProducts } from './run-context';
import { runFactsSchema } from './run-facts';

/** What steps have left so far, as it lies in the job folder. */
const keptProductsSchema = z.object({
  safetyBackupPath: z.string().optional(),
  freshOid: z.number().optional(),
  countedRows: z
    .array(z.tuple([z.string(), z.number()]))
    .nullable()
    .optional(),
  mergeBegun: z.boolean().optional(),
  administrators: z.array(administratorSchema).optional(),
  verification: verificationSchema.optional(),
  handedOver: z.boolean().optional(),
  mediaStaged: z.object({ files: z.number(), bytes: z.number() }).optional(),
  mediaChecks: z.array(verificationCheckSchema).optional(),
  downtimeSeconds: z.number().optional(),
  healthProven: z.boolean().optional(),
  afterCommandsRun: z.number().optional(),
  inPlaceBegun: z.boolean().optional(),
  inPlaceDropped: z.boolean().optional(),
  inPlaceManual: z.array(z.string()).optional(),
});

/**
 * A run as the host remembers it, written at every step's end and before what cannot be asked later: the truth any
 * console goes on from (design §5). No secret in it. `job.backup_file` is a path of the machine that began the run.
 */
export const runRecordSchema = z.object({
  version: z.literal(1),
  job: jobSchema,
  options: restoreOptionsSchema,
  facts: runFactsSchema,
  plan: z.object({ dump: z.string().nullable(), withMedia: z.boolean(), safetyBackup: z.boolean() }),
  helperImage: z.string(),
  uploadOnly: z.boolean(),
  done: z.array(stepIdSchema),
  products: keptProductsSchema,
});
export type RunRecord = z.infer<typeof runRecordSchema>;

const RECORD = 'run.json';
const MANIFEST = 'manifest.json';

/** What a record is made from. */
export interface RecordQuestion {
  readonly job: Job;
  readonly options: RestoreOptions;
  readonly uploadOnly: boolean;
  readonly done: readonly z.infer<typeof stepIdSchema>[];
  readonly products: RunProducts;
}

/** Writes the record; the manifest once, beside it. Nothing before preflight has ended: then there is nothing to go on from. */
export async function writeRunRecord(
  host: RemoteHost,
  question: RecordQuestion,
  manifest: Manifest,
): Promise<void> {
  const { prepared } = question.products;
  if (!prepared) return;
  const { place } = prepared;
  const path = `${place.jobDir}/${MANIFEST}`;
  // A job that was uploaded and is restored later may have been inspected anew, from another file of that name.
  const there = manifestSchema.safeParse(await readJson(host, path));
  if (!there.success || there.data.sha256 !== manifest.sha256) {
    await host.writeFile(path, JSON.stringify(manifest), 0o600);
  }
  await host.writeFile(`${place.jobDir}/${RECORD}`, JSON.stringify(recordOf(question, prepared)), 0o600);
}

function recordOf(question: RecordQuestion, prepared: Prepared): RunRecord {
  const { job, options, uploadOnly, done, products } = question;
  const { planned, facts, place } = prepared;
  const { countedRows } = products;
  return runRecordSchema.parse({
    version: 1,
    job,
    options,
    facts,
    plan: {
      dump: planned.dump?.name ?? null,
      withMedia: planned.withMedia,
      safetyBackup: planned.safetyBackup,
    },
    helperImage: place.helperImage,
    uploadOnly,
    done: [...done],
    products: {
      ...products,
      ...(countedRows === undefined ? {} : { countedRows: countedRows && [...countedRows] }),
    },
  });
}

/** Reads a job's record and manifest; null where there is none or what is there is not one of ours. */
export async function readRunRecord(
  host: RemoteHost,
  jobDir: string,
): Promise<{ readonly record: RunRecord; readonly manifest: Manifest } | null> {
  const record = runRecordSchema.safeParse(await readJson(host, `${jobDir}/${RECORD}`));
  const manifest = manifestSchema.safeParse(await readJson(host, `${jobDir}/${MANIFEST}`));
  if (!record.success || !manifest.success) return null;
  // Written one after the other: a manifest of another archive than the run's is none.
  if (record.data.job.backup_metadata.sha256 !== manifest.data.sha256) return null;
  return { record: record.data, manifest: manifest.data };
}

/** Writes the job as it is now into its record; nothing where there is no record. */
export async function updateRecordJob(host: RemoteHost, jobDir: string, job: Job): Promise<void> {
  const found = await readRunRecord(host, jobDir);
  if (!found) return;
  const record: RunRecord = { ...found.record, job };
  await host.writeFile(`${jobDir}/${RECORD}`, JSON.stringify(record), 0o600);
}

/** What preflight had left, made anew from the record. */
export function preparedOf(
  record: RunRecord,
  manifest: Manifest,
  liveDatabase: string,
  workDir: string,
): Prepared {
  const { plan, job } = record;
  const dump = manifest.dumps.find((each) => each.name === plan.dump) ?? null;
  if (plan.dump !== null && dump === null) throw new Error(`The manifest has no dump ${plan.dump}`);
  return {
    facts: record.facts,
    planned: {
      dump,
      withMedia: plan.withMedia,
      safetyBackup: plan.safetyBackup,
      names: databaseNames(liveDatabase, job.id),
    },
    place: jobPlace(job.id, workDir, manifest.sha256, record.helperImage),
  };
}

/** The products of a record, for the run that goes on. */
export function productsOf(record: RunRecord, prepared: Prepared): RunProducts {
  const { countedRows, ...kept } = record.products;
  const products: RunProducts = { prepared, lockHeld: true };
  for (const [name, value] of Object.entries(kept)) {
    if (value !== undefined) Object.assign(products, { [name]: value });
  }
  if (countedRows !== undefined) products.countedRows = countedRows && new Map(countedRows);
  return products;
}
