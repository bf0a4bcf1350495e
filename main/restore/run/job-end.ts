import { assertNever } from '../../../shared/assert-never';
import type { AppError } from '../../../shared/errors/app-error';
import type { Job } from '../../../shared/restore/job';
import type { RunEnd } from './execute-run';
import type { RunProducts } from './run-context';

/** The live pair is the old one: what was loaded and verified beside it was not restored. */
export const NOTHING_RESTORED = {
  sql_records_restored: 0,
  media_files_restored: 0,
  media_size_mb: 0,
} as const;
const NO_ERROR = { error: null, error_message: '', error_traceback: '' } as const;

/** A job's last fields from how its run ended. `now` is when it did. */
export function jobEnd(
  job: Job,
  end: RunEnd,
  products: RunProducts,
  now: Date,
  uploadOnly: boolean,
): Partial<Job> {
  const common = {
    completed_at: now.toISOString(),
    duration_seconds: job.started_at ? (now.getTime() - Date.parse(job.started_at)) / 1000 : null,
  };
  const left = products.leftBehind ?? [];
  switch (end.kind) {
    case 'completed':
      return uploadOnly
        ? { status: 'uploaded', current_step: '', ...NO_ERROR }
        : { ...common, status: 'completed', progress_percent: 100, current_step: '', ...NO_ERROR };
    case 'cancelled':
      // What could not be taken back keeps the lock: the job asks for `recover` instead of calling itself ended.
      return left.length > 0
        ? {
            ...common,
            status: 'interrupted',
            ...errorFields({ code: 'interrupted', params: { step: end.step, since: now.toISOString() } }),
          }
        : {
            ...common,
            status: 'cancelled',
            outcome: 'unchanged',
            ...NOTHING_RESTORED,
            ...errorFields({ code: 'cancelled', params: { step: end.step } }),
          };
    case 'blocked':
      return {
        ...common,
        status: 'failed',
        outcome: 'unchanged',
        ...NOTHING_RESTORED,
        ...errorFields(end.error),
      };
    case 'failed':
      return left.length > 0
        ? { ...common, status: 'interrupted', ...errorFields(end.error) }
        : {
            ...common,
            status: 'failed',
            outcome: 'unchanged',
            ...NOTHING_RESTORED,
            ...errorFields(end.error),
          };
    case 'reversed':
      if (left.length > 0) return { ...common, status: 'interrupted', ...errorFields(end.error) };
      return {
        ...common,
        status: 'failed',
        outcome: 'reversed',
        ...NOTHING_RESTORED,
        ...errorFields(end.error),
      };
    case 'adrift':
      return { ...common, status: 'interrupted', ...errorFields(end.error) };
    case 'needs-person':
      return {
        ...common,
        ...needsPersonFields(end),
      };
    default:
      return assertNever(end, 'end of a run');
  }
}

/** Neither pair could be reached: the error, and what a person types. */
export function needsPersonFields(end: {
  readonly error: AppError;
  readonly manual: readonly string[];
}): Partial<Job> {
  return {
    status: 'failed',
    outcome: null,
    needs_person: true,
    ...errorFields(end.error),
    error_traceback: end.manual.join('\n'),
    manual_way_back: [...end.manual],
  };
}

/** Message and evidence under the contract's names, beside the error as data. */
export function errorFields(error: AppError): Pick<Job, 'error' | 'error_message' | 'error_traceback'> {
  const evidence = error.evidence;
  const lines = [
    evidence?.command ? `command: ${evidence.command.join(' ')}` : '',
    evidence?.exitCode === undefined ? '' : `exit: ${evidence.exitCode ?? evidence.signal ?? 'unknown'}`,
    evidence?.where ? `where: ${evidence.where}` : '',
    evidence?.stderrTail ?? '',
  ].filter((line) => line !== '');
  return {
    error,
    error_message: `${error.code} ${paramsText(error)}`.trim(),
    error_traceback: lines.join('\n'),
  };
}

function paramsText(error: AppError): string {
  return Object.entries(error.params)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
