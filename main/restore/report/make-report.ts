import type { AppError } from '../../../shared/errors/app-error';
import { describeError } from '../../../shared/errors/error-text';
import type { Language } from '../../../shared/language';
import { checkWords, leftWords, noteWords, valueWords } from '../../../shared/phrases/phrase-text';
import type { Job, Verification } from '../../../shared/restore/job';
import type { Report, ReportError, ReportStep } from '../../../shared/restore/report';
import type { LogEvent } from '../../../shared/restore/run-event';
import { type Redact, redactDeep, withJoinedCommand } from '../redact-deep';
import { manualWayOf } from './manual-way-of';
import { reportOutcome, textOf } from './report-outcome';
import { reportWords, runWords } from './words/report-words';

/** Warnings and errors of the log that a report carries, the last of them. */
const LOG_LINES = 100;

export interface ReportQuestion {
  readonly job: Job;
  /** The job's log, whole or only its warnings and errors. */
  readonly log: { readonly lines: readonly LogEvent[]; readonly total: number };
  readonly language: Language;
  readonly now: Date;
  /** Version of the console that makes the report. */
  readonly consoleVersion: string;
  readonly redact: Redact;
}

/** The report of a job from the local history: pure, the same question always gives the same report. */
export function makeReport(question: ReportQuestion): Report {
  const { language, redact } = question;
  const job = cleanJob(question.job, redact);
  const words = reportWords(language);
  const outcome = reportOutcome(job, language, words);
  const meta = job.backup_metadata;
  return {
    report_version: 1,
    language,
    made_at: question.now.toISOString(),
    job: {
      id: job.id,
      status: job.status,
      outcome: job.outcome,
      needs_person: job.needs_person,
      target: job.target,
      environment: job.environment,
      strategy: job.strategy,
      created_at: job.created_at,
      started_at: job.started_at,
      completed_at: job.completed_at,
      duration_seconds: job.duration_seconds,
      downtime_seconds: job.downtime_seconds,
    },
    outcome,
    operator: operatorOf(job),
    archive: {
      filename: job.original_filename,
      path: job.backup_file,
      size_mb: job.file_size_mb,
      sha256: textOf(meta.sha256),
      made_at: textOf(meta.made_at),
    },
    dump: dumpOf(job),
    host: {
      address: job.host?.address ?? null,
      key_fingerprint: job.host?.fingerprint ?? null,
      work_directory: job.host?.work_directory ?? null,
    },
    versions: {
      console: job.console_version ?? null,
      report_console: question.consoleVersion,
      docker: job.host?.docker_version ?? null,
      server: job.host?.server_version ?? null,
      dump_server: textOf(meta.server_version),
      dump_tool: textOf(meta.tool_version),
    },
    restored: {
      rows: job.sql_records_restored,
      media_files: job.media_files_restored,
      media_size_mb: job.media_size_mb,
    },
    steps: job.steps.map((step) => reportStep(step, language)),
    error: job.error ? reportError(job.error, language) : null,
    warnings: job.warnings.map((warning) => reportError(warning, language)),
    verification: job.verification ? reportVerification(job.verification, language) : null,
    administrators: job.administrators.map((person) => ({
      email: person.email,
      action: person.action,
      words: noteWords(person, language) || runWords(language).adminActions[person.action],
    })),
    left_out:
      job.left_out?.map((group) => ({ ...group, label: runWords(language).leftOutRules[group.rule] })) ??
      null,
    kept: {
      old_database: job.old_pair?.database ?? null,
      old_media: job.old_pair?.media ?? null,
      safety_backup: textOf(job.safety_backup_path),
    },
    log: logOf(question),
    manual_way: manualWayOf(job, outcome.kind, language, words),
  };
}

function cleanJob(job: Job, redact: Redact): Job {
  const joined: Job = {
    ...job,
    error: job.error ? withJoinedCommand(job.error) : null,
    warnings: job.warnings.map(withJoinedCommand),
  };
  return redactDeep(joined, redact);
}

function operatorOf(job: Job): Report['operator'] {
  const at = job.uploaded_by.lastIndexOf('@');
  return at < 0
    ? { name: job.uploaded_by, machine: '' }
    : { name: job.uploaded_by.slice(0, at), machine: job.uploaded_by.slice(at + 1) };
}

function dumpOf(job: Job): Report['dump'] {
  const { dump, dump_format, tables_count, rows_count } = job.backup_metadata;
  const name = textOf(dump);
  if (name === null || !job.restore_sql) return null;
  return {
    name,
    format: textOf(dump_format),
    tables: typeof tables_count === 'number' ? tables_count : null,
    rows: typeof rows_count === 'number' ? rows_count : null,
  };
}

function reportStep(step: Job['steps'][number], language: Language): ReportStep {
  const words = runWords(language);
  const parts: Readonly<Record<string, string>> = words.parts;
  return {
    id: step.id,
    label: words.steps[step.id],
    state: step.state,
    state_label: words.stepStates[step.state],
    started_at: step.started_at,
    duration_seconds: step.duration_seconds,
    bytes: step.bytes,
    parts: step.parts.map((part) => ({ ...part, label: parts[part.name] ?? part.name })),
  };
}

function reportError(error: AppError, language: Language): ReportError {
  return {
    code: error.code,
    ...describeError(error, language),
    left: leftWords(error.left, language),
    evidence: error.evidence ?? null,
  };
}

function reportVerification(
  verification: Verification,
  language: Language,
): NonNullable<Report['verification']> {
  const { verdicts } = runWords(language);
  return {
    passed: verification.passed,
    checks: verification.checks.map((check) => ({
      name: check.name,
      label: checkWords(check.name, language),
      expected: valueWords(check.expected, language),
      found: valueWords(check.found, language),
      verdict: check.verdict,
      verdict_label: verdicts[check.verdict],
      note: noteWords(check, language),
    })),
    tables: verification.tables.map((table) => ({
      ...table,
      verdict:
        table.expected === null ? 'not-checked' : table.expected === table.found ? 'match' : 'mismatch',
    })),
  };
}

function logOf({ log, redact }: ReportQuestion): Report['log'] {
  const serious = log.lines.filter((line) => line.level === 'warning' || line.level === 'error');
  return {
    lines: serious.slice(-LOG_LINES).map(({ at, level, step, source, text }) => ({
      at,
      level,
      step,
      source,
      text: redact(text),
    })),
    total: log.total,
  };
}
