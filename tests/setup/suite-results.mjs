import { existsSync, readFileSync } from 'node:fs';

/**
 * Sums what the runners wrote into one shape: `{ passed, failed, skipped, failures: [{ name, message }] }`.
 * A report that is missing or unreadable is one failure: a suite that did not run has not passed.
 */
export function readVitest(file) {
  const report = readJson(file);
  if (!report) return noReport(file);
  const result = empty();
  for (const suite of report.testResults) {
    // A file that could not even be loaded has a message and no tests.
    if (suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed')) {
      addFailure(result, suite.name, suite.message);
    }
    for (const test of suite.assertionResults) {
      if (test.status === 'passed') result.passed += 1;
      else if (test.status === 'failed')
        addFailure(result, `${suite.name} › ${test.fullName}`, test.failureMessages[0]);
      else result.skipped += 1;
    }
  }
  return result;
}

/** See {@link readVitest}. A flaky test, passed only at a second try, counts as passed and is named. */
export function readPlaywright(file) {
  const report = readJson(file);
  if (!report) return noReport(file);
  const result = empty();
  for (const error of report.errors ?? []) addFailure(result, 'playwright', error.message);
  const visit = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'skipped') result.skipped += 1;
        else if (spec.ok) result.passed += 1;
        else addFailure(result, [...path, spec.title].join(' › '), test.results.at(-1)?.error?.message);
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...path, inner.title]);
  };
  for (const suite of report.suites ?? []) visit(suite, [suite.title]);
  return result;
}

/** One check (linter, compiler, build) as a result: it passes or fails as a whole. */
export function checkResult(name, code) {
  const result = empty();
  if (code === 0) result.passed += 1;
  else addFailure(result, name, code === 124 ? 'ran out of time' : `ended with ${code}; its output is above`);
  return result;
}

/** The last line of the whole run. */
export function totalLine(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum('skipped');
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

function empty() {
  return { passed: 0, failed: 0, skipped: 0, failures: [] };
}

function addFailure(result, name, message) {
  result.failed += 1;
  result.failures.push({ name, message: (message ?? 'no message').trim() });
}

function noReport(file) {
  const result = empty();
  addFailure(result, file, 'the suite wrote no report: it crashed or ran out of time');
  return result;
}

function readJson(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
