import { defineConfig } from '@playwright/test';

/** The end-to-end suite: the built console in real Electron. One at a time, as there is one screen and one test host. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-artefacts/end-to-end',
  workers: 1,
  fullyParallel: false,
  // A real window on a noisy machine: a failure is asked again once before it counts.
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json']],
});
