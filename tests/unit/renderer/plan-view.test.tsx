import { expect, test } from 'vitest';
import { PlanView } from '../../../renderer/features/restore/plan-view';
import { fail } from '../../../shared/errors/app-error';
import { planFor } from '../../e2e/mocked/world/plan';
import { windowParts } from '../../support/drawn-part';
import { sampleManifest } from '../../support/sample-manifest';

test('after a plan that could not be made again there is the error and another try, and nothing to start', async () => {
  const { stores, draw } = windowParts({
    archive: { inspect: async () => ({ kind: 'inspected', manifest: sampleManifest() }) },
    restore: {
      plan: async ({ options }) => {
        if (!options.safetyBackup) throw fail('host-unreachable', { host: 'shop-host', port: 22 });
        return planFor(options);
      },
    },
  });
  const restore = stores.restore.getState();
  await restore.open('/home/ana/backup-gcp-20260201.tar.gz');
  await restore.selectTarget('tuki-production');
  expect(draw(<PlanView />)).toContain('Restore…');
  await restore.setOptions({ safetyBackup: false });
  const page = draw(<PlanView />);
  expect(page).toContain('shop-host');
  expect(page).toContain('Check again');
  expect(page).not.toContain('Restore…');
  expect(page).not.toContain('Nothing stands against it');
});
