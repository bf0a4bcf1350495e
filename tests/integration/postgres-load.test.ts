import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { localPostgresForSuite } from '../support/local-postgres-for-suite';

const open = localPostgresForSuite();
const DATA = '../shared/data';

for (const sample of [
  { file: 'chinook.sql.gz', tables: 11 },
  { file: 'pagila.sql.gz', tables: 21 },
]) {
  test(`${sample.file} is restored with the exact rows of every table`, async ({ skip }) => {
    if (!existsSync(`${DATA}/${sample.file}`)) {
      console.warn(`Skipped: ${DATA}/${sample.file} is not there`);
      skip();
    }
    const pg = await open();
    const dump = await pg.dump([{ name: sample.file, content: readFileSync(`${DATA}/${sample.file}`) }]);
    const verification = await pg.restored(dump);
    expect(verification.checks.filter((check) => check.verdict === 'mismatch')).toEqual([]);
    expect(verification.passed).toBe(true);
    expect(verification.tables.length).toBeGreaterThanOrEqual(sample.tables);
    expect(dump.rows).toBeGreaterThan(10_000);
    expect(verification.tables.reduce((sum, table) => sum + table.found, 0)).toBe(dump.rows);
  });
}
