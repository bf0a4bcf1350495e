import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails, naming rule and place, when axe finds anything on the screen as it is now. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  // Legacy mode: the other one opens a second page, which Electron does not allow.
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const problems = found.violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${screen}: ${violation.id} at ${node.target.join(' ')}: ${node.failureSummary ?? ''}`,
    ),
  );
  expect(problems).toEqual([]);
}
