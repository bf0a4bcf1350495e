import { expect, test } from '@playwright/test';
import { type MockedWindow, openMockedWindow } from '../../support/mocked-window';
import { MockedPath } from './mocked-path';

/** What the window does with what main says: the promises of the screens that need no host to be proven. */
let window_: MockedWindow;
let path: MockedPath;

test.beforeAll(async () => {
  window_ = await openMockedWindow();
  path = new MockedPath(window_.page);
});
test.afterAll(async () => {
  await window_.close();
});

/** Requests of one channel that the window has made. */
function asked(channel: string): Promise<unknown[]> {
  return window_.page.evaluate((name) => {
    const main = Reflect.get(globalThis, 'mockedMain');
    return main.calls.filter((call: { channel: string }) => call.channel === name);
  }, channel);
}

test('the confirmation has Cancel focused, and Enter does nothing until the name matches', async () => {
  await window_.open();
  await path.toConfirm();
  const dialog = window_.page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  const name = dialog.getByRole('textbox');
  await expect(name).toHaveValue('');
  await name.fill('tuki-productio');
  await name.press('Enter');
  expect(await asked('restore:start')).toEqual([]);
  await expect(dialog.getByText('Does not match yet')).toBeVisible();
  await name.fill('tuki-production');
  await name.press('Enter');
  expect(await asked('restore:start')).toHaveLength(1);
});

test('Escape leaves the confirmation with nothing started', async () => {
  await window_.open();
  await path.toConfirm();
  await window_.page.keyboard.press('Escape');
  await expect(window_.page.getByRole('dialog')).toBeHidden();
  expect(await asked('restore:start')).toEqual([]);
});

test('a blocked plan says what blocks it, and cannot be gone on with', async () => {
  await window_.open({ scene: 'blocked' });
  await path.toPlan();
  await expect(window_.page.getByText('2 things block it')).toBeVisible();
  await expect(window_.page.getByText('A restore is going on there already')).toBeVisible();
  await expect(path.button('Restore…')).toBeDisabled();
});

test('an option changes the plan at once', async () => {
  await window_.open();
  await path.toPlan();
  await expect(window_.page.getByText(/^10 steps/)).toBeVisible();
  await window_.page.getByRole('checkbox', { name: 'Media' }).uncheck();
  await expect(window_.page.getByText(/^9 steps/)).toBeVisible();
});

test('in place is chosen in the plan and asked for; its price is said beside it', async () => {
  await window_.open();
  await path.toPlan();
  await expect(window_.page.getByRole('radio', { name: 'Beside the live pair, then swap' })).toBeChecked();
  await expect(window_.page.getByText('the site is down for the whole load')).toBeVisible();
  await window_.page.getByRole('radio', { name: 'In place' }).check();
  await expect
    .poll(async () => JSON.stringify(await asked('restore:plan')))
    .toContain('"strategy":"in-place"');
});

test('a site that is not healthy now may be let through after, which is off until it is chosen', async () => {
  await window_.open();
  await path.toPlan();
  const choice = window_.page.getByRole('checkbox', { name: /although the health check still fails/ });
  await expect(choice).toHaveCount(0);
  await window_.open({ scene: 'unhealthy' });
  await path.toPlan();
  await expect(choice).not.toBeChecked();
  await expect(window_.page.getByText('without this, the old pair comes back')).toBeVisible();
  await choice.check();
  await path.button('Restore…').click();
  await window_.page.getByRole('dialog').getByRole('textbox').fill('tuki-production');
  await window_.page.keyboard.press('Enter');
  await expect.poll(() => asked('restore:start')).toHaveLength(1);
  expect(await asked('restore:start')).toMatchObject([
    { input: { options: { overrides: ['health-failing-before'] } } },
  ]);
});

test('an outcome says what was left out of the dump, by rule, with the lines behind each', async () => {
  await window_.open();
  await path.toJob(0);
  const leftOut = window_.page.getByRole('region', { name: 'Statements left out of the dump' });
  await expect(leftOut).toContainText('182 statements');
  const owner = leftOut.getByText('118', { exact: true });
  await owner.click();
  await expect(leftOut.getByText('ALTER TABLE public.users_user OWNER TO cloudsqlsuperuser;')).toBeVisible();
});

test('a changed host key has no button that goes on', async () => {
  await window_.open();
  await path.toTarget();
  const card = window_.page.getByRole('region', { name: 'tuki-production-failover-region-b' });
  await expect(card.getByRole('alert')).toContainText('Host key changed');
  await expect(card.getByRole('button', { name: /^Make a plan/ })).toBeDisabled();
  await expect(card.getByRole('button', { name: /trust/i })).toHaveCount(0);
});

