import type { Profile } from '../../../../shared/profile';
import type { PruneItem, PruneList } from '../../../../shared/restore/prune';
import type { Checklist, Discovery, ShownHostKey, TargetSummary } from '../../../../shared/target-checks';
import { PRUNABLE_JOB_ID } from './jobs';

export const production: Profile = {
  version: 1,
  name: 'tuki-production',
  environment: 'production',
  host: {
    host: 'tukitickets.duckdns.org',
    port: 22,
    user: 'deploy',
    authentication: { kind: 'key', path: '/home/sebastian/.ssh/id_ed25519', passphrase: true },
    hostKey: {
      type: 'ssh-ed25519',
      key: 'AAAAC3NzaC1lZDI1NTE5AAAAIH3kq0mXl7mJ2b0F0X2oXk1g0m9n6N4v7pQyq1aB8cDe',
    },
  },
  jumpHosts: [],
  docker: { command: ['docker'] },
  database: {
    container: { by: 'compose', project: 'backtuki', service: 'db' },
    name: 'tuki_production',
    applicationRole: 'tuki_user',
    adminRole: 'postgres',
    maintenanceDatabase: 'postgres',
  },
  services: [
    {
      ref: { by: 'compose', project: 'backtuki', service: 'celery-beat' },
      role: 'worker',
      stopGraceSeconds: 30,
    },
    {
      ref: { by: 'compose', project: 'backtuki', service: 'celery-worker' },
      role: 'worker',
      stopGraceSeconds: 60,
    },
    {
      ref: { by: 'compose', project: 'backtuki', service: 'backend' },
      role: 'backend',
      stopGraceSeconds: 30,
    },
  ],
  media: { location: { kind: 'volume', name: 'backtuki_media' }, folder: '', mode: 'merge' },
  safetyBackup: true,
  operatorEmail: 'admin@tuki.cl',
  health: { kind: 'http', url: 'http://127.0.0.1:8000/health/', expectStatus: 200 },
  healthTimeoutSeconds: 120,
  postCommands: [
    {
      phase: 'before-start',
      service: { by: 'compose', project: 'backtuki', service: 'backend' },
      command: ['python', 'manage.py', 'migrate', '--noinput'],
      timeoutSeconds: 600,
    },
  ],
  workDirectory: '~/.restore-console',
};

const staging: Profile = {
  ...production,
  name: 'tuki-staging',
  environment: 'staging',
  host: { host: '10.0.0.5', port: 2222, user: 'deploy', authentication: { kind: 'password' } },
};

const dako: Profile = {
  ...production,
  name: 'dako-lab',
  environment: 'other',
  host: { host: 'dako.lab.internal', port: 22, user: 'root', authentication: { kind: 'agent' } },
};

const old: Profile = {
  ...production,
  name: 'tuki-production-failover-region-b',
  environment: 'production',
  host: { host: '198.51.100.24', port: 22, user: 'deploy', authentication: { kind: 'agent' } },
};

export const targetList: TargetSummary[] = [
  {
    profile: production,
    secrets: 'keychain',
    lastRestoreAt: '2026-01-12T03:10:00Z',
    lastRestoreStatus: 'completed',
  },
  {
    profile: staging,
    secrets: 'missing',
    lastRestoreAt: '2026-02-02T13:44:00Z',
    lastRestoreStatus: 'failed',
  },
  { profile: dako, secrets: 'none-needed', lastRestoreAt: null, lastRestoreStatus: null },
  { profile: old, secrets: 'none-needed', lastRestoreAt: null, lastRestoreStatus: null },
];

export const offeredKey: ShownHostKey = {
  hop: -1,
  host: 'dako.lab.internal',
  port: 22,
  type: 'ssh-ed25519',
  key: 'AAAAC3NzaC1lZDI1NTE5AAAAIJ9w2Vt0k3cXk0m4a7bq8Zr5n1yQx6oP2sT4uV6wX8yZ',
  sha256: 'SHA256:uNiVztksCsDhcc0u9e8BrrPEXd4PXsfgNVTQx8jTxSI',
  md5: 'MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48',
};

export const checklist: Checklist = {
  target: 'tuki-production',
  passed: false,
  checkedAt: '2026-02-04T12:05:02Z',
  checks: [
    { id: 'host-key', verdict: 'ok', found: 'ssh-ed25519 SHA256:Q1sJ…8cDe' },
    { id: 'login', verdict: 'ok', found: 'deploy, key, 84 ms' },
    { id: 'sftp', verdict: 'ok', found: 'version 3' },
    { id: 'work-directory', verdict: 'ok', found: '/home/deploy/.restore-console' },
    { id: 'docker', verdict: 'ok', found: 'Docker 27.3.1' },
    { id: 'database-container', verdict: 'ok', found: 'backtuki-db-1, postgres:15, PostgreSQL 15.12' },
    { id: 'admin-role', verdict: 'ok', found: 'postgres (superuser)' },
    { id: 'database', verdict: 'ok', found: 'tuki_production, 1.02 GB, UTF8' },
    { id: 'services', verdict: 'ok', found: 'backend, celery-worker, celery-beat running' },
    { id: 'media', verdict: 'ok', found: 'backtuki_media, 3,204 files' },
    {
      id: 'space',
      verdict: 'failed',
      found: '/var/lib/docker 2.40 GB free',
      error: {
        code: 'space-short',
        params: {
          purpose: 'database',
          mount: '/var/lib/docker',
          needed: 3_100_000_000,
          free: 2_400_000_000,
          reserve: 1_000_000_000,
        },
      },
    },
    { id: 'health', verdict: 'ok', found: 'http://127.0.0.1:8000/health/ 200 in 41 ms' },
    {
      id: 'operator',
      verdict: 'warning',
      found: 'admin@tuki.cl',
      error: {
        code: 'operator-not-superuser',
        params: { email: 'admin@tuki.cl', superusers: 'ops@tuki.cl' },
      },
    },
  ],
};

