import { describe, expect, test } from 'vitest';
import { EXIT, exitCodeOfError, exitCodeOfJob } from '../../../main/cli/exit-code';
import type { ErrorCode } from '../../../shared/errors/codes';
import { sampleJob } from '../../support/sample-job';

const error = (code: ErrorCode) => ({ code, params: {} });

describe('the exit status of a job', () => {
  test('is 0 where it ended as asked, 4 where it was cancelled', () => {
    for (const status of ['completed', 'uploaded', 'rolled_back'] as const)
      expect(exitCodeOfJob(sampleJob({ status }))).toBe(EXIT.ok);
    expect(exitCodeOfJob(sampleJob({ status: 'cancelled' }))).toBe(EXIT.cancelled);
  });

  test('is 5 where a person is needed, and for a run that was left in the middle', () => {
    expect(exitCodeOfJob(sampleJob({ status: 'failed', needs_person: true }))).toBe(EXIT.needsPerson);
    for (const code of ['interrupted', 'connection-lost', 'lock-lost'] as const)
      expect(exitCodeOfJob(sampleJob({ status: 'interrupted', error: error(code) }))).toBe(EXIT.needsPerson);
  });

  test('is 3 for an interrupted job that somebody else holds: nothing was done', () => {
    for (const code of ['lock-held', 'step-lives', 'job-of-other-target', 'job-target-unknown'] as const)
      expect(exitCodeOfJob(sampleJob({ status: 'interrupted', error: error(code) }))).toBe(EXIT.blocked);
  });
});

describe('the exit status of an error', () => {
  test('is that of usage, of what stands against it, or of a host that was not reached', () => {
    expect(exitCodeOfError('confirm-mismatch')).toBe(EXIT.usage);
    expect(exitCodeOfError('lock-held')).toBe(EXIT.blocked);
    expect(exitCodeOfError('host-unreachable')).toBe(EXIT.failed);
    expect(exitCodeOfError('cancelled')).toBe(EXIT.cancelled);
  });
});
