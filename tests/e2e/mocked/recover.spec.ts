import { expect, test } from '@playwright/test';
import { type MockedWindow, openMockedWindow } from '../../support/mocked-window';
import { MockedPath } from './mocked-path';

/** An interrupted job ended on one of its pairs: from its detail and from what needs attention, to its outcome. */
let window_: MockedWindow;
let path: MockedPath;

test.beforeAll(async () => {
  window_ = await openMockedWindow();
  path = new MockedPath(window_.page);
});
test.afterAll(async () => {
  await window_.close();
});

/** What recover was asked for. */
function asked(): Promise<unknown[]> {
  return window_.page.evaluate(() => {
    const main = Reflect.get(globalThis, 'mockedMain');
    return main.calls
      .filter((call: { channel: string }) => call.channel === 'restore:recover')
      .map((call: { input: unknown }) => call.input);
  });
}

test('an interrupted job is recovered once its target’s name is typed, and its outcome says what is live', async () => {
  const { page } = window_;
  await window_.open();
  await path.toRecover();
  const dialog = page.getByRole('dialog', { name: 'Recover dako-lab?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  const name = dialog.getByRole('textbox');
  await name.fill('dako');
  await name.press('Enter');
  expect(await asked()).toEqual([]);
  await name.fill('dako-lab');
  await name.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('The site runs on its old data; nothing was changed')).toBeVisible();
  expect(await asked()).toEqual([{ target: 'dako-lab', confirm: 'dako-lab', forget: false }]);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('backup-gcp-20260201.tar.gz → dako-lab');
  await expect(page.getByText('Recover the target')).toHaveCount(0);
  await expect(path.button('Recover…')).toHaveCount(0);
  await expect(path.button('Go on with it')).toHaveCount(0);
  await expect(path.button('Save report')).toBeVisible();
});

test('what was recovered from the list no longer needs attention there', async () => {
  const { page } = window_;
  await window_.open();
  await path.rail('jobs');
  const waiting = page.getByRole('region', { name: 'Needs attention' });
  const needsPerson = waiting.getByRole('listitem').filter({ hasText: 'needs a person' });
  await needsPerson.getByRole('button', { name: 'Recover…' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('tuki-production-failover-region-b');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The site is back on its old data; the cutover was taken back')).toBeVisible();
  await expect(page.getByText('The manual way back')).toHaveCount(0);
  await path.button('All jobs').click();
  await expect(waiting.getByRole('listitem')).toHaveCount(1);
  await expect(waiting).toContainText('dako-lab');
});

test('a job whose host is gone is closed here, which is said before it is done', async () => {
  const { page } = window_;
  await window_.open();
  await path.toRecover();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: /^The host is gone/ }).check();
  await dialog.getByRole('textbox').fill('dako-lab');
  await dialog.getByRole('button', { name: 'Close the job' }).click();
  await expect(dialog).toBeHidden();
  expect(await asked()).toEqual([{ target: 'dako-lab', confirm: 'dako-lab', forget: true }]);
});

test('a recover that is refused stays in the dialog with its reason, and can be left', async () => {
  const { page } = window_;
  await window_.open({ scene: 'held' });
  await path.toRecover();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('dako-lab');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('ana on ana-thinkpad');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await expect(path.button('Recover…')).toBeVisible();
});
