import { noted, phrase } from '../../../../shared/phrases/phrase-text';
import type { Job } from '../../../../shared/restore/job';
import { STEP_IDS } from '../../../../shared/restore/steps';
import { sampleJob } from '../../../support/sample-job';
import { ROWS, TABLE_LIST, validManifest } from './archive';
import { LEFT_OUT } from './plan';
import { JOB_ID } from './run';

/** An older job, of which the target still holds everything. */
export const PRUNABLE_JOB_ID = '20260112-0000-4000-8000-000000000000';

/** A completed job of tuki-production. */
export function completedJob(change: Partial<Job> = {}, scale = 1): Job {
  const started = change.started_at ?? '2026-02-04T12:08:00.000Z';
  return sampleJob({
    id: JOB_ID,
    status: 'completed',
    progress_percent: 100,
    current_step: 'after',
    target: 'tuki-production',
    environment: 'production',
    file_size_mb: 612.4,
    sql_records_restored: ROWS,
    media_files_restored: 3_196,
    media_size_mb: 410.02,
    backup_metadata: { made_at: '2026-02-01T15:00:00Z', sha256: validManifest.sha256 },
    safety_backup_path: '/home/deploy/.restore-console/jobs/7c1d22ab/safety-backup.dump',
    uploaded_by: 'sebastian@laptop',
    started_at: started,
    completed_at: new Date(Date.parse(started) + 221_000 * scale).toISOString(),
    duration_seconds: Math.round(221 * scale),
    downtime_seconds: 4.1,
    steps: steps(started, scale),
    verification: {
      passed: true,
      checks: [
        { name: 'tables', expected: '20', found: '20', verdict: 'match' },
        {
          name: 'rows',
          expected: '5607833',
          found: '5607833',
          verdict: 'match',
          ...noted([phrase('merge-added', { table: 'public.users_user', rows: 1 })]),
        },
        { name: 'extensions', expected: '2', found: '2', verdict: 'match' },
        { name: 'functions', expected: '3', found: '3', verdict: 'match' },
        { name: 'triggers', expected: '2', found: '2', verdict: 'match' },
        { name: 'invalid indexes', expected: '0', found: '0', verdict: 'match' },
        { name: 'large objects', expected: '0', found: '0', verdict: 'match' },
        {
          name: 'sequences',
          expected: '18',
          found: '17',
          verdict: 'not-checked',
          ...noted([phrase('sequences-behind', { names: 'public.events_event_id_seq' })]),
        },
        { name: 'administrators', expected: '2', found: '2', verdict: 'match' },
        { name: 'media files', expected: '3196', found: '3196', verdict: 'match' },
        { name: 'media bytes', expected: '410017622', found: '410017622', verdict: 'match' },
        { name: 'media digests', expected: '3196', found: '3196', verdict: 'match' },
        { name: 'health', expected: 'http://127.0.0.1:8000/health/', found: 'healthy', verdict: 'match' },
      ],
      tables: TABLE_LIST.map(({ schema, name, rows }) => ({
        schema,
        name,
        expected: rows,
        found: rows ?? 0,
      })),
    },
    administrators: [
      { email: 'admin@tuki.cl', action: 'kept' },
      { email: 'ops@tuki.cl', action: 'inserted' },
    ],
    left_out: LEFT_OUT,
    old_pair: {
      database: 'tuki_production__rc_old_7c1d22ab',
      media: 'backtuki_media/.restore-console/old-7c1d22ab',
    },
    created_at: started,
    ...change,
  });
}

export const failedJob: Job = completedJob({
  id: 'e1f7c0aa-1111-4a53-9a3e-0d1f7be2c915',
  status: 'failed',
  outcome: 'unchanged',
  progress_percent: 58,
  started_at: '2026-02-02T13:41:00.000Z',
  completed_at: '2026-02-02T13:44:10.000Z',
  target: 'tuki-staging',
  environment: 'staging',
  sql_records_restored: 0,
  media_files_restored: 0,
  media_size_mb: 0,
  downtime_seconds: null,
  duration_seconds: 190,
  verification: null,
  administrators: [],
  old_pair: null,
  steps: steps('2026-02-02T13:41:00.000Z', 1).map((step, index) => {
    if (index < 4) return step;
    return {
      ...step,
      state: index === 4 ? ('failed' as const) : ('waiting' as const),
      duration_seconds: index === 4 ? 88 : null,
      parts: [],
    };
  }),
  error_message: 'The dump could not be loaded',
  error: {
    code: 'load-failed',
    params: {
      database: 'tuki_production__rc_new_e1f7c0aa',
      reason: 'ERROR: could not extend file "base/24601/24733": No space left on device',
      where: 'line 90,233',
    },
    left: 'fresh-dropped',
    evidence: {
      command: ['psql', '-X', '-w', '-v', 'ON_ERROR_STOP=1', '-d', 'tuki_production__rc_new_e1f7c0aa'],
      exitCode: 3,
      stderrTail:
        'psql:<stdin>:90233: ERROR:  could not extend file "base/24601/24733": No space left on device\nHINT:  Check free disk space.\nCONTEXT:  COPY payments_transaction, line 201144',
    },
  },
});

