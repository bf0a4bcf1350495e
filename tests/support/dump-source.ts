import { gzipSync } from 'node:zlib';
import type { DumpFile, PostgresUnderTest } from './postgres-under-test';

/* Prints every file of the dump as `name base64`: works where the container's folders are not this machine's. */
const DUMP_SCRIPT = `set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/out"
target=$folder/out/dump
pg_dump "$@" -f "$target"
cd "$folder/out"
find . -type f | while read -r file; do echo "\${file#./} $(base64 <"$file" | tr -d '\\n')"; done`;

/**
 * Runs SQL as the superuser in a database of its own and dumps that with pg_dump's `options` (which name no file):
 * the files of an archive's `cloudsql` folder. Plain dumps are gzipped, as Cloud SQL writes them.
 */
export async function dumpOf(
  pg: PostgresUnderTest,
  sql: string,
  options: readonly string[] = [],
): Promise<readonly DumpFile[]> {
  const source = `source_${pg.place.short}`;
  await pg.sql(`CREATE DATABASE ${source}`, 'postgres');
  try {
    await pg.sql(sql, source);
    const env = { PGDATABASE: source, PGUSER: pg.superuser };
    const result = await pg.docker.exec(pg.container.id, ['sh', '-c', DUMP_SCRIPT, 'sh', ...options], {
      env,
    });
    if (result.exitCode !== 0) throw new Error(result.stderr);
    return result.stdout
      .trim()
      .split('\n')
      .map((line) => asFile(line, options));
  } finally {
    await pg.sql(`DROP DATABASE ${source} WITH (FORCE)`, 'postgres');
  }
}

function asFile(line: string, options: readonly string[]): DumpFile {
  const space = line.indexOf(' ');
  const name = line.slice(0, space);
  const content = Buffer.from(line.slice(space + 1), 'base64');
  if (name !== 'dump') return { name, content };
  const plain = !options.some((option) => /^-F[ct]$/.test(option));
  return plain ? { name: 'dump.sql.gz', content: gzipSync(content) } : { name: 'dump.dump', content };
}
