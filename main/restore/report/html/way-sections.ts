import { fill } from '../../../../shared/errors/fill';
import { formatNumber } from '../../../../shared/format/number';
import type { Report } from '../../../../shared/restore/report';
import { reportWords } from '../words/report-words';
import { facts } from './head-sections';
import { html, type Markup, when } from './markup';

/** Statements the target was not given, by rule, with the first lines. */
export function leftOutSection(report: Report): Markup | null {
  const { language, left_out, dump } = report;
  if (dump === null) return null;
  const words = reportWords(language);
  if (left_out === null || left_out.length === 0) {
    const text = left_out === null ? words.leftOutUnknown : words.leftOutNone;
    return html`<section><h2>${words.leftOut}</h2><p class="note">${text}</p></section>`;
  }
  const total = left_out.reduce((sum, group) => sum + group.count, 0);
  return html`<section><h2>${words.leftOut}<small>${formatNumber(total, language)}</small></h2><ul class="rules">${left_out.map(
    (group) =>
      html`<li><strong>${formatNumber(group.count, language)}</strong> ${group.label} <code class="note">${group.rule}</code><ul>${group.examples.map(
        (example) =>
          html`<li>${when(example.line !== null, () => html`<span class="note">${fill(words.line, { line: formatNumber(example.line ?? 0, language) }, language)}</span> `)}<code>${example.text}</code></li>`,
      )}${when(
        group.count > group.examples.length,
        () =>
          html`<li class="note">${fill(words.more, { count: formatNumber(group.count - group.examples.length, language) }, language)}</li>`,
      )}</ul></li>`,
  )}</ul></section>`;
}

/** What the target still holds of the run, by name. */
export function keptSection(report: Report): Markup {
  const words = reportWords(report.language);
  const { old_database, old_media, safety_backup } = report.kept;
  const rows = [
    [words.oldDatabase, old_database],
    [words.oldMedia, old_media],
    [words.safetyBackup, safety_backup],
  ] as const;
  const named = rows.flatMap(([name, value]) =>
    value === null ? [] : [[name, html`<span class="mono">${value}</span>`] as const],
  );
  return html`<section><h2>${words.kept}</h2>${
    named.length === 0
      ? html`<p class="note">${words.keptNone}</p>`
      : html`${facts(named)}<p class="note">${words.keptText}</p>`
  }</section>`;
}

/** The end of every report: how a person takes it back with docker and psql alone. */
export function manualSection({ language, manual_way: way }: Report): Markup {
  const words = reportWords(language);
  return html`<section><h2>${way.direction === 'new' ? words.manualForward : words.manual}</h2><p>${way.explanation}</p>${when(
    way.commands.length > 0,
    () =>
      html`<ol class="commands">${way.commands.map((command) =>
        command.startsWith('#')
          ? html`<li class="say">${command.replace(/^#\s*/, '')}</li>`
          : html`<li><code>${command}</code></li>`,
      )}</ol>`,
  )}</section>`;
}
