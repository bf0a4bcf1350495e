import { z } from 'zod';
import { begunCutovers, isUnfinished } from '../begun-cutovers';
import type { RemoteHost } from '../ports/host';
import { readJson } from '../read-json';
import { folderTargetSchema } from '../target-identity';
import type { JobFolder } from './host-state';

const DU_TIMEOUT_MS = 120_000;

/** What the lock step writes. */
const aboutSchema = z.object({
  archive_sha256: z.string(),
  live_oid: z.number().nullable(),
  started_at: z.string(),
});

/** The part of the run's own record that matters here; a folder of an earlier version has none. */
const recordSchema = z.object({
  job: z.object({
    status: z.string(),
    strategy: z.string().optional(),
    needs_person: z.boolean().default(false),
    old_pair: z.object({ database: z.string().nullable(), media: z.string().nullable() }).nullish(),
  }),
});

/** Every job folder with what its files tell. A file that is damaged tells nothing and is no error. */
export async function readJobFolders(host: RemoteHost, workDir: string): Promise<readonly JobFolder[]> {
  const jobsDir = `${workDir}/jobs`;
  const ids = await host.list(jobsDir);
  if (ids.length === 0) return [];
  const sizes = await sizesOf(
    host,
    ids.map((id) => `${jobsDir}/${id}`),
  );
  const cutovers = await begunCutovers(host, jobsDir);
  const folders: JobFolder[] = [];
  for (const jobId of ids) {
    const path = `${jobsDir}/${jobId}`;
    const stats = await host.stat(path);
    if (!stats?.directory) continue;
    const file = await readJson(host, `${path}/job.json`);
    const about = aboutSchema.safeParse(file);
    const target = folderTargetSchema.safeParse(file);
    const record = recordSchema.safeParse(await readJson(host, `${path}/run.json`));
    const words = cutovers.filter((each) => each.jobId === jobId);
    folders.push({
      jobId,
      bytes: sizes.get(path) ?? null,
      madeAt: new Date(stats.modifiedAt).toISOString(),
      about:
        about.success && target.success
          ? {
              target: target.data,
              liveOid: about.data.live_oid,
              archive: about.data.archive_sha256,
              startedAt: about.data.started_at,
            }
          : null,
      status: record.success ? record.data.job.status : null,
      inPlace: record.success && record.data.job.strategy === 'in-place',
      needsPerson: record.success && record.data.job.needs_person,
      oldPair: (record.success ? record.data.job.old_pair : null) ?? null,
      unfinishedCutover: words.some(isUnfinished),
      cutover: words.find(({ folder }) => folder === jobId)?.word ?? null,
    });
  }
  return folders;
}

/** Bytes per folder, by du's blocks of 1,024 bytes; what vanished meanwhile is left out. */
async function sizesOf(host: RemoteHost, paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { stdout } = await host.exec(['du', '-sk', '--', ...paths], { timeoutMs: DU_TIMEOUT_MS });
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [size, path] = line.split('\t');
      return path === undefined ? [] : [[path, Number(size) * 1024] as const];
    }),
  );
}
