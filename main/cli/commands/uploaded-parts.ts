import { fail } from '../../../shared/errors/app-error';
import type { Job } from '../../../shared/restore/job';
import type { RestoreOptions } from '../../../shared/restore/plan';

/** What of an archive the operator named on this very command line; null where nothing was said. */
export interface SaidParts {
  readonly sql: boolean | null;
  readonly media: boolean | null;
  readonly dump: string | null;
}

/**
 * The options an uploaded job is restored with: what `upload` was told holds, unless `restore` says otherwise. Throws
 * `usage` where both together leave nothing to do, or name a dump of a database that is left out.
 */
export function uploadedParts(job: Job, asked: RestoreOptions, said: SaidParts): RestoreOptions {
  const restoreSql = said.sql ?? job.restore_sql;
  const restoreMedia = said.media ?? job.restore_media;
  const told = `job ${job.id} was uploaded ${job.restore_sql ? '' : '--no-sql '}${job.restore_media ? '' : '--no-media '}`;
  if (!restoreSql && !restoreMedia) {
    throw fail('usage', {
      message: `${told}and nothing is left to restore: --sql or --media brings it back`,
    });
  }
  if (said.dump !== null && !restoreSql && said.sql === null) {
    throw fail('usage', { message: `${told}and --dump names a database: say --sql too` });
  }
  return { ...asked, restoreSql, restoreMedia, dump: said.dump ?? uploadedDump(job) };
}

/** Told by its whole name, so that nothing is chosen anew. A job without its database was asked for none. */
function uploadedDump(job: Job): string | null {
  const { dump } = job.backup_metadata;
  return job.restore_sql && typeof dump === 'string' ? dump : null;
}
