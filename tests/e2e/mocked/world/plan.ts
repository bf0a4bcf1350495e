import type { Plan, RestoreOptions } from '../../../../shared/restore/plan';
import { CANCEL_RULES, STEP_IDS } from '../../../../shared/restore/steps';
import { validManifest } from './archive';

const TOUCHES: Readonly<Record<string, string[]>> = {
  lock: ['rc-lock-3f1c9a-tuki_production'],
  upload: ['~/.restore-console/archives/9f2b6c1e7a40.tar.gz'],
  'safety-backup': ['tuki_production'],
  load: ['tuki_production__rc_new_7c1d22ab'],
  merge: ['tuki_production__rc_new_7c1d22ab'],
  verify: ['tuki_production__rc_new_7c1d22ab'],
  'stage-media': ['backtuki_media/.restore-console/stage-7c1d22ab'],
  cutover: [
    'backtuki-backend-1',
    'backtuki-celery-worker-1',
    'backtuki-celery-beat-1',
    'tuki_production',
    'backtuki_media',
  ],
};
const SECONDS = [6, 1, 41, 24, 118, 2, 9, 31, 6, 3];
const BYTES: Readonly<Record<string, number>> = {
  upload: 612_402_118,
  load: 705_443_210,
  'stage-media': 410_017_622,
};

/** What the valid archive's dump has that the target is not given. */
export const LEFT_OUT: Plan['left_out'] = [
  {
    rule: 'owner',
    count: 118,
    examples: [{ line: 40, text: 'ALTER TABLE public.users_user OWNER TO cloudsqlsuperuser;' }],
  },
  {
    rule: 'acl',
    count: 61,
    examples: [{ line: 90_112, text: 'GRANT SELECT ON TABLE public.events_event TO tuki_readonly;' }],
  },
  { rule: 'restrict', count: 2, examples: [{ line: 5, text: '\\restrict x7aE0Qm1' }] },
  { rule: 'unknown-setting', count: 1, examples: [{ line: 12, text: 'SET transaction_timeout = 0;' }] },
];

/** The plan of the valid archive for tuki-production. */
export function planFor(options: RestoreOptions, change: Partial<Plan> = {}): Plan {
  const left = STEP_IDS.filter((id) => {
    if (id === 'safety-backup') return options.safetyBackup && options.restoreSql;
    if (id === 'stage-media') return options.restoreMedia;
    return options.restoreSql || !['load', 'merge', 'verify'].includes(id);
  });
  return {
    job_id: '5b6c7d8e-0000-4000-8000-000000000042',
    target: 'tuki-production',
    environment: 'production',
    host: 'deploy@tukitickets.duckdns.org:22',
    made_at: '2026-02-04T12:06:40Z',
    archive: {
      filename: validManifest.filename,
      path: validManifest.path,
      sha256: validManifest.sha256,
      bytes: validManifest.bytes,
      made_at: validManifest.madeAt,
    },
    dump: validManifest.dumps[0]?.name ?? null,
    dumps: validManifest.dumps.map(({ name }) => name),
    strategy: options.strategy,
    restore_sql: options.restoreSql,
    restore_media: options.restoreMedia,
    create_backup_before: options.safetyBackup,
    steps: left.map((id) => ({
      id,
      touches: TOUCHES[id] ?? [],
      cancel: CANCEL_RULES[id],
      past_no_return: CANCEL_RULES[id] === 'refused',
      bytes: BYTES[id] ?? null,
      expected_seconds: SECONDS[STEP_IDS.indexOf(id)] ?? null,
    })),
    blockers: [],
    warnings: [
      { code: 'archive-stale', params: { days: 3 } },
      {
        code: 'code-ahead-of-data',
        params: { names: 'events.0043_event_venue, payments.0032_fee', service: 'backend' },
      },
      { code: 'cache-will-survive', params: { names: 'backtuki-redis-1' } },
    ],
    left_out: LEFT_OUT,
    space: [
      space('work directory', '/home', 80e9, 31.4e9, 0.82e9),
      space('database', '/var/lib/docker', 120e9, 22.8e9, 3.1e9),
      space('media', '/var/lib/docker', 120e9, 22.8e9, 0.42e9),
    ],
    expected_seconds: 218,
    expected_downtime_seconds: 4,
    databases: {
      live: 'tuki_production',
      live_oid: 16_401,
      fresh: 'tuki_production__rc_new_7c1d22ab',
      old: 'tuki_production__rc_old_7c1d22ab',
      server_version: '15.12',
    },
    services: [
      { name: 'backtuki-celery-beat-1', role: 'worker', running: false },
      { name: 'backtuki-celery-worker-1', role: 'worker', running: true },
      { name: 'backtuki-backend-1', role: 'backend', running: true },
    ],
    media: { where: 'backtuki_media', mode: 'merge', live_files: 3_204, live_bytes: 402_100_000 },
    administrators: [
      { email: 'admin@tuki.cl', action: 'kept' },
      { email: 'ops@tuki.cl', action: 'inserted' },
    ],
    functions: ['public.events_search_vector_update()'],
    policies: [],
    runs_as: { role: 'tuki_user', superuser: false },
    triggers: ['events_event_search_update'],
    ...(options.strategy === 'in-place' ? inPlace(options) : {}),
    ...change,
  };
}

/** What is different where the old database makes room for the new one. */
function inPlace({ safetyBackup }: RestoreOptions): Partial<Plan> {
  const database = 'tuki_production';
  return {
    blockers: safetyBackup ? [] : [{ code: 'in-place-needs-backup', params: { database } }],
    warnings: [
      { code: 'in-place-long', params: { database, seconds: 246 } },
      { code: 'in-place-not-needed', params: { database } },
    ],
    databases: {
      live: database,
      live_oid: 16_401,
      fresh: 'tuki_production__rc_new_7c1d22ab',
      old: '',
      server_version: '15.12',
    },
    expected_seconds: 331,
    expected_downtime_seconds: 246,
  };
}

/** What stands in the way on a bad day. */
export const blockedPlan: Partial<Plan> = {
  expected_seconds: null,
  expected_downtime_seconds: null,
  blockers: [
    {
      code: 'lock-held',
      params: { by: 'ana', machine: 'ana-thinkpad', since: '2026-02-04 11:58', job: '5e0c11f2' },
    },
    {
      code: 'space-short',
      params: {
        purpose: 'database',
        mount: '/var/lib/docker',
        needed: 3_100_000_000,
        free: 2_400_000_000,
        reserve: 6_000_000_000,
      },
    },
  ],
  space: [
    space('work directory', '/home', 80e9, 31.4e9, 0.82e9),
    { ...space('database', '/var/lib/docker', 120e9, 2.4e9, 3.1e9), fits: false },
  ],
};

/** The site fails its health check before anything was done. */
export const unhealthyPlan: Partial<Plan> = {
  warnings: [
    {
      code: 'health-failing-before',
      params: { check: 'http://127.0.0.1:8000/health/', found: 'HTTP 502' },
    },
    { code: 'archive-stale', params: { days: 3 } },
  ],
};

function space(purpose: string, mount: string, total: number, free: number, needed: number) {
  return {
    purpose,
    mount,
    total_bytes: total,
    free_bytes: free,
    needed_bytes: needed,
    reserve_bytes: Math.max(total * 0.05, 1e9),
    fits: true,
  };
}
