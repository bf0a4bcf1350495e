import type { Dump, Manifest } from '../../shared/manifest';

/** A plain dump of one table with three rows. */
export function sampleDump(change: Partial<Dump> = {}): Dump {
  return {
    name: 'backups-20260201-120000/cloudsql/shop.sql.gz',
    members: [{ entry: 'backups-20260201-120000/cloudsql/shop.sql.gz', offset: 512, bytes: 4_000 }],
    layers: ['gzip'],
    format: 'plain',
    bytes: 20_000,
    database: 'shop',
    serverVersion: '15.4',
    toolVersion: '15.4',
    archiveVersion: null,
    innerCompression: null,
    madeByPgDump: true,
    encoding: 'UTF8',
    tables: [{ schema: 'public', name: 'ticket', rows: 3, bytes: 300 }],
    rows: 3,
    largeObjects: false,
    extensions: [],
    schemas: [],
    roles: [],
    functions: [],
    triggers: [],
    policies: [],
    migrations: null,
    cutRanges: [],
    indexRuns: [],
    sessionSettings: [],
    cutEntries: [],
    ...change,
  };
}

/** A valid archive with one dump and two media files. */
export function sampleManifest(change: Partial<Manifest> = {}): Manifest {
  return {
    version: 1,
    path: '/home/ana/backup-gcp-20260201.tar.gz',
    filename: 'backup-gcp-20260201.tar.gz',
    bytes: 10_000,
    sha256: 'a'.repeat(64),
    compression: 'gzip',
    expandedBytes: 30_000,
    entries: 5,
    root: 'backups-20260201-120000',
    madeAt: '2026-02-01T12:00:00.000Z',
    valid: true,
    errors: [],
    warnings: [],
    dumps: [sampleDump()],
    media: {
      buckets: [
        { name: 'shop-media', entry: 'backups-20260201-120000/gcs/shop-media', files: 2, bytes: 2_000 },
      ],
      files: 2,
      bytes: 2_000,
      folders: [{ path: 'events', files: 2, bytes: 2_000 }],
    },
    recordsFile: null,
    inspectedAt: '2026-02-02T08:00:00.000Z',
    inspectionSeconds: 1,
    ...change,
  };
}
