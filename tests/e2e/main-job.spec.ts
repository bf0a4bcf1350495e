import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { accessibilityProblems } from '../support/accessibility';
import { archiveFacts } from '../support/archive-facts';
import { addTarget, hostForSpec, liveRows, runningContainers, servedMedia } from '../support/e2e-host';
import { type LaunchedConsole, launchConsole } from '../support/launch-app';
import { RestorePath } from '../support/restore-path';
import type { TestHost } from '../target/test-host';

/**
 * The main job, whole, on real parts: a real file dropped on the real window, restored on a real host, and then
 * asserted from outside: SQL, HTTP, digests. One story in order: each test goes on where the one before ended.
 */
test.describe.configure({ mode: 'serial', timeout: 20 * 60_000 });

let host: TestHost;
let home: string;
let console_: LaunchedConsole;
let path: RestorePath;
const problems: string[] = [];
let before: { readonly containers: readonly string[]; readonly media: ReadonlyMap<string, string> };

test.beforeAll(async () => {
  test.setTimeout(20 * 60_000);
  host = await hostForSpec('e2e');
  home = await mkdtemp(join(tmpdir(), 'restore-console-main-job-'));
  addTarget(home, host);
  before = { containers: await runningContainers(host), media: await servedMedia(host) };
  console_ = await launchConsole({ home });
  path = new RestorePath(console_);
});
test.afterAll(async () => {
  await console_?.close();
  await host?.down();
  if (home) await rm(home, { recursive: true, force: true });
});

test('a dropped archive is inspected and its verdict comes first', async () => {
  await look('01-drop');
  await path.drop(host.archive);
  await expect(console_.page.getByRole('heading', { level: 1 })).toHaveText('Can be restored');
  await look('02-found');
});

test('a chosen target gives a plan without a blocker', async () => {
  await path.chooseTarget(host.target);
  await look('03-plan');
  await expect(console_.page.getByText('Nothing stands against it.')).toBeVisible();
});

test('the confirmation takes nothing but the target’s name', async () => {
  await path.button('Restore…').click();
  const dialog = console_.page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  const go = dialog.getByRole('button', { name: `Restore onto ${host.target}` });
  await expect(go).toBeDisabled();
  await dialog.getByRole('textbox').fill(host.target.toUpperCase());
  await dialog.getByRole('textbox').press('Enter');
  await expect(go).toBeDisabled();
  await look('04-confirm');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
});

test('the keyboard alone leads from the choice of a file to the confirmation', async () => {
  const { page, app } = console_;
  await app.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, host.archive);
  await page.reload();
  await path.tabTo('Drop a backup archive');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Can be restored', { timeout: 180_000 });
  await path.tabTo('Choose a target');
  await page.keyboard.press('Enter');
  const plan = path.button(`Make a plan for ${host.target}`);
  await expect(plan).toBeEnabled({ timeout: 180_000 });
  await path.tabTo(`Make a plan for ${host.target}`);
  await page.keyboard.press('Enter');
  await expect(path.button('Restore…')).toBeEnabled({ timeout: 300_000 });
  await path.tabTo('Restore…');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toBeFocused();
  await path.tabTo('Type the target’s name');
  await page.keyboard.type(host.target);
  await expect(page.getByRole('button', { name: `Restore onto ${host.target}` })).toBeEnabled();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('the run is watched to its end and the outcome says that the site runs on the backup', async () => {
  await path.confirm(host.target);
  await expect(console_.page.getByText(/If the console goes away now/)).toBeVisible({ timeout: 180_000 });
  await look('05-run');
  expect(await path.outcome()).toContain(`${host.target} runs on the backup`);
  await look('06-outcome');
});

test('the database holds every row of the backup', async () => {
  const { rows } = archiveFacts(host.archive);
  // The application works on: tables it writes to by itself can only have gained rows.
  for (const table of ['public.events_event', 'public.auth_permission', 'public.django_migrations']) {
    expect([table, await liveRows(host, table)]).toEqual([table, rows.get(table)]);
  }
  for (const table of ['public.events_ticket', 'public.events_order', 'public.events_heartbeat']) {
    expect(await liveRows(host, table)).toBeGreaterThanOrEqual(rows.get(table) ?? Number.NaN);
  }
});

test('administrators of the live site are never lost, all others are those of the backup', async () => {
  expect(await host.login('admin@tuki.cl', 'GCPPass456')).toMatchObject({ status: 200, superuser: true });
  expect((await host.login('admin@tuki.cl', 'DakoPass123')).status).toBe(401);
  expect(await host.login('ops@tuki.cl', 'OpsPass789')).toMatchObject({ status: 200, superuser: true });
  expect(await host.login('user1@tuki.cl', 'User1Pass')).toMatchObject({ status: 200, superuser: false });
  expect(await liveRows(host, "users_user WHERE email = 'live.only@tuki.cl'")).toBe(0);
  const rows = archiveFacts(host.archive).rows.get('public.users_user');
  expect(await liveRows(host, 'users_user')).toBe((rows ?? Number.NaN) + 1);
});

test('every media file of the backup is served with its very bytes, and those only the site had are kept', async () => {
  const { media } = archiveFacts(host.archive);
  const served = await servedMedia(host);
  expect(media.size).toBeGreaterThan(0);
  for (const [file, digest] of media) expect([file, served.get(file)]).toEqual([file, digest]);
  const lost = [...before.media.keys()].filter((file) => !served.has(file));
  expect(lost).toEqual([]);
});

test('the site is healthy, its services run, and nothing of ours runs on', async () => {
  expect(await host.health()).toBe(200);
  expect(await runningContainers(host)).toEqual(before.containers);
});

test('the old pair is kept aside', async () => {
  const databases = (await host.psql('SELECT datname FROM pg_database', 'postgres')).split('\n');
  expect(databases.filter((name) => name.startsWith(`${host.database}__rc_old_`))).toHaveLength(1);
  expect(databases.filter((name) => name.includes('__rc_new_'))).toEqual([]);
});

test('the job is in the history, with its figures, also after the window was closed', async () => {
  await console_.close();
  console_ = await launchConsole({ home });
  path = new RestorePath(console_);
  await path.goTo('jobs');
  const table = console_.page.getByRole('table', { name: 'Jobs' });
  await expect(table.getByText('Completed')).toBeVisible();
  await look('07-jobs');
  await table.getByRole('button').last().click();
  await expect(console_.page.getByText(`${host.target} runs on the backup`)).toBeVisible();
  await look('08-job');
});

test('its report opens as a page of its own that says the outcome, for its owner alone', async () => {
  await console_.app.evaluate(({ shell }) => {
    shell.openPath = async (opened) => {
      Reflect.set(globalThis, 'openedPath', opened);
      return '';
    };
  });
  await path.button('Open report').click();
  const opened = () => console_.app.evaluate(() => String(Reflect.get(globalThis, 'openedPath')));
  await expect.poll(opened).toMatch(/reports.*\.html$/);
  const file = await opened();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toContain(host.target);
});

test('every screen on the way was clean for axe', () => {
  expect(problems).toEqual([]);
});

test('the window wrote no error to its console', () => {
  expect(console_.pageErrors).toEqual([]);
});

/** Keeps a picture of the screen, and what axe finds on it for the last test: the story goes on either way. */
async function look(screen: string): Promise<void> {
  await console_.screenshot(screen);
  problems.push(...(await accessibilityProblems(console_.page, screen)));
}
