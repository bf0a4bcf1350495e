import { expect, test } from 'vitest';
import { cutApplies } from '../../../main/postgres/load/cut-plan';

test('a setting is cut only where the server does not know it, a schema only where it is there already', () => {
  const target = { knownSettings: new Set(['row_security']), schemas: new Set(['public']) };
  expect(cutApplies({ rule: 'unknown-setting', subject: 'row_security' }, target)).toBe(false);
  expect(cutApplies({ rule: 'unknown-setting', subject: 'transaction_timeout' }, target)).toBe(true);
  expect(cutApplies({ rule: 'schema-exists', subject: 'public' }, target)).toBe(true);
  expect(cutApplies({ rule: 'schema-exists', subject: 'sales' }, target)).toBe(false);
  expect(cutApplies({ rule: 'cloud-sql-extension', subject: 'x' }, target)).toBe(true);
  expect(cutApplies({ rule: 'owner' }, target)).toBe(true);
});
