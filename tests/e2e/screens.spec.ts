import { expect, test } from '@playwright/test';
import { accessibilityProblems } from '../support/accessibility';
import { type LaunchedConsole, launchConsole } from '../support/launch-app';

/** Every screen as it is with nothing in it yet, in both themes and both languages: looked at, and clean for axe. */
let launched: LaunchedConsole;

test.beforeAll(async () => {
  launched = await launchConsole();
});
test.afterAll(async () => {
  await launched.close();
});

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['en', 'es'] as const) {
    test(`every screen is accessible, ${theme}, ${language}`, async () => {
      const { page } = launched;
      await choose(theme, language);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      const rail = page.getByRole('navigation').getByRole('button');
      await expect(rail).toHaveCount(5);
      for (const [index, name] of ['restore', 'jobs', 'targets', 'terminal', 'settings'].entries()) {
        await rail.nth(index).click();
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await launched.screenshot(`empty-${name}-${theme}-${language}`);
        expect.soft(await accessibilityProblems(page, `${name} ${theme} ${language}`)).toEqual([]);
      }
    });
  }
}

test('the keyboard alone reaches every screen, and what has the focus can be seen', async () => {
  const { page } = launched;
  await choose('light', 'en');
  const names = new Set<string>();
  for (let presses = 0; presses < 12 && names.size < 5; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await focusedInRail();
    if (!focused) continue;
    expect(focused.ring).toBe(true);
    names.add(focused.name);
  }
  expect(names.size).toBe(5);
  for (const name of names) {
    for (let presses = 0; presses < 60 && (await focusedInRail())?.name !== name; presses += 1) {
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.press('Enter');
    await expect(page.locator('nav [aria-current="page"]')).toHaveText(name);
  }
});

async function focusedInRail(): Promise<{ name: string; ring: boolean } | null> {
  return launched.page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || !element.closest('nav')) return null;
    const style = getComputedStyle(element);
    return {
      name: element.textContent ?? '',
      ring: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
    };
  });
}

async function choose(theme: 'light' | 'dark', language: 'en' | 'es'): Promise<void> {
  await launched.page.evaluate(
    async (chosen) => {
      const bridge = Reflect.get(window, 'restoreConsole');
      const { value } = await bridge.request('settings:get', {});
      await bridge.request('settings:set', { ...value, ...chosen });
    },
    { theme, language },
  );
  await launched.page.reload();
  await launched.page.waitForLoadState();
}
