import type { Manifest } from '../../shared/manifest';
import type { Profile } from '../../shared/profile';
import type { Job } from '../../shared/restore/job';
import type { RestoreOptions } from '../../shared/restore/plan';
import { chooseDump } from './plan/chosen-dump';
import type { Operator } from './run/run-context';

/** A job of which nothing is known but its id and target: found on a host by its lock, before it wrote anything. */
export function bareJob(id: string, profile: Profile, now: Date): Job {
  return {
    id,
    status: 'validating',
    progress_percent: 0,
    current_step: '',
    original_filename: '',
    backup_file: '',
    file_size_mb: 0,
    restore_sql: true,
    restore_media: true,
    create_backup_before: true,
    sql_records_restored: 0,
    media_files_restored: 0,
    media_size_mb: 0,
    backup_metadata: {},
    safety_backup_path: '',
    uploaded_by: '',
    started_at: null,
    completed_at: null,
    duration_seconds: null,
    error_message: '',
    error_traceback: '',
    target: profile.name,
    environment: profile.environment,
    strategy: 'swap',
    outcome: null,
    needs_person: false,
    downtime_seconds: null,
    verification: null,
    steps: [],
    error: null,
    warnings: [],
    administrators: [],
    old_pair: null,
    created_at: now.toISOString(),
  };
}

/** A job before its first step. */
export function newJob(
  id: string,
  profile: Profile,
  manifest: Manifest,
  options: RestoreOptions,
  operator: Operator,
  now: Date,
): Job {
  return {
    ...bareJob(id, profile, now),
    original_filename: manifest.filename,
    backup_file: manifest.path,
    file_size_mb: Math.round(manifest.bytes / 10_000) / 100,
    restore_sql: options.restoreSql,
    restore_media: options.restoreMedia,
    create_backup_before: options.safetyBackup,
    backup_metadata: backupMetadata(manifest, options),
    uploaded_by: `${operator.name}@${operator.machine}`,
    strategy: options.strategy,
  };
}

/** The manifest's totals under the original's names; kept with the job after the archive itself is gone. */
export function backupMetadata(
  manifest: Manifest,
  options: Pick<RestoreOptions, 'dump'>,
): Job['backup_metadata'] {
  // By the plan's rule: a job that is restored later takes the dump from here.
  const chosen = chooseDump(manifest, { restoreSql: true, dump: options.dump });
  const dump = chosen.kind === 'dump' ? chosen.dump : (manifest.dumps[0] ?? null);
  return {
    sha256: manifest.sha256,
    made_at: manifest.madeAt,
    sql_dumps_count: manifest.dumps.length,
    media_files_count: manifest.media?.files ?? 0,
    media_size_mb: Math.round((manifest.media?.bytes ?? 0) / 10_000) / 100,
    dump: dump?.name ?? null,
    dump_format: dump?.format ?? null,
    server_version: dump?.serverVersion ?? null,
    tool_version: dump?.toolVersion ?? null,
    tables_count: dump?.tables.length ?? 0,
    rows_count: dump?.rows ?? null,
  };
}
