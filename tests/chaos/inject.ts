import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { setHealthFault } from '../target/faults/container-faults';
import { emptyDisks } from '../target/faults/disk-faults';
import { killDockerd as crashDockerd, startDockerEngine } from '../target/machine/docker-engine';
import { instancePaths } from '../target/machine/paths';
import { askProxy } from '../target/proxy/proxy-process';
import type { TestHost } from '../target/test-host';
import type { Console, RunningConsole, Told } from './console';
import { containerStates, isOurs, linesOf, serviceName } from './host-view';
import { cutoverScripts, killAtOnce, ourProcesses, reboot, runningByPolicy } from './killing';
import type { Fault } from './scenario';

/** Where a fault is injected. */
export interface Scene {
  readonly host: TestHost;
  readonly run: RunningConsole;
  /** A second operator's console, with a history of its own. */
  readonly other: Console;
  /** The same operator's. */
  readonly own: Console;
  /** Takes what a second command said. */
  readonly told: Told[];
  /** How many faults this run has. */
  readonly faults: number;
}

/** What came of it. */
export interface Injected {
  /** False when there was nothing to do it to: the run was over, no helper ran, the service was stopped. */
  readonly hit: boolean;
  /** Refusals that were owed and did not come are violations. */
  readonly refusals: readonly string[];
}

/** What a console says of another's lock, in its log. */
const WAITS_FOR_LOCK = 'waiting until its console is known to be gone';

/** So long it is tried again while what it is meant for is not there, and the run lives. */
const LONGEST_WAIT_MS = 4000;
const TRY_EVERY_MS = 50;

/** Injects the fault and, where it has a duration, ends it. What lies on the host afterwards is left to `calm`. */
export async function inject(scene: Scene, fault: Fault): Promise<Injected> {
  const { host, other } = scene;
  switch (fault.kind) {
    case 'second-restore':
      return refused(scene, 'a second restore', other.restore(host.archive, ['--no-safety-backup']));
    case 'second-recover':
      return refused(scene, 'recover beside a living run', scene.own.recover());
    case 'heartbeat-jump': {
      const jumped = await untilHit(scene, () => setHeartbeat(host, fault.seconds));
      const { hit, refusals } = await (fault.by === 'recover'
        ? refused(scene, 'recover from another machine beside a living run', other.recover())
        : refused(scene, 'a second restore', other.restore(host.archive, ['--no-safety-backup'])));
      return { hit: jumped && hit, refusals };
    }
    default:
      return { hit: await hits(scene, fault), refusals: [] };
  }
}

type HarmfulFault = Exclude<Fault, { kind: 'second-restore' | 'second-recover' | 'heartbeat-jump' }>;

/** An engine goes down and comes up whole before it goes down again: two at once would leave one that nobody reaches. */
const engines = new WeakMap<TestHost, Promise<unknown>>();

function engineTurn<T>(host: TestHost, work: () => Promise<T>): Promise<T> {
  const mine = (engines.get(host) ?? Promise.resolve()).then(work);
  engines.set(
    host,
    mine.catch(() => undefined),
  );
  return mine;
}

/** Does it; true when there was something that it was done to. */
async function hits(scene: Scene, fault: HarmfulFault): Promise<boolean> {
  const { host, run } = scene;
  const console = (): readonly number[] => (run.hasEnded() ? [] : [run.child.pid ?? 0]);
  switch (fault.kind) {
    case 'none':
      return true;
    case 'console-killed':
      return killAtOnce(console()) > 0;
    case 'reboot': {
      const living = !run.hasEnded();
      await engineTurn(host, () => reboot(host, console()));
      return living;
    }
    case 'ours-killed': {
      const ours = await ourProcesses(host);
      return killAtOnce([...console(), ...ours]) > 0;
    }
    case 'script-killed':
      return untilHit(scene, async () => {
        const scripts = await cutoverScripts(host);
        return scripts.length > 0 && killAtOnce([...(fault.consoleToo ? console() : []), ...scripts]) > 0;
      });
    case 'ssh-cut':
      return untilHit(scene, async () => {
        const connected = await connections(host);
        await host.fail.cut();
        return connected > 0;
      });
    case 'unreachable': {
      const connected = await untilHit(scene, async () => (await connections(host)) > 0);
      await host.fail.connection(fault.how === 'refuse' ? { refuse: true } : { stall: true });
      if (fault.how === 'refuse') await host.fail.cut();
      await sleep(fault.forMs);
      await host.fail.connection({});
      return connected;
    }
    case 'postgres-killed':
      return untilHit(scene, () =>
        done(fault.what === 'postmaster' ? host.fail.killPostmaster() : host.fail.killSession()),
      );
    case 'dockerd-killed':
      return engineTurn(host, () => killDockerd(scene, fault, console()));
    case 'helper-killed':
      return untilHit(scene, () => killHelper(host, fault.how));
    case 'service-killed':
      return untilHit(scene, () => done(host.fail.killContainer(serviceName(fault.service))));
    case 'disk-full':
      return fillDisk(scene, fault);
    case 'stop-ignored':
      return untilHit(scene, () => done(host.fail.ignoreStop(serviceName(fault.service))));
    case 'health':
      return spoilHealth(scene, fault);
    case 'interrupt':
      return interrupt(run, fault.times);
  }
}