export const discovery: Discovery = {
  dockerVersion: '27.3.1',
  containers: [
    container('backtuki-db-1', 'postgres:15', 'db', 'database', [
      'image postgres',
      'port 5432',
      'POSTGRES_DB=tuki_production',
    ]),
    container('backtuki-backend-1', 'backtuki-backend:2026.01', 'backend', 'backend', [
      'port 8000',
      'DJANGO_SETTINGS_MODULE',
    ]),
    container('backtuki-celery-worker-1', 'backtuki-backend:2026.01', 'celery-worker', 'worker', [
      'command celery worker',
    ]),
    container('backtuki-celery-beat-1', 'backtuki-backend:2026.01', 'celery-beat', 'worker', [
      'command celery beat',
    ]),
    container('backtuki-redis-1', 'redis:7', 'redis', 'cache', ['image redis', 'port 6379']),
    {
      ...container('watchtower', 'containrrr/watchtower', null, 'other', []),
      composeProject: null,
      running: false,
    },
  ],
  databases: [
    { name: 'tuki_production', owner: 'tuki_user', bytes: 1_020_000_000 },
    { name: 'postgres', owner: 'postgres', bytes: 7_700_000 },
  ],
  volumes: [{ name: 'backtuki_media', usedBy: ['backtuki-backend-1'], path: '/app/media' }],
  proposal: production,
};

function kept(fields: Pick<PruneItem, 'group' | 'kind' | 'parts' | 'means'> & Partial<PruneItem>): PruneItem {
  return {
    id: `${fields.kind} ${fields.parts[0]}`,
    bytes: null,
    made_at: '2026-01-12T03:14:00Z',
    job: PRUNABLE_JOB_ID,
    reason: null,
    error: null,
    ...fields,
  };
}

export const holdings: PruneList = {
  target: 'tuki-production',
  locked: null,
  items: [
    kept({
      group: 'old-pairs',
      kind: 'old-pair',
      parts: ['tuki_production__rc_old_20260112', '.restore-console/20260112/old'],
      means: 'rollback-impossible',
      bytes: 1_416_500_000,
    }),
    kept({
      group: 'archives',
      kind: 'archive',
      parts: ['archives/9f2b6c1e7a40d83f5be1c99a7730d54e8812f6a0b3c47de95f1ab27c60ee4d13.tar.gz'],
      means: 'sent-again',
      bytes: 612_402_118,
    }),
    kept({
      group: 'safety-backups',
      kind: 'safety-backup',
      parts: ['safety-backups/20260112-030500-20260112.dump'],
      means: 'backup-gone',
      bytes: 208_400_000,
    }),
    kept({
      group: 'safety-backups',
      kind: 'safety-backup',
      parts: ['safety-backups/20251220-231500-7d03aa51.dump'],
      means: 'only-way-back',
      bytes: 201_100_000,
      job: '7d03aa51-0000-4000-8000-000000000000',
    }),
    kept({
      group: 'safety-backups',
      kind: 'safety-backup',
      parts: ['safety-backups/20251218-101500-90ffe1b2.dump'],
      means: 'backup-gone',
      bytes: 198_000_000,
      job: '90ffe1b2-0000-4000-8000-000000000000',
      reason: 'other-target',
    }),
    kept({
      group: 'leftovers',
      kind: 'fresh-database',
      parts: ['tuki_production__rc_new_5b1d77c0'],
      means: 'nothing-lost',
      bytes: 312_000_000,
      job: '5b1d77c0-0000-4000-8000-000000000000',
      reason: 'job-interrupted',
    }),
    kept({
      group: 'job-folders',
      kind: 'job-folder',
      parts: [`jobs/${PRUNABLE_JOB_ID}`],
      means: 'record-gone',
      bytes: 220_000,
      reason: 'pair-first',
    }),
  ],
};

function container(
  name: string,
  image: string,
  service: string | null,
  role: Discovery['containers'][number]['role'],
  because: string[],
): Discovery['containers'][number] {
  return {
    id: name,
    name,
    image,
    running: true,
    composeProject: 'backtuki',
    composeService: service,
    role,
    because,
  };
}
