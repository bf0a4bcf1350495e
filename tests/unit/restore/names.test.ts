import fc from 'fast-check';
import { expect, test } from 'vitest';
import { databaseNames, isOldDatabaseOf } from '../../../main/restore/names';

const jobId = fc.uuid();

test('names of any live database fit PostgreSQL and stay apart', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 63, unit: 'grapheme' }), jobId, (live, job) => {
      const names = databaseNames(live, job);
      for (const name of [names.fresh, names.old]) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
      expect(new Set([names.fresh, names.old, names.live]).size).toBe(3);
      expect(isOldDatabaseOf(live, names.old)).toBe(true);
      expect(isOldDatabaseOf(live, names.fresh)).toBe(false);
    }),
  );
});

test('a database of another application is never taken for an old one of ours', () => {
  expect(isOldDatabaseOf('shop', 'shop_old')).toBe(false);
  expect(isOldDatabaseOf('shop', 'shop2__rc_old_1f2e3d4c')).toBe(false);
});
