import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { create } from 'tar';
import { inspectArchive } from '../../main/archive/inspect-archive';
import { createDatabaseServer } from '../../main/postgres/database-server';
import { databaseNames } from '../../main/restore/names';
import type { DatabaseNames, DatabaseServer } from '../../main/restore/ports/database';
import type { ContainerInfo, Docker } from '../../main/restore/ports/docker';
import type { JobPlace, StepIo } from '../../main/restore/ports/step';
import type { Dump, Manifest } from '../../shared/manifest';
import { type Profile, profileSchema } from '../../shared/profile';
import type { Verification } from '../../shared/restore/job';
import { createLocalHost } from './local-host';

/** A file of the archive's `cloudsql` folder. */
export interface DumpFile {
  readonly name: string;
  readonly content: string | Buffer;
}

/** A live database of its own on the test host's server, and all that a restore into it needs. */
export interface PostgresUnderTest {
  readonly docker: Docker;
  readonly container: ContainerInfo;
  readonly profile: Profile;
  readonly superuser: string;
  readonly server: DatabaseServer;
  readonly place: JobPlace;
  readonly names: DatabaseNames;
  readonly io: StepIo & { readonly lines: string[]; readonly bytes: number[]; readonly abort: () => void };
  /** SQL as the superuser. */
  sql(sql: string, database?: string): Promise<string>;
  /** Makes an archive of dumps, puts it where the host expects it and inspects it. */
  archive(files: readonly DumpFile[]): Promise<Manifest>;
  /** The archive's only dump; fails the test when inspection refused it. */
  dump(files: readonly DumpFile[]): Promise<Dump>;
  /** createFresh and load, to where verification begins. */
  loaded(dump: Dump): Promise<{ readonly countedRows: ReadonlyMap<string, number> | null }>;
  /** The whole way to a verified, handed over fresh database. */
  restored(dump: Dump): Promise<Verification>;
  cleanUp(): Promise<void>;
}

const LIVE_SQL = (name: string, role: string): string =>
  `CREATE ROLE ${role} LOGIN PASSWORD 'x'; CREATE DATABASE ${name} OWNER ${role} TEMPLATE template0 ENCODING 'UTF8';`;

/** A running server: on the test host, or started by startLocalPostgres. */
export interface PostgresReach {
  readonly docker: Docker;
  readonly container: ContainerInfo;
  readonly superuser: string;
  psql(sql: string, database?: string): Promise<string>;
}

/** `live` is SQL that fills the live database, run as the superuser; null: there is none (a first restore). */
export async function openPostgres(
  host: PostgresReach,
  live: string | null = '',
): Promise<PostgresUnderTest> {
  const jobId = randomBytes(16).toString('hex');
  const name = `live_${jobId.slice(0, 8)}`;
  const role = `app_${jobId.slice(0, 8)}`;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rc-postgres-'));
  const remote = createLocalHost();
  const { docker, container } = host;
  const profile = profileSchema.parse({
    version: 1,
    name: 'postgres-under-test',
    environment: 'other',
    host: { host: '127.0.0.1', user: 'root', authentication: { kind: 'agent' } },
    database: { container: { by: 'name', name: container.name }, name, applicationRole: role },
    services: [],
    media: null,
    health: null,
  });
  const names = databaseNames(name, jobId);
  const place: JobPlace = {
    jobId,
    short: jobId.slice(0, 8),
    workDir: folder,
    jobDir: path.join(folder, 'jobs', jobId),
    archivePath: path.join(folder, 'archive.tar.gz'),
    helperImage: container.imageId,
  };
  mkdirSync(place.jobDir, { recursive: true });
  const server = createDatabaseServer({ docker, host: remote, profile, container });
  const io = recordingIo();
  if (live === null) await host.psql(`CREATE ROLE ${role} LOGIN PASSWORD 'x';`);
  else {
    for (const statement of LIVE_SQL(name, role).split(/(?<=;) /)) await host.psql(statement);
    if (live !== '') await host.psql(live, name);
  }
  const archive = async (files: readonly DumpFile[]): Promise<Manifest> => {
    const root = path.join(folder, 'backups-20260201-120000');
    rmSync(root, { recursive: true, force: true });
    for (const file of files) {
      const target = path.join(root, 'cloudsql', file.name);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, file.content);
    }
    await create({ cwd: folder, file: place.archivePath, gzip: true }, ['backups-20260201-120000']);
    const outcome = await inspectArchive(place.archivePath, { recordsFile: path.join(folder, 'records') });
    if (outcome.kind !== 'inspected') throw new Error(outcome.kind);
    return outcome.manifest;
  };
  const loaded: PostgresUnderTest['loaded'] = async (dump) => {
    await server.createFresh(place, io, names, dump);
    return server.load(place, io, names, dump);
  };
  return {
    docker,
    container,
    profile,
    superuser: host.superuser,
    server,
    place,
    names,
    io,
    sql: (sql, database = name) => host.psql(sql, database),
    archive,
    async dump(files) {
      const manifest = await archive(files);
      const [dump] = manifest.dumps;
      if (dump && manifest.errors.length === 0) return dump;
      throw new Error(`inspection refused it: ${JSON.stringify(manifest.errors)}`);
    },
    loaded,
    async restored(dump) {
      const { countedRows } = await loaded(dump);
      const merged = live === null ? [] : await server.mergeAdministrators(place, io, names);
      const verification = await server.verify(place, io, names, dump, { countedRows, merged });
      if (verification.passed) await server.handOver(place, io, names);
      return verification;
    },
    async cleanUp() {
      await server.dropFresh(names);
      await host.psql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE);`);
      await host.psql(`DROP DATABASE IF EXISTS ${names.old} WITH (FORCE);`);
      await host.psql(`DROP OWNED BY ${role};`);
      await host.psql(`DROP ROLE IF EXISTS ${role};`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function recordingIo(): PostgresUnderTest['io'] {
  const controller = new AbortController();
  const lines: string[] = [];
  const bytes: number[] = [];
  return {
    signal: controller.signal,
    log: (_level, _source, text) => lines.push(text),
    progress: (done) => {
      if (done !== null) bytes.push(done);
    },
    lines,
    bytes,
    abort: () => controller.abort(),
  };
}
