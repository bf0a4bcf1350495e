import { fail } from '../../shared/errors/app-error';
import type { FilesystemFacts } from '../restore/ports/database';
import type { HelperSpec } from '../restore/ports/docker';
import { mountCovering } from './run-helper';
import type { ServerContext } from './server-context';

const DF_SCRIPT = `for path in "$1" "$1/pg_wal"; do
  real=$(readlink -f "$path") || exit 1
  df -Pk "$real" | tail -n 1 || exit 1
  printf '%s\\n' "$real"
done`;

/** Filesystems that grow with the database. `paths` are the real folders inside the container. */
export interface DatabaseFilesystems {
  readonly data: FilesystemFacts;
  /** Null when WAL lies on the same one. */
  readonly wal: FilesystemFacts | null;
  readonly paths: readonly string[];
}

/** Asks df inside the database container about the data directory and its WAL folder, which may be a link elsewhere. */
export async function databaseFilesystems(context: ServerContext): Promise<DatabaseFilesystems> {
  const folder = await dataDirectory(context);
  const { docker, container } = context;
  const result = await docker.exec(container.id, ['sh', '-c', DF_SCRIPT, 'sh', folder], {
    timeoutMs: 30_000,
    user: 'root',
  });
  const lines = result.stdout.trimEnd().split('\n');
  const [dataLine, dataPath, walLine, walPath] = lines;
  const data = dfLine(dataLine ?? '');
  const wal = dfLine(walLine ?? '');
  if (result.exitCode !== 0 || !data || !wal || !dataPath || !walPath) {
    throw fail(
      'command-failed',
      { command: 'df -Pk', exitCode: result.exitCode ?? -1 },
      { evidence: { stderrTail: (result.stderr || result.stdout).slice(-1000) } },
    );
  }
  const same = data.device === wal.device && data.mount === wal.mount;
  return { data, wal: same ? null : wal, paths: same ? [dataPath] : [dataPath, walPath] };
}

/** Mounts that let a helper watch those filesystems, and where it sees them; the container's own layer is the helper's too. */
export function watchMounts(
  context: ServerContext,
  paths: readonly string[],
): { readonly mounts: HelperSpec['mounts']; readonly watched: readonly string[] } {
  const sources = new Set<string>();
  let layer = false;
  for (const path of paths) {
    const mount = mountCovering(context, path);
    if (mount) sources.add(mount.source);
    else layer = true;
  }
  const mounts = [...sources].map((source, index) => ({ source, target: `/watch/${index}`, readOnly: true }));
  return { mounts, watched: [...(layer ? ['/'] : []), ...mounts.map((mount) => mount.target), '/job'] };
}

async function dataDirectory(context: ServerContext): Promise<string> {
  const database = context.profile.database.maintenanceDatabase;
  return (await context.adminSql(database, 'SHOW data_directory;', { readOnly: true })).trim();
}

/** `device blocks used available capacity mount`; sizes in 1,024-byte blocks. */
function dfLine(line: string): FilesystemFacts | null {
  const match = /^(.+?)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+\S+\s+(\/.*)$/.exec(line);
  if (!match) return null;
  const [, device = '', total = '0', , free = '0', mount = '/'] = match;
  return { device, mount, totalBytes: Number(total) * 1024, freeBytes: Math.max(0, Number(free) * 1024) };
}
