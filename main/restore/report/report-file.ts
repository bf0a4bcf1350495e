import { assertNever } from '../../../shared/assert-never';
import type { Report } from '../../../shared/restore/report';
import { reportHtml } from './html/report-html';
import { reportText } from './text/report-text';

export const REPORT_FORMATS = ['html', 'json', 'text'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A report as the content of a file. */
export function reportContent(report: Report, format: ReportFormat): string {
  switch (format) {
    case 'html':
      return reportHtml(report);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'text':
      return reportText(report);
    default:
      return assertNever(format, 'report format');
  }
}

/** A name for the file that tells target, day and job, safe on every system. */
export function reportFileName(report: Report, format: 'html' | 'json'): string {
  const target = report.job.target.normalize('NFKD').replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  const day = (report.job.completed_at ?? report.made_at).slice(0, 10);
  return `restore-${target}-${day}-${report.job.id.slice(0, 8)}.${format}`;
}
