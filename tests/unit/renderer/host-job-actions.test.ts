import { expect, test } from 'vitest';
import { hostJobActions } from '../../../renderer/features/jobs/host-jobs/host-job-actions';
import type { JobStatus } from '../../../shared/restore/job';
import { completedJob, downInPlaceJob, interruptedJob, needsPersonJob } from '../../e2e/mocked/world/jobs';

const told = (job: ReturnType<typeof completedJob>, here: JobStatus | null = null) => ({ job, here });

test.each([
  ['interrupted', interruptedJob, ['go-on', 'recover']],
  ['interrupted in place with the site down', downInPlaceJob, ['recover']],
  ['left for a person', needsPersonJob, ['recover']],
  ['completed, with its pair kept', completedJob(), ['roll-back']],
  ['rolled back', completedJob({ status: 'rolled_back' }), ['roll-back']],
  ['completed, with no pair kept', completedJob({ old_pair: null }), []],
  ['uploaded', completedJob({ status: 'uploaded', old_pair: null }), []],
])(
  'a job of a host that is %s has the actions that fit, and none to open what is not here',
  (_state, job, actions) => {
    expect(hostJobActions(told(job), [told(job)])).toEqual(actions);
  },
);

test('a job that this history has as the host tells it can be opened too', () => {
  const known = told(interruptedJob, 'interrupted');
  expect(hostJobActions(known, [known])).toEqual(['open', 'go-on', 'recover']);
});

test('a job that this history has in another state is only opened: main would act upon what the history says', () => {
  const known = told(completedJob(), 'interrupted');
  expect(hostJobActions(known, [known])).toEqual(['open']);
});

test('only the newest restore of a target is offered to be rolled back, by when its pair became live', () => {
  const older = told(completedJob({ id: 'older', started_at: '2026-02-01T10:00:00.000Z' }));
  // Uploaded before the other was made, restored after it.
  const newest = told(
    completedJob({
      id: 'newest',
      created_at: '2026-01-31T10:00:00.000Z',
      completed_at: '2026-02-02T10:00:00.000Z',
    }),
  );
  const failed = told(
    completedJob({ id: 'failed', status: 'failed', started_at: '2026-02-03T10:00:00.000Z' }),
  );
  const all = [failed, older, newest];
  expect(all.map((each) => hostJobActions(each, all))).toEqual([[], [], ['roll-back']]);
});
