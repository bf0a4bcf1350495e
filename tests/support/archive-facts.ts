import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What a backup archive holds, told by tar, gzip and plain counting: no code of the console has a part in it. */
export interface ArchiveFacts {
  /** Rows of each table by counting lines between COPY and its end. */
  readonly rows: ReadonlyMap<string, number>;
  /** SHA-256 by path inside the bucket folder. */
  readonly media: ReadonlyMap<string, string>;
}

/** Reads an archive of one plain dump and one bucket. */
export function archiveFacts(archive: string): ArchiveFacts {
  const folder = mkdtempSync(join(tmpdir(), 'restore-console-facts-'));
  try {
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const dump = files.find((file) => file.includes('/cloudsql/'));
    if (!dump) throw new Error(`${archive} has no dump`);
    return { rows: countRows(dump), media: digests(files) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countRows(dump: string): Map<string, number> {
  const rows = new Map<string, number>();
  let table = '';
  for (const line of gunzipSync(readFileSync(dump)).toString('latin1').split('\n')) {
    const begun = table === '' ? (/^COPY ([\w.]+) .*FROM stdin;$/.exec(line)?.[1] ?? '') : '';
    if (begun !== '') rows.set(begun, 0);
    else if (table !== '' && line !== '\\.') rows.set(table, (rows.get(table) ?? 0) + 1);
    if (begun !== '' || line === '\\.') table = begun;
  }
  return rows;
}

function digests(files: readonly string[]): Map<string, string> {
  const media = files.filter((file) => file.includes('/gcs/'));
  return new Map(
    media.map((file) => {
      const bucket = file.slice(0, file.indexOf('/', file.indexOf('/gcs/') + '/gcs/'.length));
      return [relative(bucket, file), createHash('sha256').update(readFileSync(file)).digest('hex')];
    }),
  );
}