test('an unknown key is trusted by its own fingerprint, after it was shown in two forms', async () => {
  await window_.open();
  await path.toTarget();
  const card = window_.page.getByRole('region', { name: 'dako-lab' });
  await expect(card.getByText(/^SHA256:/)).toBeVisible();
  await expect(card.getByText(/^MD5:/)).toBeVisible();
  await card.getByRole('button', { name: 'Trust this key' }).click();
  await expect.poll(() => asked('targets:trust')).toHaveLength(1);
});

test('a cancel is asked twice, and then said to be asked for', async () => {
  await window_.open();
  await path.toRun();
  await expect(
    window_.page.getByText('drops the half-filled database; the site stays as it is'),
  ).toBeVisible();
  await path.button('Cancel').click();
  expect(await asked('restore:cancel')).toEqual([]);
  await path.button('Cancel now').click();
  await expect(window_.page.getByText('Cancel was asked for; the step is ending.')).toBeVisible();
});

test('in the cutover the clock runs and a cancel is refused with its reason', async () => {
  await window_.open({ scene: 'cutover' });
  await path.toRun();
  await expect(window_.page.getByRole('timer', { name: 'Without service' })).toBeVisible();
  await expect(window_.page.getByText(/^The site is out of service/)).toBeVisible();
  await path.button('Cancel').click({ force: true });
  await expect(path.button('Cancel now')).toHaveCount(0);
  expect(await asked('restore:cancel')).toEqual([]);
});

test('the log follows until it is scrolled, counts what comes, and goes back to the end', async () => {
  await window_.open();
  await path.toRun();
  const lines = window_.page.getByRole('listbox', { name: 'Lines of the log' });
  await lines.evaluate((element) => element.scrollTo(0, 0));
  await expect(path.button('To the end')).toBeVisible();
  await window_.page.evaluate(() => {
    const main = Reflect.get(globalThis, 'mockedMain');
    const jobId = '7c1d22ab-4f6e-4a53-9a3e-0d1f7be2c915';
    return main.bridge
      .request('restore:snapshot', { jobId })
      .then((reply: { value: { state: { lastSeq: number } } }) => {
        const from = reply.value.state.lastSeq;
        const events = Array.from({ length: 1204 }, (_, index) => ({
          type: 'log',
          jobId,
          seq: from + 1 + index,
          at: new Date().toISOString(),
          step: 'load',
          level: 'info',
          source: 'host',
          text: `COPY ${index}`,
        }));
        main.publish.restore.events({ jobId, events });
      });
  });
  await window_.page.getByRole('button', { name: '1,204 new lines' }).click();
  await expect(lines.getByText('COPY 1203', { exact: true })).toBeVisible();
});

test('a search stands at n of m and steps through the matches', async () => {
  await window_.open();
  await path.toRun();
  const search = window_.page.getByRole('textbox', { name: 'Search the log' });
  await search.fill('create index');
  await expect(window_.page.getByText('1 of 20')).toBeVisible();
  await search.press('Enter');
  await expect(window_.page.getByText('2 of 20')).toBeVisible();
  await search.press('Shift+Enter');
  await search.press('Shift+Enter');
  await expect(window_.page.getByText('20 of 20')).toBeVisible();
});

test('chosen lines are copied with time and step', async () => {
  await window_.open();
  await path.toRun();
  const lines = window_.page.getByRole('listbox', { name: 'Lines of the log' });
  await lines.getByText('NOTICE:  there is no transaction in progress').click();
  await lines.press('Shift+ArrowDown');
  await path.button('Copy 2 lines').click();
  const calls = await asked('app:copyText');
  expect(JSON.stringify(calls.at(-1))).toMatch(
    /\d\d:\d\d:\d\d {2}load {11}NOTICE: {2}there is no transaction/,
  );
});

test('a running restore is in sight on every screen, one click away', async () => {
  await window_.open({ scene: 'active' });
  await path.rail('settings');
  const now = window_.page.getByRole('region', { name: 'Running now' });
  await expect(now).toContainText('tuki-production');
  await expect(now).toContainText('Load the new database');
  await now.getByRole('button').click();
  await expect(window_.page.getByRole('region', { name: 'Log' })).toBeVisible();
});

