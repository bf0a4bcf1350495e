import { defineConfig } from 'vitest/config';

/** Whole runs that are broken off, taken up and taken back: the second half of the integration suite. */
const FAULTS = ['restore-way-back', 'restore-in-place', 'prune'].map(
  (name) => `tests/integration/${name}.test.ts`,
);
const ON_DAEMONS = {
  testTimeout: 900_000,
  hookTimeout: 900_000,
  // Two cores: test hosts of one suite side by side would only slow each other down.
  fileParallelism: false,
};

/** The suites of vitest; the end-to-end suite in real Electron is Playwright's. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'], testTimeout: 60_000 } },
      { test: { name: 'architecture', include: ['tests/architecture/**/*.test.ts'], testTimeout: 60_000 } },
      {
        // The scripts that run on a host, under dash and busybox, killed at every step: minutes, so not with the units.
        test: { name: 'host-scripts', include: ['tests/host-scripts/**/*.test.ts'], testTimeout: 600_000 },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          exclude: FAULTS,
          ...ON_DAEMONS,
        },
      },
      { test: { name: 'faults', include: FAULTS, ...ON_DAEMONS } },
    ],
  },
});
