import { defineConfig } from '@playwright/test';

/** The end-to-end suite: the built console in real Electron. One at a time, as there is one screen and one test host. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-artefacts/end-to-end',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json']],
});
