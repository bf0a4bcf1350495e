import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PIPELINE_BYTES } from '../../../main/remote/sftp-upload';
import { RESUME_MARGIN_BYTES, resumeOffset } from '../../../main/restore/steps/upload';

test('a resume starts before every hole that a killed pipeline can leave', () => {
  expect(RESUME_MARGIN_BYTES).toBeGreaterThanOrEqual(PIPELINE_BYTES);
});

test('a resume never starts after what lies on the host, and from the start when that is more than the archive', () => {
  fc.assert(
    fc.property(fc.nat(1e12), fc.nat(1e12), (lying, total) => {
      const start = resumeOffset(lying, total);
      expect(start).toBeGreaterThanOrEqual(0);
      expect(start).toBeLessThanOrEqual(Math.max(0, lying - PIPELINE_BYTES));
      if (lying > total) expect(start).toBe(0);
    }),
  );
});
