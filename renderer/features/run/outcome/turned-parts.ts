import type { Job } from '../../../../shared/restore/job';

export type TurnedParts = 'both' | 'database' | 'media';

/** What changes places when a job is taken back or forward again: what its restore exchanged. */
export function turnedParts(job: Job): TurnedParts {
  if (!job.restore_sql || !job.old_pair?.database) return 'media';
  // Media that were not there before have no name, and change places all the same.
  const media = job.restore_media && (job.old_pair.media !== null || job.media_files_restored > 0);
  return media ? 'both' : 'database';
}
