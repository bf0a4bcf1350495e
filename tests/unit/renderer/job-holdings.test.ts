import { expect, test } from 'vitest';
import { mayBeChosen, ofJob } from '../../../renderer/features/targets/prune-selection';
import { PRUNABLE_JOB_ID } from '../../e2e/mocked/world/jobs';
import { holdings } from '../../e2e/mocked/world/targets';
import { sampleJob } from '../../support/sample-job';

const kindsOf = (job: Parameters<typeof ofJob>[1], list = holdings) =>
  ofJob(list, job).items.map(({ kind }) => kind);

test('of what a target holds a job is shown its own, with the rules of the whole list', () => {
  const job = sampleJob({ id: PRUNABLE_JOB_ID });
  const list = ofJob(holdings, job);
  expect(list.items.map(({ kind }) => kind)).toEqual(['old-pair', 'archive', 'safety-backup', 'job-folder']);
  const folder = list.items.find(({ kind }) => kind === 'job-folder');
  expect(folder && mayBeChosen(list, folder, new Set())).toBe(false);
  expect(folder && mayBeChosen(list, folder, new Set(list.items.map(({ id }) => id)))).toBe(true);
});

test('a job’s folder is chosen only together with the media that the job left', () => {
  const [folder, other] = holdings.items.filter(({ kind }) => kind === 'job-folder' || kind === 'archive');
  if (!folder || !other) throw new Error('the sample has changed');
  const waiting = { ...folder, id: 'f', kind: 'job-folder', job: 'j', reason: 'media-first' } as const;
  const stage = { ...other, id: 's', group: 'leftovers', kind: 'stage', job: 'j', reason: null } as const;
  const list = { ...holdings, locked: null, items: [stage, waiting] };
  expect(mayBeChosen(list, waiting, new Set(['f']))).toBe(false);
  expect(mayBeChosen(list, waiting, new Set(['f', 's']))).toBe(true);
});

test('a job is known by the beginning of its id, where the host tells no more', () => {
  const items = holdings.items.map((each) => ({ ...each, job: each.job?.slice(0, 8) ?? null }));
  expect(kindsOf(sampleJob({ id: '7d03aa51-0000-4000-8000-000000000000' }), { ...holdings, items })).toEqual([
    'safety-backup',
  ]);
});

test('an archive is shown with every job that restored it', () => {
  const sha256 = '9f2b6c1e7a40d83f5be1c99a7730d54e8812f6a0b3c47de95f1ab27c60ee4d13';
  expect(kindsOf(sampleJob({ backup_metadata: { sha256 } }))).toEqual(['archive']);
  expect(kindsOf(sampleJob({ backup_metadata: {} }))).toEqual([]);
});
