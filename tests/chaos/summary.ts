import { CARDS } from './deck';
import type { RunRecord } from './record';

/** What series came to: runs, how they ended, what really hit, by kind and by moment, and what never did. */
export function summaryOf(records: readonly RunRecord[]): readonly string[] {
  const violated = records.filter(({ violations }) => violations.length > 0);
  const faults = records.flatMap((record) => record.faults);
  const hits = faults.filter(({ came }) => came === 'hit');
  const commands = records.flatMap((record) => record.commands);
  const kinds = CARDS.map(({ name }) => ({ name, ...countsOf(faults.filter((each) => each.name === name)) }));
  const never = kinds.filter(({ hit }) => hit === 0).map(({ name }) => name);
  return [
    `${countedBy(records, ({ seed }) => `seed ${seed}`)}: ${records.length} runs, ${violated.length} with violations`,
    `  pair live at the end: ${countedBy(records, ({ live }) => live)}`,
    `  commands: ${countedBy(commands, ({ command }) => command)}; killed: ${
      countedBy(
        commands.filter(({ ended }) => ended.startsWith('SIG')),
        ({ command }) => command,
      ) || 'none'
    }`,
    `  faults hit: ${hits.length} of ${faults.length}; by moment: ${countedBy(hits, ({ moment }) => moment)}`,
    ...kinds.map(
      ({ name, hit, missed, never: late }) => `    ${name}: ${hit} hit, ${missed} missed, ${late} never came`,
    ),
    `  never hit: ${never.join(', ') || 'none, every kind has hit'}`,
    ...violated.map(
      ({ seed, index, commit, violations }) =>
        `  violated: seed ${seed} run ${index} on ${commit}: ${violations.map(({ invariant }) => invariant).join(' ')}`,
    ),
  ];
}

function countsOf(faults: RunRecord['faults']): Record<'hit' | 'missed' | 'never', number> {
  const count = (came: string): number => faults.filter((each) => each.came === came).length;
  return { hit: count('hit'), missed: count('missed'), never: count('never') };
}

/** `a 3, b 1`, the most frequent first. */
function countedBy<T>(values: readonly T[], nameOf: (value: T) => string): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(nameOf(value), (counts.get(nameOf(value)) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
