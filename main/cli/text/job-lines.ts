import { formatDuration } from '../../../shared/format/duration';
import { formatNumber } from '../../../shared/format/number';
import { formatDateTime } from '../../../shared/format/time';
import type { Language } from '../../../shared/language';
import { manualLineWords } from '../../../shared/phrases/manual-comments';
import { checkWords, type Noted, noteWords, valueWords } from '../../../shared/phrases/phrase-text';
import { isDownInPlace } from '../../../shared/restore/in-place-down';
import type { Job } from '../../../shared/restore/job';
import { wayForPerson } from '../../../shared/restore/manual-way';
import { errorLines } from './error-lines';

/** A job as a page: the site's state first, then the run, then verification. */
export function jobLines(job: Job, language: Language): string {
  return [
    siteState(job),
    `  job        ${job.id}`,
    `  status     ${job.status}${job.outcome ? ` (${job.outcome})` : ''}, ${job.progress_percent} %${job.current_step ? `, ${job.current_step}` : ''}`,
    `  target     ${job.target} (${job.environment})`,
    `  archive    ${job.original_filename}, ${job.file_size_mb} MB`,
    `  by         ${job.uploaded_by}, ${formatDateTime(job.started_at, language)}`,
    ...(job.status === 'rolled_back' || job.status === 'interrupted'
      ? []
      : [
          `  restored   ${formatNumber(job.sql_records_restored, language)} rows, ${formatNumber(job.media_files_restored, language)} files (${job.media_size_mb} MB)`,
        ]),
    `  time       ${formatDuration(job.duration_seconds, language)}, ${formatDuration(job.downtime_seconds, language)} without service`,
    ...(job.safety_backup_path ? [`  safety     ${job.safety_backup_path}`] : []),
    ...(job.old_pair
      ? [`  old pair   ${[job.old_pair.database, job.old_pair.media].filter(Boolean).join(', ')}`]
      : []),
    ...job.administrators.map(
      (person) => `  admin      ${person.email}: ${person.action}${remark(person, language)}`,
    ),
    ...(job.verification?.checks ?? []).map(
      (check) =>
        `  check      ${check.verdict.padEnd(11)} ${checkWords(check.name, language)}: expected ${valueWords(check.expected, language)}, found ${valueWords(check.found, language)}${remark(check, language)}`,
    ),
    ...(job.error ? ['', errorLines(job.error, language)] : []),
    ...(job.needs_person ? manualLines(job, language) : []),
  ].join('\n');
}

function manualLines(job: Job, language: Language): readonly string[] {
  const { held, commands } = wayForPerson(job);
  const head = held
    ? 'The manual way back, on the host, in this order:'
    : 'The manual way back is not in this history. On the host, in the job’s folder:';
  return ['', head, ...commands.map((line) => manualLineWords(line, language))];
}

function remark(noted: Noted, language: Language): string {
  const words = noteWords(noted, language);
  return words === '' ? '' : ` (${words})`;
}

/** One line of `jobs`. */
export function jobLine(job: Job, language: Language): string {
  const status = `${job.status}${job.outcome ? `/${job.outcome}` : ''}${job.needs_person ? ' NEEDS A PERSON' : ''}`;
  return [
    job.id.slice(0, 8),
    formatDateTime(job.created_at, language).padEnd(20),
    job.target.padEnd(20),
    status.padEnd(18),
    job.original_filename,
  ].join('  ');
}

function siteState(job: Job): string {
  switch (job.status) {
    case 'completed':
      return `${job.target} runs on ${job.original_filename}.`;
    case 'uploaded':
      return `The archive is on ${job.target}; nothing was changed there.`;
    case 'failed':
      if (job.needs_person) return `${job.target} needs a person: its services may be stopped.`;
      return job.outcome === 'reversed'
        ? `${job.target} is back on its old data; the cutover was reversed.`
        : `${job.target} is on its old data; nothing was changed.`;
    case 'cancelled':
      return `${job.target} is on its old data; nothing was changed.`;
    case 'interrupted':
      if (isDownInPlace(job)) {
        return `The site of ${job.target} is down, as last known here: its restore in place was interrupted. Bring it back with: recover --target "${job.target}"`;
      }
      return `${job.target} has an interrupted run, as last known here. Ask the host and go on with: attach ${job.id.slice(0, 8)}; end it with: recover --target "${job.target}"`;
    case 'validating':
    case 'restoring':
      return `A run on ${job.target} is under way.`;
    case 'rolled_back':
      return `${job.target} is back on the pair from before this job.`;
  }
}
