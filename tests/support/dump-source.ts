import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { DumpFile, PostgresUnderTest } from './postgres-under-test';

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
  const target = path.join(pg.place.workDir, 'dumped');
  await pg.sql(`CREATE DATABASE ${source}`, 'postgres');
  try {
    await pg.sql(sql, source);
    const env = { PGDATABASE: source, PGUSER: 'postgres' };
    const result = await pg.docker.exec(pg.container.id, ['pg_dump', ...options, '-f', target], { env });
    if (result.exitCode !== 0) throw new Error(result.stderr);
  } finally {
    await pg.sql(`DROP DATABASE ${source} WITH (FORCE)`, 'postgres');
  }
  if (options.includes('-Fd')) {
    return readdirSync(target).map((name) => ({
      name: `dump/${name}`,
      content: readFileSync(path.join(target, name)),
    }));
  }
  const content = readFileSync(target);
  const plain = !options.some((option) => /^-F[ct]$/.test(option));
  return [{ name: plain ? 'dump.sql.gz' : 'dump.dump', content: plain ? gzipSync(content) : content }];
}
