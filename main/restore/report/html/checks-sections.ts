import { formatNumber } from '../../../../shared/format/number';
import type { Report } from '../../../../shared/restore/report';
import { reportWords, runWords } from '../words/report-words';
import { html, type Markup, when } from './markup';

/** Checked, expected, found, verdict. */
export function checksSection(report: Report): Markup {
  const { language, verification } = report;
  const words = reportWords(language);
  if (verification === null) {
    return html`<section><h2>${words.verification}</h2><p class="note">${words.noVerification}</p></section>`;
  }
  const good = verification.passed && verification.checks.every((check) => check.verdict !== 'mismatch');
  return html`<section><h2>${words.verification}<small>${good ? words.passed : words.notPassed}</small></h2><table><thead><tr><th>${words.check}</th><th class="n">${words.expected}</th><th class="n">${words.found}</th><th>${words.verdict}</th></tr></thead><tbody>${verification.checks.map(
    (check) =>
      html`<tr class="${check.verdict}"><td>${check.label}${when(check.note !== '', () => html`<div class="note">${check.note}</div>`)}</td><td class="n">${figure(check.expected, report)}</td><td class="n">${figure(check.found, report)}</td><td><span class="mark ${check.verdict}">${check.verdict_label}</span></td></tr>`,
  )}</tbody></table></section>`;
}

/** Rows of every table; those that differ first. */
export function tablesSection(report: Report): Markup | null {
  const { language, verification } = report;
  if (verification === null || verification.tables.length === 0) return null;
  const words = reportWords(language);
  const { verdicts } = runWords(language);
  return html`<section><h2>${words.tables}<small>${formatNumber(verification.tables.length, language)}</small></h2><table><thead><tr><th>${words.table}</th><th class="n">${words.expected}</th><th class="n">${words.found}</th><th>${words.verdict}</th></tr></thead><tbody>${differingFirst(
    verification.tables,
  ).map(
    (table) =>
      html`<tr class="${table.verdict}"><td class="mono">${table.schema}.${table.name}</td><td class="n">${table.expected === null ? words.unknown : formatNumber(table.expected, language)}</td><td class="n">${formatNumber(table.found, language)}</td><td><span class="mark ${table.verdict}">${verdicts[table.verdict]}</span></td></tr>`,
  )}</tbody></table></section>`;
}

type Tables = NonNullable<Report['verification']>['tables'];

/** Those that differ, then those not checked, then the rest; each in the order it was counted. */
export function differingFirst(tables: Tables): Tables {
  const rank = { mismatch: 0, 'not-checked': 1, match: 2 } as const;
  return [...tables].sort((a, b) => rank[a.verdict] - rank[b.verdict]);
}

export function administratorsSection(report: Report): Markup {
  const words = reportWords(report.language);
  if (report.administrators.length === 0) {
    return html`<section><h2>${words.administrators}</h2><p class="note">${words.noAdministrators}</p></section>`;
  }
  return html`<section><h2>${words.administrators}<small>${report.administrators.length}</small></h2><table><tbody>${report.administrators.map(
    (person) => html`<tr><td class="mono">${person.email}</td><td>${person.words}</td></tr>`,
  )}</tbody></table></section>`;
}

/** A whole number with its groups; anything else as it is. */
export function figure(value: string, { language }: Report): string {
  return /^\d{1,15}$/.test(value) ? formatNumber(Number(value), language) : value;
}
