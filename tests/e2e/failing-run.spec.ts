import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { accessibilityProblems } from '../support/accessibility';
import { addTarget, hostForSpec, liveRows, runningContainers, servedMedia } from '../support/e2e-host';
import { type LaunchedConsole, launchConsole } from '../support/launch-app';
import { RestorePath } from '../support/restore-path';
import type { TestHost } from '../target/test-host';

/** A run that fails, seen in the window: the site does not become healthy on the new data, so the cutover is taken back. */
test.describe.configure({ mode: 'serial', timeout: 20 * 60_000 });

let host: TestHost;
let home: string;
let console_: LaunchedConsole;

test.beforeAll(async () => {
  test.setTimeout(20 * 60_000);
  host = await hostForSpec('e2e');
  home = await mkdtemp(join(tmpdir(), 'restore-console-failing-'));
  // Long enough for a backend to boot on a loaded machine, short enough to be waited for.
  addTarget(home, host, { healthTimeoutSeconds: 20 });
  console_ = await launchConsole({ home });
});
test.afterAll(async () => {
  await console_?.close();
  await host?.down();
  if (home) await rm(home, { recursive: true, force: true });
});

test('the window says first that the site is up on its old data, then why, then what to do', async () => {
  const before = {
    users: await liveRows(host, 'users_user'),
    events: await liveRows(host, 'events_event'),
    containers: await runningContainers(host),
    media: await servedMedia(host),
  };
  const path = new RestorePath(console_);
  await path.drop(host.archive);
  await path.chooseTarget(host.target);
  await path.confirm(host.target);
  // Healthy when the run begins, and no more once it is past its own look at the site.
  await expect(console_.page.getByText(BESIDE_THE_SITE)).toBeVisible({ timeout: 300_000 });
  await host.fail.health('bad');
  expect(await closeAndStay()).toContain('the site is up on its own data');
  expect(await path.outcome()).toMatch(/old data/);
  await console_.screenshot('09-failed');
  const problems = await accessibilityProblems(console_.page, 'failed');
  await expect(path.button('Try again from the plan')).toBeVisible();

  await host.heal();
  await expect.poll(() => host.health(), { timeout: 180_000 }).toBe(200);
  expect(await liveRows(host, 'users_user')).toBe(before.users);
  expect(await liveRows(host, 'events_event')).toBe(before.events);
  expect(await runningContainers(host)).toEqual(before.containers);
  const served = await servedMedia(host);
  for (const [file, digest] of before.media) expect([file, served.get(file)]).toEqual([file, digest]);
  expect((await host.login('admin@tuki.cl', 'DakoPass123')).status).toBe(200);
  expect(problems).toEqual([]);
});

/** What the window says while a step works beside the live site. */
const BESIDE_THE_SITE =
  /the archive is being sent|copied to a safety backup|the new database is being|administrators are being carried|new media are being laid out/;

/** Closes the window while the run goes on, answers the question with "stay", and gives its words. */
async function closeAndStay(): Promise<string> {
  const asked = await console_.app.evaluate(async ({ BrowserWindow, dialog }) => {
    const real = dialog.showMessageBoxSync;
    const words = new Promise<string>((resolve) => {
      dialog.showMessageBoxSync = (...given: unknown[]) => {
        resolve(JSON.stringify(given.at(-1)));
        return 0;
      };
    });
    BrowserWindow.getAllWindows()[0]?.close();
    const said = await words;
    dialog.showMessageBoxSync = real;
    return said;
  });
  expect(await console_.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  return asked;
}
