import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_GROUPS, bootstrap } from './bootstrap.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { hasDisplay } from './open-window.mjs';
import { capture, ROOT, run } from './run-command.mjs';
import { say, seconds } from './say.mjs';
import { checkResult, readPlaywright, readVitest, totalLine } from './suite-results.mjs';
import { tool } from './tools.mjs';

/**
 * `npm test`: everything, from a bare machine, in order of price. A stage that fails does not keep the later ones
 * from running: one run tells all there is to know. The last line sums every suite.
 */
const REPORTS = join(ROOT, 'test-artefacts', 'reports');
const MINUTE = 60_000;
/** A host three times slower than a developer's ends in time; what hangs is ended while the sum can still be told. */
const LONGEST_RUN = 85 * MINUTE;
const DEADLINE = Date.now() + LONGEST_RUN;
const BUILT_CLI = join(ROOT, 'out', 'main', 'cli.js');
const TARGET_CLI = join('tests', 'target', 'cli.ts');

async function main() {
  const started = Date.now();
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  await bootstrap({ groups: ALL_GROUPS });
  const hostsBefore = new Set(testHosts());
  const results = await inTurn(firstStages());
  // Two lanes beside each other: integration mostly waits for daemons, the other works.
  const lanes = await Promise.all(lanesOfStages().map((lane) => inTurn(lane)));
  results.push(...lanes.flat());
  await takeTestHostsDown(hostsBefore);
  printFailures(results);
  say(`\nAll stages: ${seconds(Date.now() - started)}`);
  process.stdout.write(`${totalLine(results)}\n`);
  process.exit(results.some((result) => result.failed > 0) ? 1 : 0);
}

async function inTurn(stages) {
  const results = [];
  for (const stage of stages) {
    const begun = Date.now();
    say(`\n── ${stage.name}`);
    const result = await stage.work();
    say(`── ${stage.name}: ${totalLine([result])} in ${seconds(Date.now() - begun)}`);
    results.push(result);
  }
  return results;
}

function firstStages() {
  return [
    check('format and lint', tool('biome', 'check', '.'), 2 * MINUTE),
    check('types', tool('tsc', '--noEmit'), 3 * MINUTE),
    vitest('unit', ['unit', 'architecture'], 10 * MINUTE),
    check('build', tool('electron-vite', 'build'), 3 * MINUTE),
    { name: 'test host', work: prepareTestHost },
  ];
}

function lanesOfStages() {
  return [
    [vitest('integration', ['integration'], LONGEST_RUN)],
    [
      vitest('host scripts', ['host-scripts'], 30 * MINUTE),
      { name: 'end to end', work: endToEnd },
      vitest('faults', ['faults'], LONGEST_RUN),
    ],
  ];
}

function check(name, argv, limitMs) {
  return { name, work: async () => checkResult(name, await run(argv, { limitMs })) };
}

function vitest(name, projects, limitMs) {
  return {
    name,
    work: async () => {
      const report = join(REPORTS, `${name.replace(' ', '-')}.json`);
      const argv = tool('vitest', 'run', '--config', 'tests/vitest.config.ts');
      for (const project of projects) argv.push('--project', project);
      argv.push('--reporter', 'default', '--reporter', 'json', `--outputFile.json=${report}`);
      await run(argv, { limitMs: withinDeadline(limitMs), env: withBuiltCli() });
      return readVitest(report);
    },
  };
}

function withinDeadline(limitMs) {
  return Math.max(MINUTE, Math.min(limitMs, DEADLINE - Date.now()));
}

/** Suites start the command line some hundred times: as it was built, not compiled anew each time. */
function withBuiltCli() {
  return existsSync(BUILT_CLI) ? { ...process.env, RESTORE_CONSOLE_CLI: BUILT_CLI } : process.env;
}

/** Its packages and images are made once, before two lanes want them. Where it cannot run, its suites say so. */
async function prepareTestHost() {
  const instance = ['--instance', 'first'];
  await run(tool('tsx', TARGET_CLI, 'up', '--size', 'medium', '--json', ...instance), {
    limitMs: 15 * MINUTE,
  });
  await run(tool('tsx', TARGET_CLI, 'down', ...instance), { limitMs: 2 * MINUTE });
  return { passed: 0, failed: 0, skipped: 0, failures: [] };
}

async function endToEnd() {
  const report = join(REPORTS, 'end-to-end.json');
  let runtime;
  try {
    runtime = await electronRuntime();
  } catch (error) {
    say(error.message);
    return readPlaywright(report);
  }
  const env = { ...process.env, TEST_ELECTRON: runtime.executable, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const argv = tool('playwright', 'test', '--config', 'tests/playwright.config.ts');
  // A screen of its own also where there is one: nobody's mouse gets into a test.
  const screen = process.platform === 'linux' ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'] : [];
  if (screen.length === 0 && !hasDisplay()) say('No display: the end-to-end suite cannot run.');
  await run([...screen, ...argv], { env, limitMs: withinDeadline(60 * MINUTE) });
  return readPlaywright(report);
}

/** Test hosts that were up before belong to somebody; those that are left over now are ours to take down. */
async function takeTestHostsDown(before) {
  for (const name of testHosts()) {
    if (before.has(name)) continue;
    await run(tool('tsx', TARGET_CLI, 'down', '--instance', name), { limitMs: 2 * MINUTE });
  }
}

function testHosts() {
  return capture(tool('tsx', TARGET_CLI, 'list'), { limitMs: MINUTE })
    .stdout.split('\n')
    .filter(Boolean);
}

function printFailures(results) {
  const failures = results.flatMap((result) => result.failures);
  if (failures.length === 0) return;
  say(`\n${failures.length} failed:`);
  for (const { name, message } of failures) {
    say(`\n✗ ${name.replace(`${ROOT}/`, '')}`);
    say(
      message
        .split('\n')
        .slice(0, 25)
        .map((line) => `    ${line}`)
        .join('\n'),
    );
  }
}

await main();
