import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The archive again, with a line put before the end of its one gzipped plain dump. Gives the new archive's path. */
export async function archiveWithLineInDump(archive: string, line: string): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'restore-console-planted-'));
  const planted = path.join(folder, 'backup-gcp-20260201.tar.gz');
  const script = `set -e
mkdir "$1/tree"
tar -xzf "$2" -C "$1/tree"
dump=$(find "$1/tree" -name '*.sql.gz' | head -n 1)
gzip -dc "$dump" | awk -v line="$3" '/^-- PostgreSQL database dump complete/ { print line } { print }' | gzip -c >"$1/dump.gz"
mv "$1/dump.gz" "$dump"
tar -czf "$4" -C "$1/tree" .
rm -rf "$1/tree"`;
  await run('sh', ['-c', script, 'sh', folder, archive, line, planted]);
  return planted;
}
