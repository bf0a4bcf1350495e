import type { Plan } from '../../../shared/restore/plan';

/** What an operator who has read it may let through. */
export const OVERRIDES = ['code-behind-data', 'health-failing-before'] as const;
export type Override = (typeof OVERRIDES)[number];

/** What the plan gives reason to let through, and what was let through already, so that it can be taken back. */
export function offeredOverrides(plan: Plan | null, chosen: readonly string[]): readonly Override[] {
  const found = [...(plan?.blockers ?? []), ...(plan?.warnings ?? [])].map(({ code }) => code);
  return OVERRIDES.filter((code) => found.includes(code) || chosen.includes(code));
}

/** The overrides with one put in or taken out; the others stay. */
export function withOverride(chosen: readonly string[], code: Override, on: boolean): string[] {
  const others = chosen.filter((each) => each !== code);
  return on ? [...others, code] : others;
}
