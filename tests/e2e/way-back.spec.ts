import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { accessibilityProblems } from '../support/accessibility';
import { addTarget, hostForSpec } from '../support/e2e-host';
import { type LaunchedConsole, launchConsole } from '../support/launch-app';
import { type ApplicationPicture, leftovers, pictureOf, untilHealthy } from '../support/live-application';
import { RestorePath } from '../support/restore-path';
import type { TestHost } from '../target/test-host';

/**
 * A console killed in the load, started again, the run gone on with to its end, and taken back: the site is what it
 * was, by SQL, HTTP and digests. One story in order, on real parts.
 */
test.describe.configure({ mode: 'serial', timeout: 20 * 60_000 });

let host: TestHost;
let home: string;
let console_: LaunchedConsole;
let path: RestorePath;
let before: ApplicationPicture;
let restored: ApplicationPicture;
const problems: string[] = [];

test.beforeAll(async () => {
  test.setTimeout(20 * 60_000);
  host = await hostForSpec('e2e-way-back', 'medium');
  home = await mkdtemp(join(tmpdir(), 'restore-console-way-back-'));
  addTarget(home, host);
  before = await pictureOf(host);
  console_ = await launchConsole({ home });
  path = new RestorePath(console_);
});
test.afterAll(async () => {
  await console_?.close();
  await host?.down();
  if (home) await rm(home, { recursive: true, force: true });
});

test('the console is killed while the host loads', async () => {
  await path.drop(host.archive);
  await path.chooseTarget(host.target);
  await path.confirm(host.target);
  await expect
    .poll(async () => host.docker(['ps', '--format', '{{.Names}}']), { timeout: 600_000 })
    .toMatch(/rc-[0-9a-f]{8}-load/);
  const died = once(console_.app.process(), 'exit');
  console_.app.process().kill('SIGKILL');
  await died;
  expect((await pictureOf(host)).oid).toBe(before.oid);
});

test('started again it says what was cut off, and goes on with it to the end', async () => {
  console_ = await launchConsole({ home });
  path = new RestorePath(console_);
  await path.goTo('jobs');
  const waiting = console_.page.getByRole('region', { name: /attention/i });
  await expect(waiting.getByText(host.target)).toBeVisible();
  await look('20-interrupted-in-jobs');
  await waiting.getByRole('button', { name: 'Open' }).click();
  await expect(console_.page.getByText(/go on with it where it stands/).first()).toBeVisible();
  await look('21-interrupted');
  await path.button('Go on with it').click();
  await expect(console_.page.getByText(`${host.target} runs on the backup`).first()).toBeVisible({
    timeout: 600_000,
  });
  await look('22-completed');
  await untilHealthy(host);
  restored = await pictureOf(host);
  expect(restored.oid).not.toBe(before.oid);
  expect(restored.users).not.toBe(before.users);
  expect((await leftovers(host)).containers).toEqual([]);
});

test('it is rolled back with the target’s name typed, and the site is as before', async () => {
  await path.button('Roll back…').click();
  const dialog = console_.page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  const go = dialog.getByRole('button', { name: `Roll back ${host.target}` });
  await expect(go).toBeDisabled();
  await look('23-roll-back');
  await dialog.getByRole('textbox').fill(host.target);
  await go.click();
  await expect(console_.page.getByText(`${host.target} is back on the pair from before`).first()).toBeVisible(
    {
      timeout: 600_000,
    },
  );
  await look('24-rolled-back');
  await untilHealthy(host);
  const now = await pictureOf(host);
  expect({ ...now, media: null }).toEqual({ ...before, media: null });
  for (const [name, digest] of before.media) expect([name, now.media.get(name)]).toEqual([name, digest]);
  // The application itself goes on making tickets; nothing else may be new.
  const born = [...now.media.keys()].filter((name) => !before.media.has(name));
  expect(born.filter((name) => !name.startsWith('tickets/'))).toEqual([]);
  expect((await leftovers(host)).containers).toEqual([]);
});

test('every screen on the way was clean for axe', () => {
  expect(problems).toEqual([]);
});

async function look(screen: string): Promise<void> {
  await console_.screenshot(screen);
  problems.push(...(await accessibilityProblems(console_.page, screen)));
}