test('a proposal of discovery fills the editor and keeps what was entered', async () => {
  await window_.open();
  await path.toDiscovery();
  await path.button('Take the proposal over').click();
  await expect(window_.page.getByLabel('Host', { exact: true })).toHaveValue('10.0.0.7');
  await expect(window_.page.getByLabel('Application role')).toHaveValue('tuki_user');
  await path.button('Save target').click();
  await expect.poll(() => asked('targets:save')).toHaveLength(1);
});

test('a target with gaps is not saved, and the gaps are named', async () => {
  await window_.open();
  await path.rail('targets');
  await path.button('Add a target').click();
  await window_.page.getByRole('textbox', { name: 'Name', exact: true }).fill('new');
  await path.button('Save target').click();
  await expect(window_.page.getByText(/fields need a look/)).toBeVisible();
  expect(await asked('targets:save')).toEqual([]);
});

test('language and theme change at once', async () => {
  await window_.open();
  await path.rail('settings');
  await window_.page.getByText('Español').click();
  await expect(window_.page.getByRole('heading', { level: 1, name: 'Ajustes' })).toBeVisible();
  await window_.page.getByText('Oscuro').click();
  await expect(window_.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test('removing from a target names what it means, needs the name typed, and has Cancel focused', async () => {
  await window_.open();
  await path.rail('targets');
  await path.button('Look now').click();
  const page = window_.page;
  const row = (name: string) => page.getByRole('checkbox', { name, exact: true });
  await expect(row('Fresh database')).toBeDisabled();
  await expect(page.getByText('Stays: job 5b1d77c0 was interrupted; Recover ends it.')).toBeVisible();
  // The job's folder goes only together with its pair and its safety backup.
  await expect(row('Job folder')).toBeDisabled();
  await row('Old pair').check();
  await expect(row('Job folder')).toBeDisabled();
  await row('Safety backup').first().check();
  await row('Job folder').check();
  await row('Safety backup').nth(1).check();
  await path.button('Remove…').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(dialog.getByText('Without it, job 20260112 cannot be rolled back.')).toBeVisible();
  await expect(dialog.getByText('The only way back from job 7d03aa51')).toBeVisible();
  const name = dialog.getByRole('textbox');
  await name.fill('tuki');
  await name.press('Enter');
  expect(await asked('targets:prune')).toEqual([]);
  await name.fill('tuki-production');
  await name.press('Enter');
  await expect(page.getByText(/^Removed: 4\. Freed:/)).toBeVisible();
  expect(await asked('targets:prune')).toHaveLength(1);
  expect(await asked('targets:save')).toEqual([]);
  await expect(row('Old pair')).toHaveCount(0);
});

test('what is held of a job is shown in its detail with sizes, and goes from there', async () => {
  await window_.open();
  await path.toJobHoldings();
  const { page } = window_;
  const held = page.getByRole('region', { name: 'What the target holds of this job' });
  // Nothing of other jobs: the target holds safety backups of three.
  await expect(held.getByRole('checkbox')).toHaveCount(4);
  await held.getByRole('checkbox', { name: 'Old pair' }).check();
  await expect(held.getByText('1 chosen, 1.42 GB')).toBeVisible();
  await expect(path.button('Roll back…')).toBeVisible();
  await held.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('tuki-production');
  await page.keyboard.press('Enter');
  await expect(held.getByText(/^Removed: 1\. Freed: 1\.42 GB/)).toBeVisible();
  expect(await asked('targets:prune')).toMatchObject([{ input: { name: 'tuki-production' } }]);
  // The way back went with it, and the screen no longer offers it.
  await expect(path.button('Roll back…')).toHaveCount(0);
  await expect(page.getByText('tuki_production__rc_old_7c1d22ab')).toHaveCount(0);
});

test('an archive that lies on the target is shown with every job that restored it', async () => {
  await window_.open();
  await path.toJob(0);
  await path.button('Look now').click();
  const held = window_.page.getByRole('region', { name: 'What the target holds of this job' });
  await expect(held.getByRole('checkbox', { name: 'Archive' })).toBeVisible();
  await expect(held.getByRole('checkbox')).toHaveCount(1);
});

test('a step that stands still says so, with the holder of the lock, and can still be cancelled', async () => {
  await window_.open({ scene: 'stalled' });
  await path.toRun();
  const told = window_.page.getByRole('status').filter({ hasText: 'Nothing has moved since' });
  await expect(told).toContainText('Held by pid 2098, role tuki_user');
  await expect(window_.page.getByRole('button', { name: /^Cancel/ })).toBeEnabled();
});
