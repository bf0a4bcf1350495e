import { fill } from '../../../shared/errors/fill';
import { formatBytes } from '../../../shared/format/bytes';
import { formatDuration } from '../../../shared/format/duration';
import { formatNumber } from '../../../shared/format/number';
import type { Language } from '../../../shared/language';
import { purposeWords } from '../../../shared/phrases/phrase-text';
import { runWordsEn } from '../../../shared/phrases/run-words-en';
import { runWordsEs } from '../../../shared/phrases/run-words-es';
import type { Plan } from '../../../shared/restore/plan';
import { errorLines } from './error-lines';
import { type PlanWords, planWords } from './plan-words';

/** A plan as a page of text. */
export function planLines(plan: Plan, language: Language): string {
  const words = planWords(language);
  return [
    `${plan.target} (${plan.environment}) ${words.on} ${plan.host}`,
    `${plan.archive.filename} · ${headline(plan, language, words)}`,
    ...section(
      words.blocked,
      plan.blockers.map((error) => errorLines(error, language)),
    ),
    ...section(
      words.warnings,
      plan.warnings.map((error) => errorLines(error, language)),
    ),
    ...section(
      words.steps,
      plan.steps.map((step, index) => stepLine(plan, step, index, language, words)),
    ),
    ...section(
      words.leftOut,
      plan.left_out.flatMap((group) => leftOutLines(group, language, words)),
    ),
    ...section(
      words.space,
      plan.space.map((space) => spaceLine(space, language, words)),
    ),
    ...section(
      words.administrators,
      plan.administrators.map((person) => person.email),
    ),
    ...section(words.code, codeLines(plan, language, words)),
  ].join('\n');
}

function headline(plan: Plan, language: Language, words: PlanWords): string {
  const duration = (seconds: number): string => formatDuration(seconds, language);
  const time =
    plan.expected_seconds === null
      ? words.firstTime
      : fill(words.about, { duration: duration(plan.expected_seconds) }, language);
  const downtime =
    plan.expected_downtime_seconds === null
      ? ''
      : fill(words.downtime, { duration: duration(plan.expected_downtime_seconds) }, language);
  return words.headline
    .replace('{steps}', String(plan.steps.length))
    .replace('{time}', time)
    .replace('{downtime}', downtime);
}

/** What functions, triggers and policies of the dump will run with, and their names. */
function codeLines(plan: Plan, language: Language, words: PlanWords): readonly string[] {
  const names = [
    ...plan.functions.map((name) => `${words.functions} ${name}`),
    ...plan.triggers.map((name) => `${words.triggers} ${name}`),
    ...plan.policies.map((name) => `${words.policies} ${name}`),
  ];
  if (names.length === 0 || plan.runs_as === null) return names;
  const rights = plan.runs_as.superuser ? words.superuser : words.rights;
  return [fill(rights, { role: plan.runs_as.role }, language), ...names];
}

/** A rule with why in one sentence, its count, and the first statements with their lines. */
function leftOutLines(
  group: Plan['left_out'][number],
  language: Language,
  words: PlanWords,
): readonly string[] {
  const rules = language === 'es' ? runWordsEs.leftOutRules : runWordsEn.leftOutRules;
  const more = group.count - group.examples.length;
  return [
    `${group.rule}: ${formatNumber(group.count, language)} · ${rules[group.rule]}`,
    ...group.examples.map(({ line, text }) =>
      line === null
        ? `  ${text}`
        : `  ${fill(words.line, { line: formatNumber(line, language) }, language)}: ${text}`,
    ),
    ...(more > 0 ? [`  ${fill(words.more, { count: formatNumber(more, language) }, language)}`] : []),
  ];
}

function spaceLine(space: Plan['space'][number], language: Language, words: PlanWords): string {
  const line = fill(
    words.spaceLine,
    {
      mount: space.mount,
      purpose: purposeWords(space.purpose, language),
      needed: formatBytes(space.needed_bytes, language),
      free: formatBytes(space.free_bytes, language),
      reserve: formatBytes(space.reserve_bytes, language),
    },
    language,
  );
  return space.fits ? line : `${line}: ${words.tooSmall}`;
}

function stepLine(
  plan: Plan,
  step: Plan['steps'][number],
  index: number,
  language: Language,
  words: PlanWords,
): string {
  const before = plan.steps[index - 1];
  const line =
    step.past_no_return && before && !before.past_no_return ? `---- ${words.noReturn} ----\n  ` : '';
  const facts = [
    step.touches.filter((name) => name !== '').join(', '),
    step.bytes === null ? '' : formatBytes(step.bytes, language),
    step.expected_seconds === null ? '' : formatDuration(step.expected_seconds, language),
    words.cancel[step.cancel],
  ].filter((fact) => fact !== '');
  return `${line}${String(index + 1).padStart(2)} ${step.id.padEnd(14)} ${facts.join(' · ')}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : ['', `${title}:`, ...lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`)];
}
