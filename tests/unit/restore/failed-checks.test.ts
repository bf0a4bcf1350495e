import { expect, test } from 'vitest';
import type { VerificationCheck } from '../../../shared/restore/job';
import { runOnSoundTarget } from '../../support/sound-target';

const RIGHT: VerificationCheck = { name: 'tables', expected: '1', found: '1', verdict: 'match' };
const WRONG: VerificationCheck = { name: 'rows', expected: '3', found: '2', verdict: 'mismatch' };

/** What a run that ended before its cutover has written for good: everything of its own is taken back. */
const takenBack = (diary: readonly string[], fresh: string): readonly string[] =>
  // The load itself drops what an earlier attempt may have left.
  diary.slice(diary.indexOf(`drop ${fresh}`) + 1);

test('a run whose checks all hold comes to the cutover with a database that was handed over', async () => {
  const { diary, job } = await runOnSoundTarget();
  expect(diary.indexOf('hand over')).toBeGreaterThanOrEqual(0);
  expect(diary.indexOf('cutover')).toBeGreaterThan(diary.indexOf('hand over'));
  expect(job).toMatchObject({ outcome: 'reversed', error: { code: 'swap-failed' } });
});

test('a fresh database that differs from the backup never reaches the live pair: unchanged, and it is dropped', async () => {
  const { diary, job, fresh } = await runOnSoundTarget({
    verification: { passed: false, checks: [RIGHT, WRONG], tables: [] },
  });
  expect(job).toMatchObject({
    status: 'failed',
    outcome: 'unchanged',
    sql_records_restored: 0,
    verification: { passed: false },
    error: {
      code: 'verify-failed',
      params: { count: 1, check: 'rows', expected: '3', found: '2' },
      left: 'fresh-dropped',
    },
  });
  expect(diary).not.toContain('cutover');
  expect(diary).not.toContain('hand over');
  expect(takenBack(diary, fresh)).toEqual(expect.arrayContaining([`drop ${fresh}`, 'drop stage']));
  expect(diary.at(-1)).toBe('unlock');
});

test('staged media that differ from the archive never reach the live pair: unchanged, and all of it is dropped', async () => {
  const { diary, job, fresh } = await runOnSoundTarget({
    mediaChecks: [RIGHT, { ...WRONG, name: 'media digests' }],
  });
  expect(job).toMatchObject({
    status: 'failed',
    outcome: 'unchanged',
    media_files_restored: 0,
    error: {
      code: 'media-verify-failed',
      params: { count: 1, check: 'media digests', expected: '3', found: '2' },
    },
  });
  expect(diary).not.toContain('cutover');
  expect(takenBack(diary, fresh)).toEqual(expect.arrayContaining([`drop ${fresh}`, 'drop stage']));
  expect(diary.at(-1)).toBe('unlock');
});
