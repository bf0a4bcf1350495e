import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../shared/restore/job';
import type { CliResult } from '../support/run-cli';
import type { TestHost } from '../target/test-host';
import { type Console, exitStatusesOf, type RunningConsole, type Told } from './console';
import { containerStates, isOurs } from './host-view';
import { setHeartbeat } from './inject';
import type { Violation } from './invariants';
import { cutoverScripts, killAtOnce, runningByPolicy } from './killing';
import type { WayOn } from './scenario';
import { shiftJournal } from './shift-journal';

/** Longer than every patience of the console that can count here. */
const LONGEST_COMMAND_MS = 420_000;
const LONGEST_REST_MS = 90_000;
const MOST_TRIES = 5;

/** Awaits a command; one that does not end is killed and is a violation. */
export async function endOf(
  command: string,
  run: RunningConsole,
  told: Told[],
  violations: Violation[],
): Promise<CliResult> {
  const timer = setTimeout(() => {
    violations.push({ invariant: 'ends', what: `${command} does not end` });
    killAtOnce([run.child.pid ?? 0]);
  }, LONGEST_COMMAND_MS);
  const result = await run.ended;
  clearTimeout(timer);
  told.push({ command, result });
  return result;
}

/** Who ends a run, and how. */
export interface Ending {
  readonly host: TestHost;
  readonly own: Console;
  /** Jobs of earlier runs. */
  readonly known: ReadonlySet<string>;
  readonly wayOn: WayOn;
  readonly told: Told[];
  readonly violations: Violation[];
}

/** Ends what is unfinished by the command line, as an operator would, and gives the history then. */
export async function endUnfinished(
  { host, own, known, wayOn, told, violations }: Ending,
  attaching: Console | null,
): Promise<readonly Job[]> {
  if (wayOn.rest) await untilAtRest(host);
  const kills = [...wayOn.killedAfterMs];
  let attacher = attaching;
  for (let tries = 0; ; ) {
    const history = await own.history();
    const open = history.filter((job) => !known.has(job.id)).find(isUnfinished);
    if (!open) return history;
    if (tries === MOST_TRIES) {
      const what = `${open.id} is still ${open.status} after ${tries} tries to end it`;
      violations.push({ invariant: 'ends', what });
      return history;
    }
    if (asksForEngine(open)) await restartEngine(host, told);
    if (wayOn.ageLock) await setHeartbeat(host, -600);
    if (wayOn.journalShiftSeconds !== 0 && (await cutoverScripts(host)).length === 0)
      await shiftJournal(host, open.id, wayOn.journalShiftSeconds);
    const command = attacher !== null && open.status === 'interrupted' ? 'attach' : 'recover';
    const run = command === 'attach' && attacher !== null ? attacher.attach(open.id) : own.recover();
    const kill = kills.shift();
    if (kill !== undefined) {
      await Promise.race([sleep(kill), run.ended]);
      killAtOnce([run.child.pid ?? 0]);
    } else {
      tries += 1;
      // What `attach` could not end is for `recover`.
      if (command === 'attach') attacher = null;
    }
    const result = await endOf(command, run, told, violations);
    if (kill === undefined) violations.push(...exitViolations(command, result, run));
  }
}

/** The job's own words to the person: only what it says is done. */
function asksForEngine(job: Job): boolean {
  return job.needs_person && /restart Docker on the host/.test(job.manual_way_back?.[0] ?? '');
}

/** As an operator does: in order, and what ran by its policy runs again. */
async function restartEngine(host: TestHost, told: Told[]): Promise<void> {
  const ran = await runningByPolicy(host);
  await host.fail.restartDockerd();
  for (const name of [...ran].sort()) await host.docker(['start', name]);
  told.push({ command: 'engine-restarted', result: { exitCode: 0, signal: null, stdout: '', stderr: '' } });
}

function isUnfinished(job: Job): boolean {
  return (
    job.status === 'interrupted' ||
    job.status === 'restoring' ||
    job.status === 'validating' ||
    job.needs_person
  );
}

/** A command that told its job's end has to end with the status the contract gives it. */
export function exitViolations(
  command: string,
  result: CliResult,
  run: RunningConsole,
): readonly Violation[] {
  const last = run.said.at(-1);
  if (result.signal !== null) return [];
  if (last?.type !== 'finished') {
    // 130: left by a second Ctrl-C.
    if (result.exitCode !== 0 && result.exitCode !== null) return [];
    return [{ invariant: 'exit-status', what: `${command} ended with 0 and told no end` }];
  }
  const job = last.job as Job;
  if (exitStatusesOf(job).includes(result.exitCode ?? -1) || result.exitCode === 130) return [];
  return [
    {
      invariant: 'exit-status',
      what: `${command} ended with ${result.exitCode}, its job ${job.status}/${job.outcome}`,
    },
  ];
}

/** Nothing of ours is at work any more: neither scripts nor helpers. What only sleeps may be there. */
async function untilAtRest(host: TestHost): Promise<void> {
  for (let waited = 0; waited < LONGEST_REST_MS; waited += 500) {
    const helpers = [...(await containerStates(host))].filter(
      ([name, state]) => isOurs(name) && !/^rc-lock-|-media-mover$/.test(name) && state === 'running',
    );
    if (helpers.length === 0 && (await cutoverScripts(host)).length === 0) return;
    await sleep(500);
  }
}
