import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { accessibilityProblems } from '../support/accessibility';
import { addTarget, hostForSpec } from '../support/e2e-host';
import { type LaunchedConsole, launchConsole } from '../support/launch-app';
import { type ApplicationPicture, leftovers, pictureOf, untilHealthy } from '../support/live-application';
import { RestorePath } from '../support/restore-path';
import { Cli, untilPrinted } from '../support/run-cli';
import type { TestHost } from '../target/test-host';

/**
 * Jobs of a colleague whose console is gone, found on their host by a window whose history has never heard of them: one
 * is gone on with, one is ended, one is taken back. One story in order, on real parts.
 */
test.describe.configure({ mode: 'serial', timeout: 20 * 60_000 });

let host: TestHost;
const homes: string[] = [];
let console_: LaunchedConsole;
let path: RestorePath;
let before: ApplicationPicture;
const problems: string[] = [];

test.beforeAll(async () => {
  test.setTimeout(20 * 60_000);
  host = await hostForSpec('e2e-host-jobs');
  before = await pictureOf(host);
  await openConsole();
});
test.afterAll(async () => {
  await console_?.close();
  await host?.down();
  for (const home of homes) await rm(home, { recursive: true, force: true });
});

test('a run whose console died in the load is found on the host, gone on with, and ends restored', async () => {
  const job = await killedAt('load');
  const row = await rowOf(job);
  await expect(row.getByText('Not in this history')).toBeVisible();
  await row.scrollIntoViewIfNeeded();
  await look('30-jobs-on-host');
  await row.getByRole('button', { name: 'Go on with it' }).click();
  await expect(console_.page.getByText(`${host.target} runs on the backup`).first()).toBeVisible({
    timeout: 600_000,
  });
  await look('31-gone-on-with');
  await untilHealthy(host);
  const restored = await pictureOf(host);
  expect(restored.oid).not.toBe(before.oid);
  expect(restored.users).not.toBe(before.users);
  expect((await leftovers(host)).containers).toEqual([]);
});

test('a window that never knew the restore takes it back from the host’s own record', async () => {
  const [job = ''] = (await host.psql('SELECT datname FROM pg_database', 'postgres'))
    .split('\n')
    .flatMap((name) => /__rc_old_([0-9a-f]{8})$/.exec(name)?.[1] ?? []);
  await console_.close();
  await openConsole();
  const row = await rowOf(job);
  await row.getByRole('button', { name: 'Roll back…' }).click();
  await confirmInDialog(`Roll back ${host.target}`);
  await expect(console_.page.getByText(`${host.target} is back on the pair from before`).first()).toBeVisible(
    {
      timeout: 600_000,
    },
  );
  await look('32-taken-back');
  await untilHealthy(host);
  const now = await pictureOf(host);
  expect({ ...now, media: null }).toEqual({ ...before, media: null });
  for (const [name, digest] of before.media) expect([name, now.media.get(name)]).toEqual([name, digest]);
  expect((await leftovers(host)).containers).toEqual([]);
});

test('a run whose console died is ended by recover, and the site is untouched', async () => {
  const job = await killedAt('stage-media');
  const row = await rowOf(job);
  await row.getByRole('button', { name: 'Recover…' }).click();
  await confirmInDialog(/^Recover/);
  await expect(console_.page.getByRole('dialog')).toBeHidden({ timeout: 600_000 });
  await expect.poll(async () => (await leftovers(host)).containers, { timeout: 600_000 }).toEqual([]);
  await look('33-recovered');
  const now = await pictureOf(host);
  expect({ oid: now.oid, services: now.services }).toEqual({ oid: before.oid, services: before.services });
  expect((await leftovers(host)).databases.filter((name) => name.includes(job))).toEqual([]);
  expect(await host.health()).toBe(200);
});

test('every screen on the way was clean for axe, and the window wrote no error to its console', () => {
  expect(problems).toEqual([]);
  expect(console_.pageErrors).toEqual([]);
});

async function homeWithTarget(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'restore-console-host-jobs-'));
  homes.push(home);
  addTarget(home, host);
  return home;
}

/** A window with a history of its own, in which nothing is. */
async function openConsole(): Promise<void> {
  console_ = await launchConsole({ home: await homeWithTarget() });
  path = new RestorePath(console_);
}

/** A colleague's restore, with a history of its own, killed as the step begins. Gives the job's short id. */
async function killedAt(step: string): Promise<string> {
  const args = ['restore', host.archive, '--target', host.target, '--confirm', host.target, '--json'];
  const colleague = new Cli(await homeWithTarget());
  const run = colleague.start([...args, '--no-safety-backup']);
  await untilPrinted(run.output, new RegExp(`"type":"step-started"[^\n]*"step":"${step}"`));
  run.child.kill('SIGKILL');
  await run.ended;
  const [, id = ''] = /"jobId":"([0-9a-f]{8})/.exec(run.output()) ?? [];
  expect(id).not.toBe('');
  return id;
}

async function rowOf(job: string): Promise<Locator> {
  await path.goTo('targets');
  await path.button('Ask the host').click();
  const card = console_.page.getByRole('region', { name: 'Jobs on its host' });
  const row = card.getByRole('listitem').filter({ hasText: job });
  await expect(row).toBeVisible({ timeout: 120_000 });
  return row;
}

async function confirmInDialog(button: string | RegExp): Promise<void> {
  const dialog = console_.page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('textbox').fill(host.target);
  await dialog.getByRole('button', { name: button }).click();
}

async function look(screen: string): Promise<void> {
  await console_.screenshot(screen);
  problems.push(...(await accessibilityProblems(console_.page, screen)));
}
