import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds wrong on the screen as it is now, each with screen, rule and place; empty for a clean one. */
export async function accessibilityProblems(page: Page, screen: string): Promise<readonly string[]> {
  // Legacy mode: the other one opens a second page, which Electron does not allow.
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${screen}: ${violation.id} at ${node.target.join(' ')}: ${node.failureSummary ?? ''}`,
    ),
  );
}
