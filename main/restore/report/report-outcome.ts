import { fill } from '../../../shared/errors/fill';
import { formatDateTime } from '../../../shared/format/time';
import type { Language } from '../../../shared/language';
import { isDownInPlace } from '../../../shared/restore/in-place-down';
import type { Job } from '../../../shared/restore/job';
import type { Report, ReportOutcome } from '../../../shared/restore/report';
import type { StepId } from '../../../shared/restore/steps';
import type { ReportWords } from './words/report-words-en';

/** How a job ended, in words: the state of the site first, then what was proven. Never "restored" without verification. */
export function reportOutcome(job: Job, language: Language, words: ReportWords): Report['outcome'] {
  const missing = missingProof(job);
  const kind = outcomeKind(job, missing.length === 0);
  const made = textOf(job.backup_metadata.made_at);
  const backup =
    made === null
      ? fill(words.backupFile, { file: job.original_filename }, language)
      : fill(words.backupOf, { made: formatDateTime(made, language) }, language);
  const params = {
    target: job.target,
    backup,
    what: words.what[whatWas(job)],
    checks: matching(job),
    missing: missing.map((each) => words.missing[each]).join(', '),
  };
  if (isDownInPlace(job)) {
    const { headline, explanation } = words.inPlaceDown;
    return {
      kind,
      headline: fill(headline, params, language),
      explanation: fill(explanation, params, language),
    };
  }
  return {
    kind,
    headline: fill(words.headlines[kind], params, language),
    explanation: [
      fill(words.explanations[kind], params, language),
      ...(kind === 'verified' || kind === 'not-verified' ? unchecked(job, language, words) : []),
    ].join(' '),
  };
}

/** The kind alone; `proven` tells whether every check the run owed was made and matches. */
export function outcomeKind(job: Job, proven: boolean): ReportOutcome {
  if (job.needs_person) return 'needs-person';
  switch (job.status) {
    case 'completed':
      return proven ? 'verified' : 'not-verified';
    case 'failed':
      if (job.outcome === 'reversed') return 'reversed';
      return job.warnings.some(({ code }) => code === 'health-failing-before' || code === 'first-restore')
        ? 'as-found'
        : 'unchanged';
    case 'cancelled':
      return 'cancelled';
    case 'interrupted':
      return 'interrupted';
    case 'rolled_back':
      return 'rolled-back';
    case 'uploaded':
      return 'uploaded';
    case 'validating':
    case 'restoring':
      return 'running';
  }
}

/** What a completed job owes and does not show: rows where it loaded a database, media where it staged them. */
function missingProof(job: Job): readonly (keyof ReportWords['missing'])[] {
  const { verification } = job;
  if (!verification) return ['verification'];
  if (!verification.passed || verification.checks.some((check) => check.verdict === 'mismatch')) {
    return ['mismatch'];
  }
  const made = new Set(verification.checks.map((check) => check.name));
  return [
    ...(hadDatabase(job) && !made.has('rows') ? (['rows'] as const) : []),
    ...(hadMedia(job) && !made.has('media digests') ? (['media'] as const) : []),
    ...(hadDatabase(job) || hadMedia(job) ? [] : (['verification'] as const)),
  ];
}

function unchecked(job: Job, language: Language, words: ReportWords): readonly string[] {
  const checks = job.verification?.checks ?? [];
  const count = checks.filter((check) => check.verdict === 'not-checked' && check.name !== 'health').length;
  const healthy = checks.some((check) => check.name === 'health' && check.verdict === 'match');
  return [
    ...(count > 0 ? [fill(words.notChecked, { count }, language)] : []),
    ...(healthy ? [] : [words.healthNotChecked]),
  ];
}

function whatWas(job: Job): keyof ReportWords['what'] {
  const database = hadDatabase(job);
  const media = hadMedia(job);
  if (database && media) return 'both';
  return database ? 'database' : media ? 'media' : 'nothing';
}

/** Not by its steps alone: after a rollback and forward again they are those of the last exchange. */
function hadDatabase(job: Job): boolean {
  return did(job, 'load') || (job.restore_sql && textOf(job.backup_metadata.dump) !== null);
}

function hadMedia(job: Job): boolean {
  return did(job, 'stage-media') || job.media_files_restored > 0;
}

function did(job: Job, id: StepId): boolean {
  return job.steps.some((step) => step.id === id && step.state === 'done');
}

function matching(job: Job): number {
  return (job.verification?.checks ?? []).filter((check) => check.verdict === 'match').length;
}

/** A text of the job's metadata; null for anything else. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
