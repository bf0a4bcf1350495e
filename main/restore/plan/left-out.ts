import type { Dump, LeftOutRule } from '../../../shared/manifest';
import type { Plan } from '../../../shared/restore/plan';

const EXAMPLES = 5;

/** What a target will not be given of a dump, by rule. A setting is left out only where the server does not know it. */
export function leftOutOf(dump: Dump, knownSettings: ReadonlySet<string> | null): Plan['left_out'] {
  const groups = new Map<LeftOutRule, { count: number; examples: { line: number | null; text: string }[] }>();
  const add = (rule: LeftOutRule, line: number | null, text: string): void => {
    const group = groups.get(rule) ?? { count: 0, examples: [] };
    group.count += 1;
    if (group.examples.length < EXAMPLES) group.examples.push({ line, text });
    groups.set(rule, group);
  };
  for (const cut of dump.cutRanges) {
    // Only what the fresh database has already is left out; of that, public alone is known before it is made.
    if (cut.rule === 'schema-exists' && cut.subject !== 'public') continue;
    if (cut.rule === 'unknown-setting' && cut.subject && knownSettings?.has(cut.subject.toLowerCase()))
      continue;
    add(cut.rule, cut.firstLine, cut.text);
  }
  for (const cut of dump.cutEntries) {
    if (cut.rule === 'schema-exists' && cut.subject !== 'public') continue;
    add(cut.rule, null, cut.text);
  }
  return [...groups].map(([rule, group]) => ({ rule, ...group }));
}
