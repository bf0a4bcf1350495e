import { expect, test } from '@playwright/test';
import { reportHtml } from '../../../main/restore/report/html/report-html';
import type { Job } from '../../../shared/restore/job';
import { accessibilityProblems } from '../../support/accessibility';
import { type MockedWindow, openMockedWindow } from '../../support/mocked-window';
import { reportedJob, sampleReport } from '../../support/sample-report';

/** The report as a page: looked at in both themes and languages, and clean for axe. */
let window_: MockedWindow;

test.beforeAll(async () => {
  window_ = await openMockedWindow();
});
test.afterAll(async () => {
  await window_.close();
});

const waiting = (job: Job): Job['steps'] =>
  job.steps.map((step) =>
    ['verify', 'stage-media', 'cutover', 'after'].includes(step.id)
      ? { ...step, state: 'waiting', started_at: null, duration_seconds: null, parts: [] }
      : step,
  );

const REPORTS: Readonly<Record<string, Partial<Job>>> = {
  verified: {},
  'down-in-place': {
    status: 'interrupted',
    strategy: 'in-place',
    verification: null,
    steps: waiting(reportedJob()),
    error: { code: 'interrupted', params: { step: 'load', since: '2026-02-01T12:02:00Z' } },
  },
};

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['en', 'es'] as const) {
    test(`a report is a page that is accessible, ${theme}, ${language}`, async () => {
      const { page } = window_;
      await window_.open();
      await page.emulateMedia({ colorScheme: theme });
      const problems: string[] = [];
      for (const [name, change] of Object.entries(REPORTS)) {
        await page.setContent(reportHtml(sampleReport(change, { language })));
        await page.getByRole('heading', { level: 1 }).waitFor();
        await window_.screenshot(`mocked-report-${name}-${theme}-${language}`);
        problems.push(...(await accessibilityProblems(page, name)));
      }
      expect(problems).toEqual([]);
    });
  }
}
