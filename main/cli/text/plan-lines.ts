import { formatBytes } from '../../../shared/format/bytes';
import { formatDuration } from '../../../shared/format/duration';
import { formatNumber } from '../../../shared/format/number';
import type { Language } from '../../../shared/language';
import type { Plan } from '../../../shared/restore/plan';
import type { CancelRule } from '../../../shared/restore/steps';
import { errorLines } from './error-lines';

const CANCEL_WORDS: Readonly<Record<CancelRule, string>> = {
  'nothing-to-undo': 'cancel: nothing to undo',
  'keeps-part': 'cancel: keeps the part for resuming',
  drops: 'cancel: drops what it made',
  'starts-again': 'cancel: the site starts again on its old data',
  'puts-back': 'cancel: the old database comes back from the safety backup',
  refused: 'cannot be cancelled',
};

/** A plan as a page of text. */
export function planLines(plan: Plan, language: Language): string {
  const total =
    plan.expected_seconds === null
      ? 'time: first time here'
      : `about ${formatDuration(plan.expected_seconds, language)}`;
  const downtime =
    plan.expected_downtime_seconds === null
      ? ''
      : `, ${formatDuration(plan.expected_downtime_seconds, language)} without service`;
  return [
    `${plan.target} (${plan.environment}) on ${plan.host}`,
    `${plan.archive.filename} · ${plan.steps.length} steps, ${total}${downtime}`,
    ...section(
      'Blocked by',
      plan.blockers.map((error) => errorLines(error, language)),
    ),
    ...section(
      'Warnings',
      plan.warnings.map((error) => errorLines(error, language)),
    ),
    ...section(
      'Steps',
      plan.steps.map((step, index) => stepLine(plan, step, index, language)),
    ),
    ...section(
      'Left out of the dump',
      plan.left_out.map(
        (group) =>
          `${group.rule}: ${formatNumber(group.count, language)}${group.examples[0] ? `, such as ${group.examples[0].text}` : ''}`,
      ),
    ),
    ...section(
      'Space',
      plan.space.map(
        (space) =>
          `${space.mount} (${space.purpose}): needs ${formatBytes(space.needed_bytes, language)}, free ${formatBytes(space.free_bytes, language)}, kept free ${formatBytes(space.reserve_bytes, language)}${space.fits ? '' : ': TOO SMALL'}`,
      ),
    ),
    ...section(
      'Administrators kept',
      plan.administrators.map((person) => person.email),
    ),
  ].join('\n');
}

function stepLine(plan: Plan, step: Plan['steps'][number], index: number, language: Language): string {
  const before = plan.steps[index - 1];
  const line =
    step.past_no_return && before && !before.past_no_return ? '---- point of no return ----\n  ' : '';
  const facts = [
    step.touches.filter((name) => name !== '').join(', '),
    step.bytes === null ? '' : formatBytes(step.bytes, language),
    step.expected_seconds === null ? '' : formatDuration(step.expected_seconds, language),
    CANCEL_WORDS[step.cancel],
  ].filter((fact) => fact !== '');
  return `${line}${String(index + 1).padStart(2)} ${step.id.padEnd(14)} ${facts.join(' · ')}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : ['', `${title}:`, ...lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`)];
}
