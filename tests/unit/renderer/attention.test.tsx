import { expect, test } from 'vitest';
import { Rail } from '../../../renderer/features/frame/rail';
import { JobsScreen } from '../../../renderer/features/jobs/jobs-screen';
import { windowParts } from '../../support/drawn-part';
import { sampleJob } from '../../support/sample-job';

test('a filter hides no job that waits for somebody, neither from the list nor from the rail', async () => {
  const jobs = [
    sampleJob({ id: 'waits', status: 'interrupted', target: 'shop-waits' }),
    sampleJob({ id: 'done', status: 'completed' }),
  ];
  const { stores, draw } = windowParts({
    jobs: {
      list: async ({ status }) => ({
        jobs: jobs.filter((job) => status === null || job.status === status),
        total: 2,
      }),
    },
  });
  await stores.jobs.getState().setFilter({ status: 'completed' });
  const screen = draw(<JobsScreen />);
  expect(screen).toContain('Needs attention');
  expect(screen).toContain('<strong>shop-waits</strong>');
  expect(draw(<Rail />)).toContain('<span aria-hidden="true">1</span>');
});
