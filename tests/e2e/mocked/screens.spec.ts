import { expect, type Page, test } from '@playwright/test';
import { accessibilityProblems } from '../../support/accessibility';
import { type MockedWindow, openMockedWindow } from '../../support/mocked-window';
import { MockedPath } from './mocked-path';

/** Every screen with realistic data in it, in both themes and both languages: looked at, and clean for axe. */
let window_: MockedWindow;

test.beforeAll(async () => {
  window_ = await openMockedWindow();
});
test.afterAll(async () => {
  await window_.close();
});

type Go = (path: MockedPath, page: Page) => Promise<void>;

const SCREENS: Readonly<Record<string, { scene?: string; go: Go }>> = {
  drop: { go: async () => undefined },
  'drop-empty': { scene: 'empty', go: async () => undefined },
  inspecting: { scene: 'inspecting', go: (path) => path.choose() },
  found: { go: (path) => path.toFound() },
  'found-invalid': { scene: 'invalid', go: (path) => path.toFound() },
  target: { go: (path) => path.toTarget() },
  plan: { go: (path) => path.toPlan() },
  'plan-blocked': {
    scene: 'blocked',
    go: async (path) => {
      await path.toPlan();
      await path.button(path.words.jobs.onHost.ask).click();
      await path.page.getByText(path.words.jobs.onHost.notHere).first().waitFor();
    },
  },
  'plan-unhealthy': { scene: 'unhealthy', go: (path) => path.toPlan() },
  'plan-in-place': { go: (path) => path.toPlanInPlace() },
  'confirm-in-place': {
    go: async (path) => {
      await path.toPlanInPlace();
      await path.button(path.words.restore.plan.go).click();
      await path.page.getByRole('dialog').waitFor();
    },
  },
  confirm: { go: (path) => path.toConfirm() },
  run: { go: (path) => path.toRun() },
  'run-cutover': { scene: 'cutover', go: (path) => path.toRun() },
  'run-stalled': { scene: 'stalled', go: (path) => path.toRun() },
  jobs: { scene: 'active', go: (path) => path.rail('jobs') },
  'job-completed': { go: (path) => path.toJob(0) },
  'job-left-out': {
    go: async (path) => {
      await path.toJob(0);
      await path.page.getByRole('heading', { name: path.words.outcome.leftOut }).scrollIntoViewIfNeeded();
      await path.page.getByText('118', { exact: true }).click();
    },
  },
  'job-holdings': { go: (path) => path.toJobHoldings() },
  'confirm-roll-back': { go: (path) => path.toRollBack() },
  'job-interrupted': { go: (path) => path.toJob(1) },
  'confirm-recover': { go: (path) => path.toRecover() },
  'job-recovered': { go: (path) => path.toRecovered() },
  'job-down-in-place': { scene: 'down', go: (path) => path.toJob(1) },
  'job-taken-up': { go: (path) => path.toTakenUp() },
  'job-needs-person': { go: (path) => path.toJob(2) },
  'job-failed': { go: (path) => path.toJob(3) },
  targets: { go: (path) => path.rail('targets') },
  'target-holdings': { go: (path) => path.toHoldings() },
  'target-prune': { go: (path) => path.toPrune() },
  'target-host-jobs': {
    go: async (path) => {
      await path.toHostJobs();
      await path.button(path.words.jobs.onHost.ask).scrollIntoViewIfNeeded();
    },
  },
  'target-host-silent': {
    scene: 'host-silent',
    go: async (path) => {
      await path.rail('targets');
      await path.button(path.words.jobs.onHost.ask).click();
      await path.page.getByRole('alert').waitFor();
    },
  },
  'target-new': { go: (path) => path.toDiscovery() },
  terminal: { go: (path) => path.rail('terminal') },
  settings: { go: (path) => path.rail('settings') },
};

const EACH_ONCE = [
  ['light', 'en'],
  ['dark', 'es'],
] as const;
const THE_OTHERS = [
  ['light', 'es'],
  ['dark', 'en'],
] as const;

// A theme changes colours and a language words: each is seen once. All four by RESTORE_CONSOLE_LOOKS=all.
for (const [theme, language] of process.env.RESTORE_CONSOLE_LOOKS === 'all'
  ? [...EACH_ONCE, ...THE_OTHERS]
  : EACH_ONCE) {
  test(`every screen with data in it is accessible, ${theme}, ${language}`, async () => {
    test.setTimeout(15 * 60_000);
    const problems: string[] = [];
    for (const [name, { scene, go }] of Object.entries(SCREENS)) {
      await window_.open({ theme, language, ...(scene ? { scene } : {}) });
      await go(new MockedPath(window_.page, language), window_.page);
      await window_.screenshot(`mocked-${name}-${theme}-${language}`);
      problems.push(
        ...(await accessibilityProblems(window_.page, name)),
        ...window_.errors.map((error) => `${name}: ${error}`),
      );
    }
    expect(problems).toEqual([]);
  });
}
