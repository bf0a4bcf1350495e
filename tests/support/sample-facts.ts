import type { DatabaseFacts, FilesystemFacts } from '../../main/restore/ports/database';
import type { ContainerInfo } from '../../main/restore/ports/docker';
import type { TargetFacts } from '../../main/restore/preflight/probe-target';
import { sampleProfile } from './sample-profile';

const ROOMY: FilesystemFacts = { device: '/dev/vda1', mount: '/', totalBytes: 100e9, freeBytes: 60e9 };

/** A running container of the given name. */
export function sampleContainer(name: string, change: Partial<ContainerInfo> = {}): ContainerInfo {
  return {
    id: `id-of-${name}`,
    name,
    image: 'postgres:15',
    imageId: 'sha256:1',
    running: true,
    restarting: false,
    status: 'running',
    health: 'healthy',
    exitCode: null,
    oomKilled: false,
    startedAt: '2026-02-01T00:00:00Z',
    restartPolicy: 'unless-stopped',
    labels: {},
    env: {},
    mounts: [],
    networks: [],
    user: '',
    workingDir: '/',
    exposedPorts: [],
    command: [],
    ...change,
  };
}

/** A PostgreSQL 15 with a live database and nothing against a restore. */
export function sampleDatabaseFacts(change: Partial<DatabaseFacts> = {}): DatabaseFacts {
  return {
    versionNumber: 150_018,
    version: '15.18',
    clientVersion: '15.18',
    adminRole: 'postgres',
    applicationRole: { exists: true, superuser: false },
    databases: [{ name: 'shop', oid: 16_384, allowConnections: true, bytes: 5_000_000 }],
    live: {
      oid: 16_384,
      encoding: 'UTF8',
      collate: 'en_US.utf8',
      ctype: 'en_US.utf8',
      bytes: 5_000_000,
      userTables: 10,
      otherSessions: [],
      extensions: [],
      preparedTransactions: 0,
      replicationSlots: 0,
      subscriptions: 0,
    },
    availableExtensions: ['plpgsql', 'pg_trgm'],
    knownSettings: new Set(['statement_timeout', 'row_security']),
    roles: ['postgres', 'shop_user'],
    archiveMode: false,
    dataFilesystem: ROOMY,
    walFilesystem: null,
    tools: new Set(['gzip', 'dd', 'tar', 'sha256sum', 'psql', 'pg_restore']),
    ...change,
  };
}

/** A healthy target with room, on which a restore may run. */
export function sampleFacts(change: Partial<TargetFacts> = {}): TargetFacts {
  const [backend, worker] = sampleProfile().services;
  return {
    address: 'deploy@192.0.2.10:22',
    fingerprint: 'SHA256:abc',
    dockerVersion: '27.0.0',
    workDir: '/home/deploy/.restore-console',
    workFilesystem: ROOMY,
    container: sampleContainer('shop-db-1'),
    helperImage: 'postgres:15',
    database: sampleDatabaseFacts(),
    administrators: {
      userTable: { schema: 'public', name: 'users_user' },
      superusers: [{ email: 'ops@example.org', active: true }],
    },
    migrations: null,
    media: {
      exists: true,
      source: '/var/lib/docker/volumes/shop_media/_data',
      files: 10,
      bytes: 10_000,
      filesystem: ROOMY,
      nestedMounts: [],
      otherWriters: [],
    },
    services: [
      ...(backend ? [{ service: backend, container: sampleContainer('shop-backend-1') }] : []),
      ...(worker ? [{ service: worker, container: sampleContainer('shop-worker-1') }] : []),
    ],
    caches: [],
    lock: null,
    unfinished: [],
    health: { healthy: true, detail: 'HTTP 200' },
    archiveThere: null,
    problems: [],
    ...change,
  };
}
