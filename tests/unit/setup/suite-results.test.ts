import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkResult, readPlaywright, readVitest, totalLine } from '../../setup/suite-results.mjs';
import { temporaryFolder } from '../../support/temporary-folder';

function report(content: unknown): string {
  const file = join(temporaryFolder(), 'report.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('the sum of all suites', () => {
  test('counts passed, failed and skipped tests of vitest', () => {
    const assertion = (status: string) => ({ status, fullName: status, failureMessages: ['expected 1'] });
    const file = report({
      testResults: [
        {
          name: 'a.test.ts',
          status: 'failed',
          assertionResults: ['passed', 'failed', 'skipped', 'todo'].map(assertion),
        },
      ],
    });
    expect(readVitest(file)).toMatchObject({ passed: 1, failed: 1, skipped: 2 });
    expect(readVitest(file).failures[0]).toEqual({ name: 'a.test.ts › failed', message: 'expected 1' });
  });

  test('a test file that could not be loaded is a failure', () => {
    const file = report({
      testResults: [{ name: 'a.test.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] }],
    });
    expect(readVitest(file)).toMatchObject({ passed: 0, failed: 1 });
  });

  test('counts tests of Playwright, in suites inside suites', () => {
    const spec = (ok: boolean, status: string) => ({
      title: status,
      ok,
      tests: [{ status, results: [{ error: { message: 'not visible' } }] }],
    });
    const file = report({
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec(true, 'expected')],
          suites: [{ title: 'inner', specs: [spec(false, 'unexpected'), spec(true, 'skipped')] }],
        },
      ],
    });
    expect(readPlaywright(file)).toMatchObject({ passed: 1, failed: 1, skipped: 1 });
    expect(readPlaywright(file).failures[0]?.name).toBe('a.spec.ts › inner › unexpected');
  });

  test('an error outside every test of Playwright is a failure', () => {
    expect(readPlaywright(report({ suites: [], errors: [{ message: 'no display' }] }))).toMatchObject({
      failed: 1,
    });
  });

  test('a report that is missing or cut off is a failure', () => {
    expect(readVitest('/nowhere/report.json')).toMatchObject({ failed: 1 });
    expect(readPlaywright(report('{"suites": ['))).toMatchObject({ failed: 1 });
  });

  test('the last line names skipped tests only when there are some', () => {
    const failed = checkResult('types', 1);
    expect(totalLine([checkResult('lint', 0), failed])).toBe('1 passed, 1 failed');
    expect(totalLine([{ ...failed, skipped: 2 }])).toBe('0 passed, 1 failed, 2 skipped');
  });
});
