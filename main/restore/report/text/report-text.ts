import { fill } from '../../../../shared/errors/fill';
import { formatBytes } from '../../../../shared/format/bytes';
import { formatDuration } from '../../../../shared/format/duration';
import { formatNumber } from '../../../../shared/format/number';
import { formatTimeOfDay, formatWithZone } from '../../../../shared/format/time';
import type { Report, ReportError } from '../../../../shared/restore/report';
import { differingFirst, figure } from '../html/checks-sections';
import { dumpFacts, operatorText, runsOnIt } from '../html/head-sections';
import { visible } from '../visible';
import { reportWords, runWords } from '../words/report-words';
import type { ReportWords } from '../words/report-words-en';
import { evidenceLines } from './evidence-lines';

/** A report as a page of text, in the order of the HTML one. Ends with a line feed. */
export function reportText(report: Report): string {
  const { language, outcome, job } = report;
  const words = reportWords(language);
  return `${[
    `${words.title}: ${job.target} (${words.environments[job.environment]})`,
    fill(words.made, { made: formatWithZone(report.made_at, language) }, language),
    '',
    outcome.headline,
    outcome.explanation,
    ...(report.error ? section(words.cause, errorText(report.error, words)) : []),
    ...section(words.facts, identityText(report, words)),
    ...section(words.steps, stepsText(report)),
    ...section(words.verification, checksText(report, words)),
    ...section(
      words.administrators,
      report.administrators.map((person) => `${person.email}: ${person.words}`),
      words.noAdministrators,
    ),
    ...section(
      words.warnings,
      report.warnings.flatMap((warning) => errorText(warning, words)),
      words.noWarnings,
    ),
    ...(report.dump === null ? [] : section(words.leftOut, leftOutText(report, words), words.leftOutNone)),
    ...(report.verification ? section(words.tables, tablesText(report, words)) : []),
    ...(report.log.lines.length === 0 ? [] : section(words.log, logText(report))),
    ...section(words.kept, keptText(report, words), words.keptNone),
    ...section(report.manual_way.direction === 'new' ? words.manualForward : words.manual, [
      report.manual_way.explanation,
      ...report.manual_way.commands.flatMap((command) => command.split('\n')),
    ]),
  ]
    .map((line) => visible(line))
    .join('\n')}\n`;
}

function identityText(report: Report, words: ReportWords): readonly string[] {
  const { job, host, archive, versions, restored, language } = report;
  const rows: readonly (readonly [string, string | null])[] = [
    [words.job, job.id],
    [words.host, host.address],
    [words.hostKey, host.key_fingerprint],
    [words.archive, `${archive.filename}, ${formatBytes(archive.size_mb * 1e6, language)}`],
    [words.digest, archive.sha256],
    [words.backupMade, archive.made_at === null ? null : formatWithZone(archive.made_at, language)],
    [words.dump, report.dump === null ? null : `${report.dump.name} (${dumpFacts(report) ?? ''})`],
    [words.operator, operatorText(report)],
    [words.began, formatWithZone(job.started_at, language)],
    [words.ended, formatWithZone(job.completed_at, language)],
    [words.strategy, words.strategies[job.strategy]],
    ...(runsOnIt(report)
      ? ([
          [words.rows, formatNumber(restored.rows, language)],
          [
            words.files,
            `${formatNumber(restored.media_files, language)} (${formatBytes(restored.media_size_mb * 1e6, language)})`,
          ],
        ] as const)
      : []),
    [words.whole, formatDuration(job.duration_seconds, language)],
    [words.downtime, formatDuration(job.downtime_seconds, language)],
    [words.console, versions.console],
    [words.docker, versions.docker],
    [words.server, versions.server],
    [words.dumpServer, versions.dump_server],
    [words.dumpTool, versions.dump_tool],
    [words.consoleNow, versions.report_console],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value ?? words.none}`);
}

function stepsText({ steps, language }: Report): readonly string[] {
  return steps.flatMap((step) => [
    `${step.label}: ${[
      step.state_label,
      step.started_at === null ? '' : formatTimeOfDay(step.started_at),
      step.duration_seconds === null ? '' : formatDuration(step.duration_seconds, language),
      step.bytes === null ? '' : formatBytes(step.bytes, language),
    ]
      .filter((fact) => fact !== '')
      .join(', ')}`,
    ...step.parts.map((part) => `  ${part.label}: ${formatDuration(part.seconds, language)}`),
  ]);
}

function checksText(report: Report, words: ReportWords): readonly string[] {
  if (report.verification === null) return [words.noVerification];
  return report.verification.checks.map(
    (check) =>
      `${check.verdict_label}: ${check.label}, ${words.expected} ${figure(check.expected, report) || words.none}, ${words.found} ${figure(check.found, report) || words.none}${check.note === '' ? '' : ` (${check.note})`}`,
  );
}

function tablesText({ verification, language }: Report, words: ReportWords): readonly string[] {
  const { verdicts } = runWords(language);
  return differingFirst(verification?.tables ?? []).map(
    (table) =>
      `${table.schema}.${table.name}: ${formatNumber(table.found, language)} / ${table.expected === null ? words.unknown : formatNumber(table.expected, language)}, ${verdicts[table.verdict]}`,
  );
}

function leftOutText({ left_out, language }: Report, words: ReportWords): readonly string[] {
  if (left_out === null) return [words.leftOutUnknown];
  return left_out.flatMap((group) => [
    `${formatNumber(group.count, language)}  ${group.label} [${group.rule}]`,
    ...group.examples.map(
      ({ line, text }) =>
        `    ${line === null ? '' : `${fill(words.line, { line: formatNumber(line, language) }, language)}: `}${text}`,
    ),
  ]);
}

function logText({ log }: Report): readonly string[] {
  return log.lines.map((line) => `${formatTimeOfDay(line.at)} ${line.level} ${line.step ?? ''} ${line.text}`);
}

function keptText({ kept }: Report, words: ReportWords): readonly string[] {
  const rows = [
    [words.oldDatabase, kept.old_database],
    [words.oldMedia, kept.old_media],
    [words.safetyBackup, kept.safety_backup],
  ] as const;
  return rows.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
}

function errorText(error: ReportError, words: ReportWords): readonly string[] {
  return [
    `${error.title} [${error.code}]`,
    ...[error.explanation, error.left, error.next, ...evidenceLines(error.evidence, words)]
      .filter((line) => line !== '')
      .flatMap((line) => line.split('\n').map((each) => `  ${each}`)),
  ];
}

function section(title: string, lines: readonly string[], otherwise = ''): readonly string[] {
  const shown = lines.length === 0 && otherwise !== '' ? [otherwise] : lines;
  return ['', title, '-'.repeat(title.length), ...shown];
}
