import { expect, test } from 'vitest';
import { OutcomeView } from '../../../renderer/features/run/outcome/outcome-view';
import type { Job } from '../../../shared/restore/job';
import { runStateOfJob } from '../../../shared/restore/run-state-of-job';
import { windowParts } from '../../support/drawn-part';
import { sampleJob } from '../../support/sample-job';

function drawn(change: Partial<Job>): string {
  const job = sampleJob(change);
  return windowParts().draw(
    <OutcomeView run={runStateOfJob(job)} job={job} place="restore" onPruned={() => undefined} />,
  );
}

test('a job that needs a person shows what undoes its exchange where its end has left no way back', () => {
  const person = { status: 'failed', needs_person: true } as const;
  expect(drawn({ ...person, manual_undo: ['docker start undo-db'] })).toContain('docker start undo-db');
  const both = drawn({
    ...person,
    manual_undo: ['docker start undo-db'],
    manual_way_back: ['docker start end-db'],
  });
  expect(both).toContain('docker start end-db');
  expect(both).not.toContain('docker start undo-db');
  expect(drawn(person)).toContain(`jobs/${sampleJob().id}/cutover-manual.txt`);
  expect(drawn({ status: 'completed', manual_undo: ['docker start undo-db'] })).not.toContain('undo-db');
});

test('an uploaded job says where its archive lies and offers its restore, not that a run is going on', () => {
  const page = drawn({ status: 'uploaded', target: 'shop-production' });
  expect(page).toContain('The archive is on shop-production; nothing live was touched');
  expect(page).toContain('Restore it…');
  expect(page).not.toContain('The run is going on');
  expect(page).not.toContain('Rows restored');
  expect(drawn({ status: 'completed' })).not.toContain('Restore it…');
});
