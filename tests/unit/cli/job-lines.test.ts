import { expect, test } from 'vitest';
import { jobLines } from '../../../main/cli/text/job-lines';
import { pruneListLines } from '../../../main/cli/text/prune-lines';
import type { Job } from '../../../shared/restore/job';
import type { PruneItem } from '../../../shared/restore/prune';
import { sampleJob } from '../../support/sample-job';

const firstLine = (change: Partial<Job>) => jobLines(sampleJob(change), 'en').split('\n')[0];

test('an interrupted job is told as what is last known here, with what asks the host', () => {
  const line = firstLine({ status: 'interrupted' });
  expect(line).toContain('as last known here');
  expect(line).toContain('attach 1f2e3d4c');
  expect(line).toContain('recover --target "shop-production"');
});

test('a restore in place that was interrupted is told by its site first, which is down', () => {
  const step = { started_at: null, duration_seconds: null, bytes: null, parts: [] };
  const line = firstLine({
    status: 'interrupted',
    strategy: 'in-place',
    steps: [{ ...step, id: 'safety-backup', state: 'running' }],
  });
  expect(line).toMatch(/^The site of shop-production is down/);
  expect(line).toContain('recover --target "shop-production"');
});

test('a list of what can be pruned names the only way back, and how it goes', () => {
  const backup: PruneItem = {
    id: 'safety-backup x',
    group: 'safety-backups',
    kind: 'safety-backup',
    parts: ['safety-backups/x.dump'],
    bytes: 7,
    made_at: null,
    job: '1f2e3d4c',
    means: 'only-way-back',
    reason: null,
    error: null,
  };
  const kept = pruneListLines('shop', [], [{ ...backup, reason: 'only-way-back' }], 0, 'en');
  expect(kept).toContain('prune --target "shop" --only safety-backups --yes');
  expect(pruneListLines('shop', [backup], [], 7, 'en')).toContain('it is the only way back');
});

test('a job that needs a person ends with the commands, never with other evidence under that name', () => {
  const person = { status: 'failed', needs_person: true, error_traceback: 'exit: 1' } as const;
  const lines = (change: Partial<Job>) => jobLines(sampleJob({ ...person, ...change }), 'en').split('\n');
  expect(lines({ manual_undo: ['docker start undo-db'] }).at(-1)).toBe('docker start undo-db');
  expect(lines({ manual_undo: ['docker start undo-db'], manual_way_back: ['docker start db'] }).at(-1)).toBe(
    'docker start db',
  );
  expect(lines({}).at(-1)).toBe(`cat ~/.restore-console/jobs/${sampleJob().id}/cutover-manual.txt`);
  expect(jobLines(sampleJob({ ...person, needs_person: false }), 'en')).not.toContain('manual way back');
});
