import { fill } from '../../../../shared/errors/fill';
import { formatBytes } from '../../../../shared/format/bytes';
import { formatDuration } from '../../../../shared/format/duration';
import { formatNumber } from '../../../../shared/format/number';
import { formatWithZone } from '../../../../shared/format/time';
import type { Report } from '../../../../shared/restore/report';
import { reportWords } from '../words/report-words';
import { html, type Markup } from './markup';

/** Whether the figures of what was restored may be shown: not while nothing is known to be live, nor once it was taken back. */
export function runsOnIt({ outcome }: Pick<Report, 'outcome'>): boolean {
  return outcome.kind !== 'interrupted' && outcome.kind !== 'rolled-back';
}

/** The figures everybody asks for first. */
export function figures(report: Report): Markup {
  const { language, job, restored } = report;
  const words = reportWords(language);
  const all: readonly (readonly [string, string])[] = [
    ...(runsOnIt(report)
      ? ([
          [words.rows, formatNumber(restored.rows, language)],
          [words.files, formatNumber(restored.media_files, language)],
          [words.mediaSize, formatBytes(restored.media_size_mb * 1e6, language)],
        ] as const)
      : []),
    [words.whole, formatDuration(job.duration_seconds, language)],
    [words.downtime, formatDuration(job.downtime_seconds, language)],
  ];
  return html`<dl class="figures">${all.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** What was run, where, by whom, with which versions. */
export function identity(report: Report): Markup {
  const { language, job, host, archive, versions } = report;
  const words = reportWords(language);
  const mono = (value: string | null): Markup =>
    value === null ? html`${words.none}` : html`<span class="mono">${value}</span>`;
  const plain = (value: string | null): Markup =>
    html`${value === null || value === '' ? words.none : value}`;
  return html`<div class="pair"><section><h2>${words.facts}</h2>${facts([
    [words.target, plain(job.target)],
    [words.host, mono(host.address)],
    [words.hostKey, mono(host.key_fingerprint)],
    [
      words.archive,
      html`<span class="mono">${archive.filename}</span>, ${formatBytes(archive.size_mb * 1e6, language)}`,
    ],
    [words.digest, mono(archive.sha256)],
    [words.backupMade, plain(archive.made_at === null ? null : formatWithZone(archive.made_at, language))],
    [words.dump, dumpFact(report)],
    [words.operator, plain(operatorText(report))],
    [words.began, plain(formatWithZone(job.started_at, language))],
    [words.ended, plain(formatWithZone(job.completed_at, language))],
    [words.strategy, plain(words.strategies[job.strategy])],
    [words.job, mono(job.id)],
  ])}</section><section><h2>${words.versions}</h2>${facts([
    [words.console, plain(versions.console)],
    [words.docker, plain(versions.docker)],
    [words.server, plain(versions.server)],
    [words.dumpServer, plain(versions.dump_server)],
    [words.dumpTool, plain(versions.dump_tool)],
    [words.consoleNow, plain(versions.report_console)],
  ])}</section></div>`;
}

/** `name on machine`. */
export function operatorText({ operator, language }: Report): string {
  if (operator.machine === '') return operator.name;
  return fill(reportWords(language).operatorAt, operator, language);
}

/** Format, tables and rows of the dump, in one line. Null where none was restored. */
export function dumpFacts({ dump, language }: Report): string | null {
  if (dump === null) return null;
  const words = reportWords(language);
  return fill(
    words.dumpFacts,
    {
      format: dump.format ?? words.unknown,
      tables: dump.tables === null ? words.unknown : formatNumber(dump.tables, language),
      rows: dump.rows === null ? words.rowsUnknown : formatNumber(dump.rows, language),
    },
    language,
  );
}

function dumpFact(report: Report): Markup {
  const text = dumpFacts(report);
  if (report.dump === null || text === null) return html`${reportWords(report.language).none}`;
  return html`<span class="mono">${report.dump.name}</span><div class="note">${text}</div>`;
}

/** Names and values below each other. */
export function facts(rows: readonly (readonly [string, Markup])[]): Markup {
  return html`<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
