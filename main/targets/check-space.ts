import { foundPhrase } from '../../shared/phrases/phrase-text';
import { reserveBytes } from '../restore/plan/space';
import type { DatabaseFacts, FilesystemFacts } from '../restore/ports/database';
import type { MediaFacts } from '../restore/ports/media';
import { parseDf } from '../restore/preflight/df';
import type { TargetSession } from '../restore/target-session';
import { type ChecklistBuilder, type Finding, ok, warning } from './checklist';

/** Free space of each filesystem that a restore lets grow. What a given archive needs is the plan's matter. */
export async function checkSpace(
  list: ChecklistBuilder,
  session: TargetSession,
  known: {
    readonly workDirectory: string | null;
    readonly database: DatabaseFacts | null;
    readonly media: MediaFacts | null;
  },
): Promise<void> {
  const needs = known.database ? (['login'] as const) : (['work-directory'] as const);
  await list.run('space', needs, async () => {
    const filesystems: [string, FilesystemFacts][] = [];
    if (known.workDirectory)
      filesystems.push(['work directory', await spaceOf(session, known.workDirectory)]);
    if (known.database) filesystems.push(['database', known.database.dataFilesystem]);
    if (known.database?.walFilesystem) filesystems.push(['WAL', known.database.walFilesystem]);
    if (known.media) filesystems.push(['media', known.media.filesystem]);
    return { finding: judgeSpace(filesystems), value: null };
  });
}

function judgeSpace(filesystems: readonly (readonly [string, FilesystemFacts])[]): Finding {
  const found = filesystems.map(([purpose, { mount, freeBytes: free }]) =>
    foundPhrase('space-free', { purpose, mount, free }),
  );
  const short = filesystems.find(([, { freeBytes, totalBytes }]) => freeBytes < reserveBytes(totalBytes));
  if (!short) return ok(found);
  const [purpose, { mount, freeBytes: free, totalBytes }] = short;
  const reserve = reserveBytes(totalBytes);
  return warning(found, { code: 'space-short', params: { purpose, mount, needed: 0, free, reserve } });
}

/** The work directory may not exist yet: the nearest folder above it that does is what will grow. */
async function spaceOf(session: TargetSession, path: string): Promise<FilesystemFacts> {
  let folder = path;
  while (folder !== '/' && (await session.host.stat(folder)) === null) {
    folder = folder.slice(0, Math.max(1, folder.lastIndexOf('/')));
  }
  return parseDf(await session.host.run(['df', '-Pk', folder]));
}
