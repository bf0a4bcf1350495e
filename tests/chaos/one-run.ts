import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../shared/restore/job';
import { containerName } from '../target/stack/names';
import type { TestHost } from '../target/test-host';
import { markLivePair, pictureBefore } from './before';
import { calm } from './calm';
import type { Console, Told } from './console';
import { type Ending, endOf, endUnfinished, exitViolations } from './end-run';
import { foldersOf } from './host-view';
import { inject } from './inject';
import { checkInvariants, type RunFacts, type Verdict, type Violation } from './invariants';
import { killAtOnce } from './killing';
import type { ArchivePicture } from './pair';
import type { Fault, Moment, PlannedFault, Scenario } from './scenario';
import { untilMoment } from './wait-for-moment';

/** What all runs of a series share. */
export interface Ground {
  readonly host: TestHost;
  readonly archive: ArchivePicture;
  readonly own: Console;
  readonly other: Console;
  /** A media file that both the live tree and the archive have. */
  readonly sharedFile: string;
  /** Jobs of both consoles before the run. */
  readonly history: readonly Job[];
}

/** Faults in which the other operator's console begins a run. */
const OF_THE_OTHER: ReadonlySet<Fault['kind']> = new Set<Fault['kind']>(['second-restore', 'heartbeat-jump']);

/** A fault hits, or its moment comes and there is nothing to hit, or the run ends before. */
export interface Met {
  readonly fault: Fault;
  readonly moment: Moment['at'];
  readonly came: 'hit' | 'missed' | 'never';
}

export interface RunReport {
  readonly verdict: Verdict;
  readonly facts: RunFacts;
  /** What became of each planned fault, in their order. */
  readonly met: readonly Met[];
  /** Commands in order and how each ended. */
  readonly told: readonly Told[];
}

/** One run: a picture, a restore with its faults, everything ended by the command line, all invariants checked. */
export async function oneRun(ground: Ground, mark: string, scenario: Scenario): Promise<RunReport> {
  const { host, own, other } = ground;
  await markLivePair(host, mark, ground.sharedFile);
  if (scenario.stoppedBefore) await host.docker(['stop', '-t', '3', containerName(scenario.stoppedBefore)]);
  if (!scenario.archiveThere)
    await rm(path.join(foldersOf(host).work, 'archives'), { recursive: true, force: true });
  const before = await pictureBefore(host);
  const told: Told[] = [];
  const violations: Violation[] = [];
  const run = own.restore(host.archive, scenario.restore);
  const injecting = injectAll(ground, run, scenario.faults, told, violations);
  const result = await endOf('restore', run, told, violations);
  const met = await injecting;
  violations.push(...exitViolations('restore', result, run));
  await calm(host);
  const known = new Set(ground.history.map((job) => job.id));
  const ending: Ending = { host, own, known, wayOn: scenario.wayOn, told, violations };
  const attaching = { no: null, own, 'other-machine': other }[scenario.wayOn.attach];
  let history = await endUnfinished(ending, attaching);
  const restored = history.find((job) => !known.has(job.id) && job.status === 'completed');
  if (restored) history = await rollBack(ending, restored.id, history);
  const beside =
    met.some(({ fault, came }) => came !== 'never' && OF_THE_OTHER.has(fault.kind)) ||
    told.some(({ command }) => attaching === other && command === 'attach');
  // The other operator's console was not used in most runs: its history is what it was.
  const others = beside ? await endUnfinished({ ...ending, own: other }, null) : ground.history;
  const all = [...history, ...others.filter((job) => !history.some((newer) => newer.id === job.id))];
  const facts: RunFacts = {
    host,
    archive: ground.archive,
    before,
    sql: scenario.sql,
    media: scenario.media,
    history: all,
    jobs: all.filter((job) => !known.has(job.id)).map((job) => job.id),
    home: own.home,
  };
  const verdict = await checkInvariants(facts);
  return {
    verdict: { ...verdict, violations: [...violations, ...verdict.violations] },
    facts,
    met,
    told,
  };
}

/** Takes a completed restore back, and forward again, as often as drawn; a killed rollback is ended by `recover`. */
async function rollBack(ending: Ending, jobId: string, before: readonly Job[]): Promise<readonly Job[]> {
  const { own, wayOn, told, violations } = ending;
  let history = before;
  for (let turn = 0; turn < wayOn.rollbacks; turn += 1) {
    const run = own.rollback(jobId);
    const kill = turn === 0 ? wayOn.rollbackKilledAfterMs : null;
    if (kill !== null) {
      await Promise.race([sleep(kill), run.ended]);
      killAtOnce([run.child.pid ?? 0]);
    }
    const command = turn === 0 ? 'rollback' : 'forward';
    const result = await endOf(command, run, told, violations);
    const status = (): string | undefined => history.find((job) => job.id === jobId)?.status;
    const was = status();
    history = await endUnfinished({ ...ending, wayOn: { ...wayOn, killedAfterMs: [] } }, null);
    if (result.signal === null && (result.exitCode !== 0 || status() === was))
      violations.push({
        invariant: 'ends',
        what: `${command} ended with ${result.exitCode}, the job ${was} then ${status()}: ${result.stderr.slice(0, 400)}`,
      });
  }
  return history;
}

async function injectAll(
  { host, own, other }: Ground,
  run: ReturnType<Console['restore']>,
  faults: readonly PlannedFault[],
  told: Told[],
  violations: Violation[],
): Promise<readonly Met[]> {
  return Promise.all(
    faults.map(async ({ fault, moment }): Promise<Met> => {
      const met = { fault, moment: moment.at };
      if (!(await untilMoment(host, run, moment))) return { ...met, came: 'never' };
      const { hit, refusals } = await inject({ host, run, own, other, told, faults: faults.length }, fault);
      for (const what of refusals) violations.push({ invariant: 'refusal', what });
      return { ...met, came: hit ? 'hit' : 'missed' };
    }),
  );
}
