import { setTimeout as sleep } from 'node:timers/promises';
import { setHealthFault } from '../target/faults/container-faults';
import { emptyDisks } from '../target/faults/disk-faults';
import { killDockerd as crashDockerd, startDockerEngine } from '../target/machine/docker-engine';
import { instancePaths } from '../target/machine/paths';
import type { TestHost } from '../target/test-host';
import type { Console, RunningConsole } from './console';
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
  /** How many faults this run has. */
  readonly faults: number;
}

/** What came of it: refusals that were owed and did not come are violations. */
export interface Injected {
  readonly refusals: readonly string[];
}

const DONE: Injected = { refusals: [] };

/** Injects the fault and, where it has a duration, ends it. What lies on the host afterwards is left to `heal`. */
export async function inject(scene: Scene, fault: Fault): Promise<Injected> {
  const { host, run } = scene;
  const pid = run.child.pid ?? 0;
  switch (fault.kind) {
    case 'none':
      return DONE;
    case 'console-killed':
      killAtOnce([pid]);
      return DONE;
    case 'reboot':
      await reboot(host, [pid]);
      return DONE;
    case 'ours-killed':
      killAtOnce([pid, ...(await ourProcesses(host))]);
      return DONE;
    case 'script-killed':
      killAtOnce([...(fault.consoleToo ? [pid] : []), ...(await cutoverScripts(host))]);
      return DONE;
    case 'ssh-cut':
      await host.fail.cut();
      return DONE;
    case 'unreachable':
      await host.fail.connection(fault.how === 'refuse' ? { refuse: true } : { stall: true });
      if (fault.how === 'refuse') await host.fail.cut();
      await sleep(fault.forMs);
      await host.fail.connection({});
      return DONE;
    case 'postgres-killed':
      await (fault.what === 'postmaster' ? host.fail.killPostmaster() : host.fail.killSession()).catch(
        () => undefined,
      );
      return DONE;
    case 'dockerd-killed':
      await killDockerd(scene, fault, pid);
      return DONE;
    case 'helper-killed':
      await killHelper(host, fault.how);
      return DONE;
    case 'service-killed':
      await host.fail.killContainer(serviceName(fault.service)).catch(() => undefined);
      return DONE;
    case 'disk-full':
      await host.fail.fill(fault.place, fault.leaveMegabytes).catch(() => undefined);
      await sleep(fault.forMs);
      await emptyDisks(instancePaths(host.instance));
      return DONE;
    case 'stop-ignored':
      await host.fail.ignoreStop(serviceName(fault.service)).catch(() => undefined);
      return DONE;
    case 'health':
      await host.fail.health(fault.how);
      await sleep(fault.forMs);
      await setHealthFault(instancePaths(host.instance), '').catch(() => undefined);
      return DONE;
    case 'second-restore':
      return refused(scene, 'a second restore', scene.other.restore(host.archive, ['--no-safety-backup']));
    case 'second-recover':
      return refused(scene, 'recover beside a living run', scene.own.recover());
    case 'interrupt':
      await interrupt(run, fault.times);
      return DONE;
    case 'heartbeat-jump':
      await setHeartbeat(host, fault.seconds);
      return fault.by === 'recover'
        ? refused(scene, 'recover from another machine beside a living run', scene.other.recover())
        : refused(scene, 'a second restore', scene.other.restore(host.archive, ['--no-safety-backup']));
  }
}

/**
 * Engine 20.10 stops what outlived its crash when it comes back and leaves it stopped; the newer ones start it by its
 * policy. Here as the newer do, so that the application comes back; helpers stay ended with both.
 */
async function killDockerd(
  { host }: Scene,
  fault: Extract<Fault, { kind: 'dockerd-killed' }>,
  consolePid: number,
): Promise<void> {
  const ran = await runningByPolicy(host);
  if (fault.consoleToo) killAtOnce([consolePid]);
  const paths = instancePaths(host.instance);
  await crashDockerd(paths);
  await sleep(fault.forMs);
  await startDockerEngine(paths);
  // One at a time: what was removed meanwhile is no reason not to start the others.
  for (const name of [...ran].sort()) await host.docker(['start', name]).catch(() => undefined);
}

async function killHelper(host: TestHost, how: 'killed' | 'removed'): Promise<void> {
  const helper = [...(await containerStates(host))].find(
    ([name, state]) => isOurs(name) && !name.startsWith('rc-lock-') && state === 'running',
  );
  if (helper === undefined) return;
  await host
    .docker(how === 'killed' ? ['kill', helper[0]] : ['rm', '-f', '-v', helper[0]])
    .catch(() => undefined);
}

/** The heartbeat file is the clock of the lock: by so many seconds from now. */
export async function setHeartbeat(host: TestHost, seconds: number): Promise<void> {
  const lock = linesOf(await host.docker(['ps', '--filter', 'name=^rc-lock-', '--format', '{{.Names}}']))[0];
  if (lock === undefined) return;
  const beat = Math.floor(Date.now() / 1000) + seconds;
  await host.docker(['exec', lock, 'sh', '-c', `echo ${beat} >/tmp/.rc-heartbeat`]).catch(() => undefined);
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
  // Without a lock the run did not hold the target yet.
  if (first === null || lock.length === 0) return DONE;
  if (result.exitCode === 2 || result.exitCode === 3) return DONE;
  // Beside another fault it may not have come as far as the lock.
  if (result.exitCode === 1 && scene.faults > 1) return DONE;
  return {
    refusals: [
      `${what} was not refused: exit ${result.exitCode}\n${result.stdout.slice(-1500)}${result.stderr}`,
    ],
  };
}

async function interrupt(run: RunningConsole, times: 1 | 2): Promise<void> {
  run.child.kill('SIGINT');
  if (times === 1) return;
  await sleep(400);
  run.child.kill('SIGINT');
}
