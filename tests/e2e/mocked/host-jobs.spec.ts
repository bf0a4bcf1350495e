import { expect, type Locator, test } from '@playwright/test';
import { type MockedWindow, openMockedWindow } from '../../support/mocked-window';
import { MockedPath } from './mocked-path';

/** Jobs that this console's history lacks, or has lost: found on their host, and gone on with, ended or taken back. */
let window_: MockedWindow;
let path: MockedPath;

test.beforeAll(async () => {
  window_ = await openMockedWindow();
  path = new MockedPath(window_.page);
});
test.afterAll(async () => {
  await window_.close();
});

const card = (): Locator => window_.page.getByRole('region', { name: 'Jobs on its host' });
const row = (id: string): Locator => card().getByRole('listitem').filter({ hasText: id });

/** Calls that changed something, or asked to. */
function asked(channel: string): Promise<unknown[]> {
  return window_.page.evaluate((name) => {
    const main = Reflect.get(globalThis, 'mockedMain');
    return main.calls
      .filter((call: { channel: string }) => call.channel === name)
      .map((call: { input: unknown }) => call.input);
  }, channel);
}

test('the host is asked when it is wanted, and jobs that the history lacks are marked so', async () => {
  await window_.open();
  await path.rail('targets');
  await expect(card().getByText('One that this history lacks is taken up from here.')).toBeVisible();
  expect(await asked('restore:jobsOnHost')).toEqual([]);
  await path.button('Ask the host').click();
  await expect(row('5e0c11f2').getByText('Not in this history')).toBeVisible();
  await expect(row('5e0c11f2').getByText('Another console may be running it')).toBeVisible();
  await expect(row('7c1d22ab').getByText('In this history', { exact: true })).toBeVisible();
  await expect(row('00000000').getByText('In this history: Rolled back')).toBeVisible();
  const names = await row('00000000').getByRole('button').allInnerTexts();
  expect(names).toEqual(['00000000', 'Open']);
  // Only the newest pair can be taken back.
  await expect(card().getByRole('button', { name: 'Roll back…' })).toHaveCount(1);
});

test('a job of another console is gone on with, and its run is shown', async () => {
  await window_.open();
  await path.toHostJobs();
  await row('5e0c11f2').getByRole('button', { name: 'Go on with it' }).click();
  await expect(window_.page.getByText('tuki-production runs on the backup').first()).toBeVisible();
  expect(await asked('restore:attach')).toEqual([
    { jobId: '5e0c11f2-4444-4a53-9a3e-0d1f7be2c915', target: 'tuki-production' },
  ]);
  await path.button('All jobs').click();
  await expect(window_.page.getByText('19 of 19')).toBeVisible();
});

test('a job of another console is rolled back with the target’s name typed', async () => {
  await window_.open();
  await path.toHostJobs();
  await row('6f1d22a3').getByRole('button', { name: 'Roll back…' }).click();
  const dialog = window_.page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('textbox').fill('tuki-production');
  await dialog.getByRole('button', { name: 'Roll back tuki-production' }).click();
  await expect(window_.page.getByText('tuki-production is back on the pair')).toBeVisible();
  expect(await asked('restore:rollback')).toEqual([
    {
      jobId: '6f1d22a3-5555-4a53-9a3e-0d1f7be2c915',
      target: 'tuki-production',
      confirm: 'tuki-production',
    },
  ]);
});

test('a job of another console is recovered, and shown under its own name', async () => {
  await window_.open();
  await path.toHostJobs();
  await row('5e0c11f2').getByRole('button', { name: 'Recover…' }).click();
  const dialog = window_.page.getByRole('dialog');
  // The host has just answered: closing the job without it is not offered.
  await expect(dialog.getByRole('checkbox')).toHaveCount(0);
  await dialog.getByRole('textbox').fill('tuki-production');
  await window_.page.keyboard.press('Enter');
  await expect(window_.page.getByText('The site runs on its old data; nothing was changed')).toBeVisible();
  await expect(window_.page.getByRole('heading', { level: 1 })).toContainText('backup-gcp-20260201.tar.gz');
  expect(await asked('restore:recover')).toEqual([
    { target: 'tuki-production', confirm: 'tuki-production', forget: false },
  ]);
});

test('a plan that a lock blocks leads to the job that holds it', async () => {
  await window_.open({ scene: 'blocked' });
  await path.toPlan();
  await path.button('Ask the host').click();
  await expect(card().getByRole('listitem').first()).toContainText('5e0c11f2');
  await row('5e0c11f2').getByRole('button', { name: 'Recover…' }).click();
  await expect(window_.page.getByRole('dialog', { name: 'Recover tuki-production?' })).toBeVisible();
});

test('a lock whose job left no record on the host can be recovered all the same', async () => {
  await window_.open({ scene: 'blocked,host-empty' });
  await path.toPlan();
  await path.button('Ask the host').click();
  await expect(card().getByText('The host knows no job of this target.')).toBeVisible();
  await row('locked for job 5e0c11f2').getByRole('button', { name: 'Recover…' }).click();
  await expect(window_.page.getByRole('dialog', { name: 'Recover tuki-production?' })).toBeVisible();
});

test('a host that cannot be reached says so, and can be asked again', async () => {
  await window_.open({ scene: 'host-silent' });
  await path.rail('targets');
  await path.button('Ask the host').click();
  await expect(card().getByRole('alert')).toContainText('tukitickets.duckdns.org');
  await expect(path.button('Ask the host')).toBeEnabled();
});

test('nothing below moves when the host answers', async () => {
  const remove = window_.page.getByRole('button', { name: 'Remove target' });
  const place = async () => (await remove.boundingBox())?.y;
  await window_.open({ scene: 'host-slow' });
  await path.rail('targets');
  await path.button('Ask the host').click();
  await expect(card().getByRole('button', { name: 'Asking…' })).toBeDisabled();
  const waiting = await place();
  await window_.open();
  await path.toHostJobs();
  expect(await place()).toBe(waiting);
});
