import type { AppError } from '../../../shared/errors/app-error';
import type { Manifest } from '../../../shared/manifest';
import type { Profile } from '../../../shared/profile';
import type { Plan, RestoreOptions } from '../../../shared/restore/plan';

/** A plan for a target that was not reached: nothing is known of it but the reason. */
export function unreachablePlan(
  jobId: string,
  profile: Profile,
  manifest: Manifest,
  options: RestoreOptions,
  error: AppError,
  now: Date,
): Plan {
  return {
    job_id: jobId,
    target: profile.name,
    environment: profile.environment,
    host: `${profile.host.user}@${profile.host.host}:${profile.host.port}`,
    made_at: now.toISOString(),
    archive: {
      filename: manifest.filename,
      path: manifest.path,
      sha256: manifest.sha256,
      bytes: manifest.bytes,
      made_at: manifest.madeAt,
    },
    dump: options.dump,
    dumps: manifest.dumps.map((dump) => dump.name),
    strategy: options.strategy,
    restore_sql: options.restoreSql,
    restore_media: options.restoreMedia,
    create_backup_before: options.safetyBackup,
    steps: [],
    blockers: [error],
    warnings: [],
    left_out: [],
    space: [],
    expected_seconds: null,
    expected_downtime_seconds: null,
    databases: { live: profile.database.name, live_oid: null, fresh: '', old: '', server_version: null },
    services: [],
    media: null,
    administrators: [],
    functions: [],
    triggers: [],
    policies: [],
    runs_as: null,
  };
}
