import type { Dump } from '../../shared/manifest';

/**
 * When the backup was made, ISO 8601: from the top folder's name (`backups-YYYYMMDD-HHMMSS`), the archive's
 * (`backup-gcp-YYYYMMDD.tar.gz`), else a dump's. Names carry no time zone; they are read as UTC, the cloud
 * shell's. Null when nothing says: the file's own time tells when it was copied.
 */
export function madeAt(
  root: string | null,
  filename: string,
  dumps: readonly Pick<Dump, 'name'>[],
): string | null {
  for (const name of [root ?? '', filename, ...dumps.map((dump) => dump.name)]) {
    const found = dateIn(name);
    if (found !== null) return found;
  }
  return null;
}

function dateIn(name: string): string | null {
  const match =
    /(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)(?:[-_T]?([0-2]\d)[:-]?([0-5]\d)[:-]?([0-5]\d))?(?!\d)/.exec(name);
  if (match === null) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = match;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
