import { expect, test } from '@playwright/test';
import { type LaunchedConsole, launchConsole } from '../support/launch-app';

/** The Terminal screen: a real shell in a real pseudo-terminal, typed into through the page. */
let launched: LaunchedConsole;

test.beforeAll(async () => {
  launched = await launchConsole({ env: { SHELL: '/bin/sh' } });
});
test.afterAll(async () => {
  await launched.close();
});

test('a local shell answers what is typed, and its tab says how it ended', async () => {
  const { page } = launched;
  await page.getByRole('navigation').getByRole('button', { name: 'Terminal' }).click();
  await page.getByRole('button', { name: 'Local shell' }).click();
  const tabs = page.getByRole('list', { name: 'Terminals' });
  await expect(tabs.getByRole('listitem')).toHaveCount(1);
  const screen = page.locator('.xterm-rows');
  await expect(screen).toContainText(/[#$]/);
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type('echo $((6*7))-answer\n');
  await expect(screen).toContainText('42-answer');
  await launched.screenshot('terminal-shell');
  await page.keyboard.type('exit 3\n');
  await expect(tabs).toContainText('ended with 3');
});
