import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { inspectArchive } from '../../main/archive/inspect-archive';
import { createDockerHost } from '../../main/docker/docker-host';
import type { Dump } from '../../shared/manifest';
import { createLocalHost } from '../support/local-host';
import { openPostgres, type PostgresUnderTest } from '../support/postgres-under-test';
import type { Size } from '../target/stack/seed';
import type { TestHost } from '../target/test-host';
import { benchHost } from './bench-ground';
import type { BenchRow } from './bench-row';
import { median } from './median';

const run = promisify(execFile);
const PEER = resolve(__dirname, 'peer/on-host.sh');
const DATABASE = 'bench_load';
const CUSTOM = '/tmp/bench-load.dump';

/**
 * The load step alone, archive on the host to a database with statistics: ours against the script's
 * `gunzip | sed | psql` of the same archive, and against `pg_restore -j` of the same data in custom format, which no
 * Cloud SQL export is. In alternation on one test host.
 */
export async function benchLoad(sizes: readonly Size[], rounds: number): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of sizes) rows.push(...(await benchSize(size, rounds)));
  return rows;
}

async function benchSize(size: Size, rounds: number): Promise<readonly BenchRow[]> {
  const { host, leave } = await benchHost(size);
  const pg = await openLoad(host);
  try {
    const dump = await plainDump(host, pg);
    await host.docker([
      'exec',
      host.db_container,
      'pg_dump',
      '-Fc',
      '-Z1',
      '-U',
      host.admin_role,
      '-f',
      CUSTOM,
      host.database,
    ]);
    const ours: number[] = [];
    const psql: number[] = [];
    const restore: number[] = [];
    const turns = [
      async () => void ours.push(await loadOurs(pg, dump)),
      async () => void psql.push(await intoFresh(host, () => loadByScript(host, pg))),
      async () => void restore.push(await intoFresh(host, () => loadByPgRestore(host))),
    ];
    for (let round = 0; round < rounds; round += 1) {
      for (const turn of round % 2 === 0 ? turns : [...turns].reverse()) {
        await host.psql('CHECKPOINT', 'postgres');
        await turn();
      }
    }
    process.stderr.write(
      `  ${size}: ours ${ours.join(' ')}, psql ${psql.join(' ')}, pg_restore ${restore.join(' ')}\n`,
    );
    return [
      row(`load step, ${size}, against gunzip | sed | psql`, median(ours), median(psql), 1),
      row(
        `load step, ${size}, against pg_restore -j${cpus().length} of a custom dump`,
        median(ours),
        median(restore),
        null,
      ),
    ];
  } finally {
    await host.docker(['exec', host.db_container, 'rm', '-f', CUSTOM]);
    await host.psql(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`, 'postgres');
    await pg.cleanUp();
    await leave();
  }
}

async function openLoad(host: TestHost): Promise<PostgresUnderTest> {
  const docker = createDockerHost({
    host: createLocalHost(),
    command: { command: ['docker'], dockerHost: host.docker_host },
  });
  const container = await docker.container(host.db_container);
  if (!container) throw new Error('no database container');
  const reach = { docker, container, superuser: host.admin_role };
  return openPostgres({ ...reach, psql: (sql, database) => host.psql(sql, database) });
}

async function plainDump(host: TestHost, pg: PostgresUnderTest): Promise<Dump> {
  await copyFile(host.archive, pg.place.archivePath);
  const outcome = await inspectArchive(pg.place.archivePath, {
    recordsFile: join(tmpdir(), `rc-bench-${pg.place.short}`),
  });
  const dump = outcome.kind === 'inspected' ? outcome.manifest.dumps[0] : undefined;
  if (dump?.format !== 'plain') throw new Error('the archive has no plain dump');
  return dump;
}

async function loadOurs(pg: PostgresUnderTest, dump: Dump): Promise<number> {
  await pg.server.createFresh(pg.place, pg.io, pg.names, dump);
  const seconds = await timed(() => pg.server.load(pg.place, pg.io, pg.names, dump));
  await pg.server.dropFresh(pg.names);
  return seconds;
}

async function intoFresh(host: TestHost, load: () => Promise<unknown>): Promise<number> {
  await host.psql(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`, 'postgres');
  await host.psql(
    `CREATE DATABASE ${DATABASE} TEMPLATE template0 ENCODING 'UTF8' OWNER ${host.db_role}`,
    'postgres',
  );
  return timed(load);
}

async function loadByScript(host: TestHost, pg: PostgresUnderTest): Promise<void> {
  const env = {
    ...process.env,
    DOCKER_HOST: host.docker_host,
    RC_ARCHIVE: pg.place.archivePath,
    RC_DATABASE: DATABASE,
  };
  await run('bash', [PEER, 'load'], { env });
  await run('bash', [PEER, 'sql', DATABASE, '-c', 'ANALYZE'], { env });
}

async function loadByPgRestore(host: TestHost): Promise<void> {
  const options = ['--no-owner', '--no-acl', '-e', '-j', String(cpus().length), '-U', host.admin_role];
  await host.docker(['exec', host.db_container, 'pg_restore', ...options, '-d', DATABASE, CUSTOM]);
  await host.psql('ANALYZE', DATABASE);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round((performance.now() - startedAt) / 100) / 10;
}

function row(what: string, ours: number, other: number, aim: number | null): BenchRow {
  const result = ours / other;
  return {
    what,
    ours: `${ours.toFixed(1)} s`,
    other: `${other.toFixed(1)} s`,
    result: result.toFixed(2),
    aim: aim === null ? '–' : `at most ${aim}`,
    met: aim === null || result <= aim,
  };
}
