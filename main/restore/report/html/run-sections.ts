import { fill } from '../../../../shared/errors/fill';
import { formatBytes } from '../../../../shared/format/bytes';
import { formatDuration } from '../../../../shared/format/duration';
import { formatNumber } from '../../../../shared/format/number';
import { formatTimeOfDay } from '../../../../shared/format/time';
import type { Report, ReportError, ReportStep } from '../../../../shared/restore/report';
import { evidenceLines } from '../text/evidence-lines';
import { reportWords } from '../words/report-words';
import { html, type Markup, when } from './markup';

/** Every step with state, begin, time and bytes; the parts of a step below it. */
export function stepsSection(report: Report): Markup {
  const { language, steps } = report;
  const words = reportWords(language);
  return html`<section><h2>${words.steps}</h2><table><thead><tr><th>${words.step}</th><th>${words.state}</th><th>${words.startedAt}</th><th class="n">${words.size}</th><th class="n">${words.time}</th></tr></thead><tbody>${steps.map(
    (step) => stepRows(step, report),
  )}</tbody></table></section>`;
}

function stepRows(step: ReportStep, { language }: Report): Markup {
  const { parts } = step;
  return html`<tr class="${parts.length > 0 ? 'open' : ''}"><td>${step.label}</td><td><span class="mark ${step.state}">${step.state_label}</span></td><td>${formatTimeOfDay(step.started_at)}</td><td class="n">${formatBytes(step.bytes, language)}</td><td class="n">${formatDuration(step.duration_seconds, language)}</td></tr>${parts.map(
    (part, index) =>
      html`<tr class="sub${index === parts.length - 1 ? ' last' : ''}"><td>${part.label}</td><td></td><td></td><td></td><td class="n">${formatDuration(part.seconds, language)}</td></tr>`,
  )}`;
}

/** Why the run ended as it did, with what the tools said. */
export function causeSection(report: Report): Markup | null {
  const { error } = report;
  return error === null
    ? null
    : html`<section><h2>${reportWords(report.language).cause}</h2>${errorBox(error, 'bad', report)}</section>`;
}

export function warningsSection(report: Report): Markup {
  const words = reportWords(report.language);
  return html`<section><h2>${words.warnings}<small>${report.warnings.length}</small></h2>${
    report.warnings.length === 0 ? html`<p class="note">${words.noWarnings}</p>` : null
  }${report.warnings.map((warning) => errorBox(warning, 'warn', report))}</section>`;
}

function errorBox(error: ReportError, tone: 'bad' | 'warn', { language }: Report): Markup {
  const evidence = evidenceLines(error.evidence, reportWords(language));
  return html`<div class="box ${tone}"><strong>${error.title}</strong> <code class="note">${error.code}</code><p>${error.explanation}</p>${when(
    error.left !== '',
    () => html`<p>${error.left}</p>`,
  )}${when(error.next !== '', () => html`<p>→ ${error.next}</p>`)}${when(
    evidence.length > 0,
    () => html`<pre>${evidence.join('\n')}</pre>`,
  )}</div>`;
}

/** Warnings and errors of the log as they came. */
export function logSection(report: Report): Markup {
  const { log, language } = report;
  const words = reportWords(language);
  const total = formatNumber(log.total, language);
  if (log.lines.length === 0) {
    return html`<section><h2>${words.log}</h2><p class="note">${fill(words.logNone, { total }, language)}</p></section>`;
  }
  const shown = formatNumber(log.lines.length, language);
  return html`<section><h2>${words.log}<small>${fill(words.logLines, { shown, total }, language)}</small></h2><pre>${log.lines
    .map(
      (line) =>
        `${formatTimeOfDay(line.at)} ${line.level} ${line.step ?? ''} ${words[line.source === 'host' ? 'fromHost' : 'fromConsole']}: ${line.text}`,
    )
    .join('\n')}</pre></section>`;
}
