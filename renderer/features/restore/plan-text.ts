import { describeError } from '../../../shared/errors/error-text';
import type { LeftOutRule } from '../../../shared/manifest';
import { purposeWords } from '../../../shared/phrases/phrase-text';
import type { Plan } from '../../../shared/restore/plan';
import type { Format } from '../../ui/use-format';

/** The words of a plan that come from the locale; the caller gives them so that this stays free of React. */
export interface PlanWords {
  readonly headline: string;
  readonly blockers: string;
  readonly warnings: string;
  readonly steps: string;
  readonly space: string;
  readonly leftOut: string;
  readonly firstTime: string;
  readonly pointOfNoReturn: string;
  /** What functions, triggers and policies of the dump will run with. */
  readonly code: string;
  rule(rule: LeftOutRule): string;
  step(id: Plan['steps'][number]['id']): string;
  cancel(rule: Plan['steps'][number]['cancel']): string;
}

/** The plan as a text file: what an operator files with the change or sends for a second pair of eyes. */
export function planText(plan: Plan, words: PlanWords, format: Format): string {
  const title = `${plan.target} (${plan.environment}) ${plan.host}`;
  const lines = [
    title,
    '='.repeat(title.length),
    words.headline,
    `${plan.archive.filename}  ${format.bytes(plan.archive.bytes)}  ${format.withZone(plan.archive.made_at)}`,
    `SHA-256 ${plan.archive.sha256}`,
    format.withZone(plan.made_at),
    '',
    ...errorsText(words.blockers, plan.blockers, format),
    ...errorsText(words.warnings, plan.warnings, format),
    words.steps,
    ...stepsText(plan, words, format),
    '',
    words.space,
    ...plan.space.map(
      (space) =>
        `  ${purposeWords(space.purpose, format.language)}  ${space.mount}  ${format.bytes(space.needed_bytes)} / ${format.bytes(space.free_bytes)} (${format.bytes(space.reserve_bytes)})`,
    ),
    '',
    words.leftOut,
    ...plan.left_out.flatMap(({ rule, count, examples }) => [
      `  ${count}  ${words.rule(rule)} [${rule}]`,
      ...examples.map(({ line, text }) => `      ${line === null ? '' : `${line}: `}${text}`),
    ]),
    ...(plan.runs_as === null || plan.functions.length + plan.triggers.length + plan.policies.length === 0
      ? []
      : [
          '',
          words.code,
          ...[...plan.functions, ...plan.triggers, ...plan.policies].map((name) => `  ${name}`),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

function stepsText(plan: Plan, words: PlanWords, format: Format): readonly string[] {
  let passed = false;
  return plan.steps.flatMap((step, index) => {
    const line = [
      `  ${index + 1}. ${words.step(step.id)}`,
      step.touches.join(', '),
      step.expected_seconds === null ? words.firstTime : format.duration(step.expected_seconds),
      words.cancel(step.cancel),
    ].join('  |  ');
    if (!step.past_no_return || passed) return [line];
    passed = true;
    return [`  ---- ${words.pointOfNoReturn}`, line];
  });
}

function errorsText(title: string, errors: Plan['warnings'], format: Format): readonly string[] {
  if (errors.length === 0) return [];
  const lines = errors.flatMap((error) => {
    const text = describeError(error, format.language);
    return [`  - ${text.title}`, `    ${text.explanation} ${text.next}`.trimEnd()];
  });
  return [title, ...lines, ''];
}
