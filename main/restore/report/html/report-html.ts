import { fill } from '../../../../shared/errors/fill';
import { formatWithZone } from '../../../../shared/format/time';
import type { Report, ReportOutcome } from '../../../../shared/restore/report';
import { reportWords } from '../words/report-words';
import { administratorsSection, checksSection, tablesSection } from './checks-sections';
import { figures, identity } from './head-sections';
import { html, Markup } from './markup';
import { causeSection, logSection, stepsSection, warningsSection } from './run-sections';
import { REPORT_STYLE } from './style';
import { keptSection, leftOutSection, manualSection } from './way-sections';

const TONES: Readonly<Record<ReportOutcome, 'ok' | 'bad' | 'warn' | 'calm'>> = {
  verified: 'ok',
  'not-verified': 'warn',
  unchanged: 'warn',
  'as-found': 'warn',
  reversed: 'warn',
  'needs-person': 'bad',
  cancelled: 'calm',
  interrupted: 'bad',
  'rolled-back': 'calm',
  uploaded: 'calm',
  running: 'calm',
};

/** Shapes as the window has them: check, octagon, triangle, ring. */
const SHAPES = {
  ok: '<circle cx="17" cy="17" r="15"/><path d="M10 17.5l5 5 9.5-10.5"/>',
  bad: '<path d="M11 2h12l9 9v12l-9 9H11l-9-9V11z"/><path d="M17 9v10M17 24v.5"/>',
  warn: '<path d="M17 3l15 27H2z"/><path d="M17 13v9M17 25.5v.5"/>',
  calm: '<circle cx="17" cy="17" r="15"/><path d="M17 15v10M17 9.5v.5"/>',
} as const;

/**
 * A report as one self-contained page: no script, nothing from outside, readable in light, dark and on paper. Its own
 * policy forbids both, should a reader open what somebody has changed.
 */
export function reportHtml(report: Report): string {
  const { language, job, outcome } = report;
  const words = reportWords(language);
  const tone = TONES[outcome.kind];
  return `<!doctype html>\n${
    html`<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${words.title} · ${job.target} · ${job.id.slice(0, 8)}</title>
<style>${new Markup(REPORT_STYLE)}</style>
</head>
<body>
<main>
<div class="band ${job.environment}"><span>${words.environments[job.environment]}</span><span>${job.target}</span></div>
<div class="sheet">
<p class="kicker"><span>${words.title}</span><span>${fill(words.made, { made: formatWithZone(report.made_at, language) }, language)}</span></p>
<div class="state ${tone}"><svg viewBox="0 0 34 34" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${new Markup(SHAPES[tone])}</svg>
<div><h1>${outcome.headline}</h1><p>${outcome.explanation}</p></div></div>
${figures(report)}
${causeSection(report)}
${identity(report)}
${stepsSection(report)}
${checksSection(report)}
${administratorsSection(report)}
${warningsSection(report)}
${leftOutSection(report)}
${tablesSection(report)}
${logSection(report)}
${keptSection(report)}
${manualSection(report)}
<footer>${words.job} <span class="mono">${job.id}</span> · ${words.console} ${report.versions.report_console}</footer>
</div>
</main>
</body>
</html>`.text
  }\n`;
}