/** Tries until it hits, as long as the run lives, and not for ever. */
async function untilHit({ run }: Scene, attempt: () => Promise<boolean>): Promise<boolean> {
  for (let waited = 0; waited < LONGEST_WAIT_MS && !run.hasEnded(); waited += TRY_EVERY_MS) {
    if (await attempt()) return true;
    await sleep(TRY_EVERY_MS);
  }
  return false;
}

/** An engine or a container that is not there is no failure of the harness: nothing was hit. */
function done(harm: Promise<unknown>): Promise<boolean> {
  return harm.then(
    () => true,
    () => false,
  );
}

async function connections(host: TestHost): Promise<number> {
  const state = await askProxy(instancePaths(host.instance), { do: 'show' });
  return z.object({ connections: z.number() }).parse(JSON.parse(state)).connections;
}

async function fillDisk(
  { host, run }: Scene,
  fault: Extract<Fault, { kind: 'disk-full' }>,
): Promise<boolean> {
  const paths = instancePaths(host.instance);
  const mount = fault.place === 'work' ? paths.homesMount : paths.dataMount;
  const before = await statfs(mount);
  await host.fail.fill(fault.place, fault.leaveMegabytes).catch(() => undefined);
  const after = await statfs(mount);
  const filled = after.bavail < before.bavail && !run.hasEnded();
  await Promise.race([sleep(fault.forMs), run.ended]);
  await emptyDisks(paths);
  return filled;
}

/** A hit when the page was there to be asked while it was spoilt. */
async function spoilHealth(
  { host, run }: Scene,
  fault: Extract<Fault, { kind: 'health' }>,
): Promise<boolean> {
  const spoilt = await done(host.fail.health(fault.how));
  let there = false;
  for (let waited = 0; spoilt && waited < fault.forMs && !run.hasEnded(); waited += 500) {
    const states = await containerStates(host).catch(() => new Map<string, string>());
    there ||= states.get(serviceName(0)) === 'running';
    await Promise.race([sleep(500), run.ended]);
  }
  await setHealthFault(instancePaths(host.instance), '').catch(() => undefined);
  return there;
}

/**
 * Engine 20.10 stops what outlived its crash when it comes back and leaves it stopped; the newer ones start it by its
 * policy. Here as the newer do, so that the application comes back; helpers stay ended with both.
 */
async function killDockerd(
  { host, run }: Scene,
  fault: Extract<Fault, { kind: 'dockerd-killed' }>,
  console: readonly number[],
): Promise<boolean> {
  const ran = await runningByPolicy(host);
  const living = !run.hasEnded();
  if (fault.consoleToo) killAtOnce(console);
  const paths = instancePaths(host.instance);
  await crashDockerd(paths);
  await sleep(fault.forMs);
  await startDockerEngine(paths);
  // One at a time: what was removed meanwhile is no reason not to start the others.
  for (const name of [...ran].sort()) await host.docker(['start', name]).catch(() => undefined);
  return living;
}

async function killHelper(host: TestHost, how: 'killed' | 'removed'): Promise<boolean> {
  const helper = [...(await containerStates(host))].find(
    ([name, state]) => isOurs(name) && !name.startsWith('rc-lock-') && state === 'running',
  );
  if (helper === undefined) return false;
  return done(host.docker(how === 'killed' ? ['kill', helper[0]] : ['rm', '-f', '-v', helper[0]]));
}

/** The heartbeat file is the clock of the lock: by so many seconds from now. False without a lock. */
export async function setHeartbeat(host: TestHost, seconds: number): Promise<boolean> {
  const locks = await host.docker(['ps', '--filter', 'name=^rc-lock-', '--format', '{{.Names}}']);
  const lock = linesOf(locks)[0];
  if (lock === undefined) return false;
  const beat = Math.floor(Date.now() / 1000) + seconds;
  return done(host.docker(['exec', lock, 'sh', '-c', `echo ${beat} >/tmp/.rc-heartbeat`]));
}

/**
 * As long as the run lives, whoever comes second is refused before anything is done: exit 2 or 3. Once it has ended
 * nothing is owed, and the second is asked to stop.
 */
async function refused(scene: Scene, what: string, second: RunningConsole): Promise<Injected> {
  const lock = linesOf(await scene.host.docker(['ps', '--filter', 'name=^rc-lock-', '-q']).catch(() => ''));
  const first = await Promise.race([scene.run.ended.then(() => null), second.ended]);
  if (first === null) second.child.kill('SIGINT');
  const result = await second.ended;
  scene.told.push({ command: 'beside', result });
  // `recover` waits longer for a lock that is kept alive than most runs have left: it met it when it says so.
  const waited = second.said.some((event) => JSON.stringify(event).includes(WAITS_FOR_LOCK));
  // Without a lock the run did not hold the target yet.
  if (first === null || lock.length === 0) return { hit: waited, refusals: [] };
  if (result.exitCode === 2 || result.exitCode === 3) return { hit: true, refusals: [] };
  // Beside another fault it may not have come as far as the lock.
  if (result.exitCode === 1 && scene.faults > 1) return { hit: false, refusals: [] };
  return {
    hit: true,
    refusals: [
      `${what} was not refused: exit ${result.exitCode}\n${result.stdout.slice(-1500)}${result.stderr}`,
    ],
  };
}

async function interrupt(run: RunningConsole, times: 1 | 2): Promise<boolean> {
  const hit = !run.hasEnded() && run.child.kill('SIGINT');
  if (times === 1) return hit;
  await sleep(400);
  run.child.kill('SIGINT');
  return hit;
}