export const interruptedJob: Job = completedJob({
  id: 'b7a1d3c4-2222-4a53-9a3e-0d1f7be2c915',
  status: 'interrupted',
  progress_percent: 71,
  target: 'dako-lab',
  environment: 'other',
  started_at: '2026-02-03T22:10:00.000Z',
  completed_at: null,
  duration_seconds: null,
  downtime_seconds: null,
  verification: null,
  old_pair: null,
  error: { code: 'interrupted', params: { step: 'verify', since: '2026-02-03 22:13' } },
});

/** The same, in place: the site is down until the run is ended. */
export const downInPlaceJob: Job = completedJob({
  ...interruptedJob,
  strategy: 'in-place',
  steps: interruptedJob.steps.map((step) =>
    step.id === 'verify' || step.id === 'cutover' || step.id === 'after'
      ? { ...step, state: 'waiting', started_at: null, duration_seconds: null, parts: [] }
      : step,
  ),
});

export const needsPersonJob: Job = completedJob({
  id: 'c9d2e5f6-3333-4a53-9a3e-0d1f7be2c915',
  status: 'failed',
  outcome: null,
  needs_person: true,
  target: 'tuki-production-failover-region-b',
  environment: 'production',
  started_at: '2026-02-03T09:00:00.000Z',
  verification: null,
  error: { code: 'needs-person', params: { part: 'swap', reason: 'the database container does not start' } },
  manual_way_back: [
    'docker start backtuki-db-1',
    'docker exec backtuki-db-1 psql -U postgres -d postgres -c \'ALTER DATABASE "tuki_production__rc_old_c9d2e5f6" RENAME TO "tuki_production"\'',
    'docker start backtuki-backend-1 backtuki-celery-worker-1 backtuki-celery-beat-1',
  ],
});

/** A history of a few weeks. */
export const jobList: Job[] = [
  interruptedJob,
  needsPersonJob,
  completedJob(),
  failedJob,
  ...Array.from({ length: 14 }, (_, n) =>
    completedJob(
      {
        id: n === 12 ? PRUNABLE_JOB_ID : `00000000-0000-4000-8000-0000000000${String(n + 10)}`,
        started_at: new Date(Date.parse('2026-01-30T03:10:00Z') - n * 86_400_000 * 1.4).toISOString(),
        uploaded_by: n % 3 === 0 ? 'ana@ana-thinkpad' : 'sebastian@laptop',
        status: n === 5 ? 'cancelled' : n === 9 ? 'rolled_back' : 'completed',
        downtime_seconds: 3 + (n % 4) * 0.7,
      },
      0.7 + ((n * 37) % 50) / 60,
    ),
  ),
];

function steps(started: string, scale: number): Job['steps'] {
  const seconds = [6, 1, 41, 24, 104, 2, 9, 29, 5.2, 2];
  let clock = Date.parse(started);
  return STEP_IDS.map((id, index) => {
    const duration = Math.round((seconds[index] ?? 0) * scale * 10) / 10;
    const at = new Date(clock).toISOString();
    if (id !== 'upload') clock += duration * 1000;
    return {
      id,
      state: 'done' as const,
      started_at: at,
      duration_seconds: duration,
      bytes:
        id === 'upload'
          ? 612_402_118
          : id === 'load'
            ? 705_443_210
            : id === 'stage-media'
              ? 410_017_622
              : null,
      parts:
        id === 'cutover'
          ? [
              { name: 'stop', seconds: 1.9 },
              { name: 'swap', seconds: 0.1 },
              { name: 'media', seconds: 0.2 },
              { name: 'start', seconds: 1.1 },
              { name: 'health', seconds: 1.9 },
            ]
          : [],
    };
  });
}
