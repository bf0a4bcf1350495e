import { fail } from '../../shared/errors/app-error';
import type { Language } from '../../shared/language';
import type { Report } from '../../shared/restore/report';
import type { LogEvent } from '../../shared/restore/run-event';
import type { ReportFiles } from '../console-services';
import type { JobStore } from '../restore/job-store';
import type { Redact } from '../restore/redact-deep';
import { makeReport } from '../restore/report/make-report';
import { reportContent, reportFileName } from '../restore/report/report-file';

const LINES_AT_ONCE = 5_000;

/** Reports of jobs of the local history. Throws `job-not-found`. */
export interface ReportMaker extends ReportFiles {
  report(jobId: string, language: Language): Report;
}

export function createReportMaker(parts: {
  readonly jobs: JobStore;
  readonly redact: Redact;
  readonly consoleVersion: string;
}): ReportMaker {
  const report = (jobId: string, language: Language): Report => {
    parts.jobs.sweepInterrupted();
    const job = parts.jobs.get(jobId);
    if (!job) throw fail('job-not-found', { job: jobId });
    const log = seriousLines(parts.jobs, jobId);
    return makeReport({
      job,
      log,
      language,
      now: new Date(),
      consoleVersion: parts.consoleVersion,
      redact: parts.redact,
    });
  };
  return {
    report,
    suggestedName: (jobId, language) => reportFileName(report(jobId, language), 'html'),
    content: (jobId, language, format) => reportContent(report(jobId, language), format),
  };
}

/** Warnings and errors only: a log of a million lines is read page by page and never held. */
function seriousLines(jobs: JobStore, jobId: string): { lines: readonly LogEvent[]; total: number } {
  const lines: LogEvent[] = [];
  for (let from = 0; ; ) {
    const page = jobs.log(jobId, from, LINES_AT_ONCE);
    from += page.lines.length;
    lines.push(...page.lines.filter((line) => line.level === 'warning' || line.level === 'error'));
    if (page.lines.length === 0 || from >= page.total) return { lines, total: page.total };
  }
}
