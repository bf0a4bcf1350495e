import { z } from 'zod';
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

/*
 * One line per cutover that was begun, of the restore and of rollbacks: `<folder> <first word of its status, or none>`. A
 * full disk may have kept the status out: the journal's last attempt says its end too. A restore in place keeps its
 * journal until it has ended.
 */
const CUTOVERS_SCRIPT = `cd "$1" 2>/dev/null || exit 0
for journal in */cutover.journal */rollback-*/cutover.journal; do
  [ -e "$journal" ] || continue
  folder=\${journal%/cutover.journal}
  word=none
  if [ -s "$folder/cutover.status" ]; then
    read -r word rest <"$folder/cutover.status" || :
  else
    while read -r at state action end rest; do
      case "$state $action" in
        'note attempt') word=none ;;
        'done cutover') word=$end ;;
      esac
    done <"$journal" || :
  fi
  echo "$folder \${word:-none}"
done
for journal in */in-place.json; do
  [ ! -e "$journal" ] || echo "\${journal%.json} none"
done`;

/** Every job folder with what its files tell. A file that is damaged tells nothing and is no error. */
export async function readJobFolders(host: RemoteHost, workDir: string): Promise<readonly JobFolder[]> {
  const jobsDir = `${workDir}/jobs`;
  const ids = await host.list(jobsDir);
  if (ids.length === 0) return [];
  const sizes = await sizesOf(
    host,
    ids.map((id) => `${jobsDir}/${id}`),
  );
  const cutovers = await readCutovers(host, jobsDir);
  const folders: JobFolder[] = [];
  for (const jobId of ids) {
    const path = `${jobsDir}/${jobId}`;
    const stats = await host.stat(path);
    if (!stats?.directory) continue;
    const file = await readJson(host, `${path}/job.json`);
    const about = aboutSchema.safeParse(file);
    const target = folderTargetSchema.safeParse(file);
    const record = recordSchema.safeParse(await readJson(host, `${path}/run.json`));
    const words = cutovers.filter(({ folder }) => folder === jobId || folder.startsWith(`${jobId}/`));
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
      unfinishedCutover: words.some(({ word }) => word === 'none' || word === 'needs-person'),
      cutover: words.find(({ folder }) => folder === jobId)?.word ?? null,
    });
  }
  return folders;
}

async function readCutovers(
  host: RemoteHost,
  jobsDir: string,
): Promise<readonly { readonly folder: string; readonly word: string }[]> {
  const printed = await host.run(['sh', '-c', CUTOVERS_SCRIPT, 'sh', jobsDir]);
  return printed.split('\n').flatMap((line) => {
    const [folder, word] = line.split(' ');
    return folder === undefined || word === undefined ? [] : [{ folder, word }];
  });
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
