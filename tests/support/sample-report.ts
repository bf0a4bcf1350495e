import { makeReport, type ReportQuestion } from '../../main/restore/report/make-report';
import { noted, phrase } from '../../shared/phrases/phrase-text';
import type { Job } from '../../shared/restore/job';
import type { Report } from '../../shared/restore/report';
import { STEP_IDS } from '../../shared/restore/steps';
import { sampleJob } from './sample-job';

/** A completed job with everything a report tells of. */
export function reportedJob(change: Partial<Job> = {}): Job {
  return sampleJob({
    status: 'completed',
    progress_percent: 100,
    completed_at: '2026-02-01T12:03:41.000Z',
    duration_seconds: 221,
    downtime_seconds: 4.1,
    sql_records_restored: 5_607_833,
    media_files_restored: 3_196,
    media_size_mb: 410.02,
    file_size_mb: 612.4,
    backup_metadata: {
      sha256: '3f1c0a9be4d27c55'.repeat(4),
      made_at: '2026-01-31T03:00:00Z',
      dump: 'backups-20260131/cloudsql/shop.sql.gz',
      dump_format: 'plain',
      server_version: '15.4',
      tool_version: '15.8',
      tables_count: 4,
      rows_count: 5_607_832,
    },
    safety_backup_path: '/home/deploy/.restore-console/safety-backups/20260201-1f2e3d4c.dump',
    steps: STEP_IDS.map((id, index) => ({
      id,
      state: 'done',
      started_at: `2026-02-01T12:0${Math.min(3, Math.floor(index / 3))}:00.000Z`,
      duration_seconds: 3 + index * 4.4,
      bytes: id === 'upload' ? 612_402_118 : null,
      parts:
        id === 'cutover'
          ? [
              { name: 'stop', seconds: 1.9 },
              { name: 'swap', seconds: 0.1 },
              { name: 'start', seconds: 1.1 },
              { name: 'health', seconds: 1 },
            ]
          : [],
    })),
    verification: {
      passed: true,
      checks: [
        { name: 'tables', expected: '4', found: '4', verdict: 'match' },
        {
          name: 'rows',
          expected: '5607833',
          found: '5607833',
          verdict: 'match',
          ...noted([phrase('merge-added', { table: 'public.users_user', rows: 1 })]),
        },
        {
          name: 'sequences',
          expected: '18',
          found: '17',
          verdict: 'not-checked',
          ...noted([phrase('sequences-behind', { names: 'public.events_event_id_seq' })]),
        },
        { name: 'media digests', expected: '3196', found: '3196', verdict: 'match' },
        { name: 'health', expected: 'http://127.0.0.1:8000/health/', found: 'healthy', verdict: 'match' },
      ],
      tables: [
        { schema: 'public', name: 'events_event', expected: 1_204, found: 1_204 },
        { schema: 'public', name: 'payments_transaction', expected: 5_606_000, found: 5_606_000 },
        { schema: 'public', name: 'users_user', expected: 629, found: 629 },
        { schema: 'audit', name: 'entries', expected: null, found: 17 },
      ],
    },
    administrators: [
      { email: 'admin@example.org', action: 'kept' },
      { email: 'ops@example.org', action: 'inserted' },
    ],
    warnings: [
      { code: 'cache-will-survive', params: { names: 'shop-redis-1' } },
      { code: 'archive-stale', params: { days: 9 } },
    ],
    old_pair: { database: 'shop__rc_old_1f2e3d4c', media: '1f2e3d4c' },
    host: {
      address: 'deploy@192.0.2.10:22',
      fingerprint: 'SHA256:9mYk0lQ3w1Jm6p0VxJr4Zt8Qe0bS2cXgH5nD7aLwF1s',
      docker_version: '27.3.1',
      server_version: '15.18',
      work_directory: '/home/deploy/.restore-console',
    },
    console_version: '0.1.0',
    left_out: [
      {
        rule: 'owner',
        count: 58,
        examples: [{ line: 31, text: 'ALTER TABLE public.events_event OWNER TO cloudsqlsuperuser;' }],
      },
      { rule: 'cloud-sql-role', count: 1, examples: [{ line: 12, text: 'CREATE ROLE cloudsqladmin;' }] },
    ],
    manual_undo: [
      '# Back to the old database and media',
      'docker stop -t 30 shop-backend-1',
      `docker exec -i shop-db-1 psql -X -w -v ON_ERROR_STOP=1 -At -U postgres -d postgres -c 'BEGIN; ALTER DATABASE "shop" RENAME TO "shop__rc_new_1f2e3d4c"; ALTER DATABASE "shop__rc_old_1f2e3d4c" RENAME TO "shop"; COMMIT'`,
      'docker start shop-backend-1',
    ],
    ...change,
  });
}

/** Its report; nothing is redacted unless a test says how. */
export function sampleReport(change: Partial<Job> = {}, question: Partial<ReportQuestion> = {}): Report {
  return makeReport({
    job: reportedJob(change),
    log: { lines: [], total: 1_204 },
    language: 'en',
    now: new Date('2026-02-01T12:10:00Z'),
    consoleVersion: '0.2.0',
    redact: (text) => text,
    ...question,
  });
}
