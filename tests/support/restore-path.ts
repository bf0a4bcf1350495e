import { expect, type Locator, type Page } from '@playwright/test';
import { common as commonEn } from '../../renderer/locales/en/common';
import { restore as restoreEn } from '../../renderer/locales/en/restore';
import { run as runEn } from '../../renderer/locales/en/run';
import type { LaunchedConsole } from './launch-app';

const words = { ...restoreEn.restore, ...runEn, ...commonEn };

/** Longest waits of the way, in milliseconds; generous, because a loaded machine is slow and no test asserts on time. */
const WAIT = { inspect: 120_000, reach: 120_000, plan: 300_000, run: 600_000 };

/**
 * The way an operator goes, from drop to outcome, by what is on the screen: names and roles, never selectors
 * of our own. The interface is English here; the sentences come from its own catalogue.
 */
export class RestorePath {
  readonly page: Page;

  constructor(private readonly console: LaunchedConsole) {
    this.page = console.page;
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async goTo(screen: 'restore' | 'jobs' | 'targets' | 'terminal' | 'settings'): Promise<void> {
    await this.page
      .getByRole('navigation', { name: words.nav.label })
      .getByRole('button', { name: words.nav[screen] })
      .click();
  }

  /** Drops the archive on the window and waits for the verdict. */
  async drop(archive: string): Promise<void> {
    await this.console.drop(archive);
    await expect(
      this.page
        .getByText(words.found.valid)
        .or(this.page.getByText(/^Cannot be restored/))
        .first(),
    ).toBeVisible({
      timeout: WAIT.inspect,
    });
  }

  async chooseTarget(name: string): Promise<void> {
    await this.button(words.found.chooseTarget).click();
    await this.button(fill(words.target.use, { name })).click({ timeout: WAIT.reach });
    await expect(
      this.page
        .getByText(words.plan.ready)
        .or(this.page.getByText(/blocks? it$/))
        .first(),
    ).toBeVisible({
      timeout: WAIT.plan,
    });
  }

  /** Opens the dialog, types the target's name, and starts. */
  async confirm(target: string): Promise<void> {
    await this.button(words.plan.go).click();
    await this.page.getByRole('textbox', { name: fill(words.confirm.type, { target }) }).fill(target);
    await this.button(fill(words.confirm.go, { target })).click();
  }

  /** Presses Tab until the focus is on the control whose text begins so, as somebody without a mouse does. */
  async tabTo(text: string): Promise<void> {
    for (let presses = 0; presses < 80; presses += 1) {
      await this.page.keyboard.press('Tab');
      const focused = await this.page.evaluate(() => {
        const element = document.activeElement;
        const label = element?.id ? document.querySelector(`label[for="${element.id}"]`)?.textContent : null;
        return label ?? element?.textContent ?? '';
      });
      if (focused.trim().startsWith(text)) return;
    }
    throw new Error(`Tab never reached “${text}”`);
  }

  /** Waits until the run has ended, and gives the first line of the outcome. */
  async outcome(): Promise<string> {
    const ended = this.page.getByRole('radiogroup', { name: words.run.views.label });
    await expect(ended).toBeVisible({ timeout: WAIT.run });
    return (await this.page.locator('main p').first().textContent()) ?? '';
  }
}

/** A sentence of the catalogue with its placeholders filled in. */
function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name] ?? '');
}
