import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestHost } from '../target/test-host';
import { faultName } from './deck';
import { scenarioText } from './describe-scenario';
import { keepEvidence } from './evidence';
import { makeWhole, prepareGround } from './ground';
import { checkInvariants } from './invariants';
import { type Ground, oneRun, type RunReport } from './one-run';
import { type HarmName, withHarm } from './plant';
import { appendRecord, lineOf, type RunRecord } from './record';
import { drawScenario } from './scenario';
import { summaryOf } from './summary';

export interface SeriesOptions {
  readonly seed: string;
  /** Indexes of the runs, in order. */
  readonly indexes: readonly number[];
  /** Does harm by hand after each run: every run then has to end with a violation. */
  readonly planted: HarmName | null;
  /** Which code it tests, for the records. */
  readonly commit: string;
  readonly say: (line: string) => void;
}

/** After so many runs in a row that the harness itself could not end, the host is no ground any more. */
const MOST_BROKEN = 2;

/**
 * Runs one after another on one host; one line each, then a summary. Each is recorded when it ends, so that a stopped
 * series can be summed up; evidence of violations lies in test-artefacts/chaos.
 */
export async function runSeries(host: TestHost, options: SeriesOptions): Promise<readonly RunRecord[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'restore-console-chaos-'));
  const records: RunRecord[] = [];
  let broken = 0;
  try {
    let ground = await prepareGround(host, folder);
    for (const index of options.indexes) {
      const { record, history } = await recordedRun(ground, options, index);
      ground = { ...ground, history };
      records.push(record);
      options.say(lineOf(record));
      // What was planted is no run to be counted.
      if (options.planted === null) await appendRecord(record);
      broken = record.live === 'unknown' ? broken + 1 : 0;
      if (broken === MOST_BROKEN) break;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (const line of summaryOf(records)) options.say(line);
  return records;
}

async function recordedRun(
  ground: Ground,
  { seed, planted, commit, say }: SeriesOptions,
  index: number,
): Promise<{ readonly record: RunRecord; readonly history: Ground['history'] }> {
  const scenario = drawScenario(seed, index);
  const begun = Date.now();
  const named = { seed, index, commit, scenario: scenarioText(scenario) };
  const seconds = (): number => Math.round((Date.now() - begun) / 1000);
  const run = async (): Promise<RunReport> => {
    await makeWhole(ground.host);
    const report = await oneRun(ground, `${seed}-${index}`, scenario);
    return planted ? judgePlanted(report, planted) : report;
  };
  const report = await run().catch(String);
  if (typeof report === 'string') {
    await ground.host.heal().catch(() => undefined);
    const history = await historiesOf(ground);
    const violations = [{ invariant: 'harness' as const, what: report }];
    return {
      record: { ...named, faults: [], commands: [], live: 'unknown', seconds: seconds(), violations },
      history,
    };
  }
  const { violations, live } = report.verdict;
  if (violations.length > 0) say(`  ${await keepEvidence(`${seed}-${index}`, scenario, report)}`);
  const faults = report.met.map(({ fault, moment, came }) => ({ name: faultName(fault), moment, came }));
  const commands = report.told.map(({ command, result }) => ({
    command,
    ended: String(result.exitCode ?? result.signal),
  }));
  return {
    record: { ...named, faults, commands, live, seconds: seconds(), violations: [...violations] },
    history: report.facts.history,
  };
}

/** What both consoles know after a run that could not be judged: not to be counted among the next one's. */
async function historiesOf({ own, other }: Ground): Promise<Ground['history']> {
  const histories = await Promise.all([own.history().catch(() => []), other.history().catch(() => [])]);
  return histories.flat();
}

async function judgePlanted(report: RunReport, harm: HarmName): Promise<RunReport> {
  return { ...report, verdict: await withHarm(report.facts, harm, checkInvariants) };
}
