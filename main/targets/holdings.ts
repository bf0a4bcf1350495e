import type { Holding } from '../../shared/target-checks';
import { isOldDatabaseOf, shortId } from '../restore/names';
import type { RemoteHost } from '../restore/ports/host';
import type { TargetSession } from '../restore/target-session';

/**
 * What a target still holds of ours: archives and parts of uploads, safety backups and job folders in the work
 * directory, databases and media moved aside. Reads only; what cannot be asked now (Docker is down) is left out.
 */
export async function listHoldings(session: TargetSession): Promise<readonly Holding[]> {
  const workDirectory = await session.workDirectory();
  const jobIds = await session.host.list(`${workDirectory}/jobs`);
  return [
    ...(await files(session.host, `${workDirectory}/archives`, (name) =>
      name.endsWith('.part') ? 'upload-part' : 'archive',
    )),
    ...(await files(session.host, `${workDirectory}/safety-backups`, () => 'safety-backup')),
    ...(await jobFolders(session.host, workDirectory, jobIds)),
    ...(await oldPairs(session, jobIds)),
  ];
}

async function files(
  host: RemoteHost,
  folder: string,
  kindOf: (name: string) => Holding['kind'],
): Promise<readonly Holding[]> {
  const found: Holding[] = [];
  for (const name of await host.list(folder)) {
    const stats = await host.stat(`${folder}/${name}`);
    if (!stats || stats.directory) continue;
    found.push({
      kind: kindOf(name),
      name,
      bytes: stats.bytes,
      madeAt: dateOf(stats.modifiedAt),
      jobId: null,
    });
  }
  return found;
}

async function jobFolders(
  host: RemoteHost,
  workDirectory: string,
  jobIds: readonly string[],
): Promise<readonly Holding[]> {
  if (jobIds.length === 0) return [];
  const paths = jobIds.map((id) => `${workDirectory}/jobs/${id}`);
  // Sizes in 1,024-byte blocks; a folder that vanished meanwhile is left out.
  const { stdout } = await host.exec(['du', '-sk', '--', ...paths], { timeoutMs: 120_000 });
  const kilobytes = new Map(stdout.split('\n').map((line) => readSize(line)));
  const found: Holding[] = [];
  for (const [index, jobId] of jobIds.entries()) {
    const path = paths[index] ?? '';
    const stats = await host.stat(path);
    const size = kilobytes.get(path);
    if (!stats?.directory) continue;
    const bytes = size === undefined ? null : size * 1024;
    found.push({ kind: 'job-folder', name: jobId, bytes, madeAt: dateOf(stats.modifiedAt), jobId });
  }
  return found;
}

function readSize(line: string): [string, number] {
  const [size = '', path = ''] = line.split('\t');
  return [path, Number(size)];
}

async function oldPairs(session: TargetSession, jobIds: readonly string[]): Promise<readonly Holding[]> {
  const parts = await session.parts().catch(() => null);
  if (!parts) return [];
  const { databases } = await parts.database.probe();
  const media = (await parts.media?.oldPairs()) ?? [];
  const jobOf = (short: string) => jobIds.find((id) => shortId(id) === short) ?? null;
  return [
    ...databases
      .filter(({ name }) => isOldDatabaseOf(session.profile.database.name, name))
      .map(
        ({ name, bytes }): Holding => ({
          kind: 'old-database',
          name,
          bytes,
          madeAt: null,
          jobId: jobOf(name.slice(-8)),
        }),
      ),
    ...media.map(
      (short): Holding => ({
        kind: 'old-media',
        name: short,
        bytes: null,
        madeAt: null,
        jobId: jobOf(short),
      }),
    ),
  ];
}

function dateOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
