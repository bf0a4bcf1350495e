import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestHost } from '../target/test-host';
import { scenarioText } from './describe-scenario';
import { keepEvidence } from './evidence';
import { makeWhole, prepareGround } from './ground';
import { checkInvariants } from './invariants';
import { oneRun, type RunReport } from './one-run';
import { type HarmName, withHarm } from './plant';
import { drawScenario } from './scenario';

export interface SeriesOptions {
  readonly seed: string;
  /** Indexes of the runs, in order. */
  readonly indexes: readonly number[];
  /** Does harm by hand after each run: every run then has to end with a violation. */
  readonly planted: HarmName | null;
  readonly say: (line: string) => void;
}

export interface SeriesEnd {
  readonly runs: number;
  /** Runs with a violation, and runs the harness itself could not end. */
  readonly violated: number;
  readonly onNewPair: number;
  readonly onOldPair: number;
}

/** Runs one after another on one host; one line each, then a summary. Evidence of violations lies in test-artefacts/chaos. */
export async function runSeries(host: TestHost, options: SeriesOptions): Promise<SeriesEnd> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'restore-console-chaos-'));
  const { seed, say } = options;
  let violated = 0;
  const lives = { old: 0, new: 0, neither: 0 };
  let runs = 0;
  try {
    let ground = await prepareGround(host, folder);
    for (const index of options.indexes) {
      const scenario = drawScenario(seed, index);
      const begun = Date.now();
      await makeWhole(host);
      const report = await oneRun(ground, `${seed}-${index}`, scenario);
      ground = { ...ground, history: report.facts.history };
      const judged = options.planted ? await judgePlanted(report, options.planted) : report;
      runs += 1;
      lives[judged.verdict.live] += 1;
      const seconds = ((Date.now() - begun) / 1000).toFixed(0);
      const missed = scenario.faults.length - judged.injected.length;
      say(
        [
          `seed ${seed} run ${index}`,
          `${scenarioText(scenario)}${missed > 0 ? ` (${missed} never came)` : ''}`,
          wayText(judged),
          `${judged.verdict.live} pair`,
          `${seconds} s`,
          judged.verdict.violations.length === 0 ? 'ok' : `VIOLATED ${kindsOf(judged)}`,
        ].join(' | '),
      );
      if (judged.verdict.violations.length === 0) continue;
      violated += 1;
      say(`  ${await keepEvidence(`${seed}-${index}`, scenario, judged)}`);
      for (const { invariant, what } of judged.verdict.violations.slice(0, 12))
        say(`  ${invariant}: ${what.slice(0, 400)}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  say(
    `seed ${seed}: ${runs} runs, ${violated} with violations; ended on the new pair ${lives.new}, on the old ${lives.old}, on neither ${lives.neither}`,
  );
  return { runs, violated, onNewPair: lives.new, onOldPair: lives.old };
}

function wayText({ told }: RunReport): string {
  return told.map(({ command, result }) => `${command} ${result.exitCode ?? result.signal}`).join(', ');
}

function kindsOf({ verdict }: RunReport): string {
  return [...new Set(verdict.violations.map((each) => each.invariant))].join(' ');
}

async function judgePlanted(report: RunReport, harm: HarmName): Promise<RunReport> {
  return { ...report, verdict: await withHarm(report.facts, harm, checkInvariants) };
}
