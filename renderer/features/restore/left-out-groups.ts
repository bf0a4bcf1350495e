import type { Dump, LeftOutRule } from '../../../shared/manifest';

export interface LeftOutGroup {
  readonly rule: LeftOutRule;
  readonly count: number;
  readonly examples: readonly { readonly line: number | null; readonly text: string }[];
}

/** Statements left out of the dumps, by rule, the most frequent first. */
export function leftOutOf(dumps: readonly Dump[]): readonly LeftOutGroup[] {
  const groups = new Map<LeftOutRule, { line: number | null; text: string }[]>();
  for (const dump of dumps) {
    const cuts = [
      ...dump.cutRanges.map(({ rule, firstLine, text }) => ({ rule, line: firstLine, text })),
      ...dump.cutEntries.map(({ rule, text }) => ({ rule, line: null, text })),
    ];
    for (const { rule, ...example } of cuts) {
      const group = groups.get(rule);
      if (group) group.push(example);
      else groups.set(rule, [example]);
    }
  }
  return [...groups]
    .map(([rule, all]) => ({ rule, count: all.length, examples: all.slice(0, 100) }))
    .sort((a, b) => b.count - a.count);
}
