import { defineConfig } from 'vitest/config';

/** Three suites of vitest; the end-to-end suite in real Electron is Playwright's. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'], testTimeout: 30_000 } },
      { test: { name: 'architecture', include: ['tests/architecture/**/*.test.ts'], testTimeout: 60_000 } },
      {
        // The scripts that run on a host, under dash and busybox, killed at every step: minutes, so not with the units.
        test: { name: 'host-scripts', include: ['tests/host-scripts/**/*.test.ts'], testTimeout: 120_000 },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          // One machine, two cores: test hosts side by side would only slow each other down.
          fileParallelism: false,
        },
      },
    ],
  },
});
