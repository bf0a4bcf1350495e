import type { StepId } from '../../shared/restore/steps';
import { cardOf, drawCard } from './deck';
import { momentsOf, type Shape } from './moments';
import { randomOf } from './random';

/** When something is done to a run. `delayMs` counts from what is awaited, so the gaps between two writes are hit too. */
export type Moment =
  | {
      readonly at: 'step';
      readonly step: StepId;
      readonly edge: 'started' | 'finished';
      readonly delayMs: number;
    }
  /** A line of the cutover's journal on the host, read there and not from the console. */
  | { readonly at: 'journal'; readonly line: string; readonly delayMs: number }
  /** While the cutover's script has docker start a container: an engine that dies there may come back unable to. */
  | { readonly at: 'docker-start'; readonly delayMs: number }
  | { readonly at: 'time'; readonly delayMs: number };

export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'console-killed' }
  /** Console and every process and container on the host at once; the engine comes back as after a boot. */
  | { readonly kind: 'reboot' }
  /** Console, script and helpers, but neither the engine nor the application. */
  | { readonly kind: 'ours-killed' }
  | { readonly kind: 'script-killed'; readonly consoleToo: boolean }
  | { readonly kind: 'ssh-cut' }
  | { readonly kind: 'unreachable'; readonly how: 'refuse' | 'stall'; readonly forMs: number }
  | { readonly kind: 'postgres-killed'; readonly what: 'postmaster' | 'session' }
  | { readonly kind: 'dockerd-killed'; readonly forMs: number; readonly consoleToo: boolean }
  | { readonly kind: 'helper-killed'; readonly how: 'killed' | 'removed' }
  | { readonly kind: 'service-killed'; readonly service: number }
  | {
      readonly kind: 'disk-full';
      readonly place: 'data' | 'work';
      readonly leaveMegabytes: number;
      readonly forMs: number;
    }
  | { readonly kind: 'stop-ignored'; readonly service: number }
  | { readonly kind: 'health'; readonly how: 'hang' | 'bad'; readonly forMs: number }
  | { readonly kind: 'second-restore' }
  | { readonly kind: 'second-recover' }
  | { readonly kind: 'interrupt'; readonly times: 1 | 2 }
  /** The heartbeat of the lock jumps while its console lives, and another console tries. */
  | { readonly kind: 'heartbeat-jump'; readonly seconds: number; readonly by: 'restore' | 'recover' };

export interface PlannedFault {
  readonly fault: Fault;
  readonly moment: Moment;
}

/** How an unfinished job is ended. */
export interface WayOn {
  /** Waits until scripts and helpers are at rest before it goes on. */
  readonly rest: boolean;
  /** The lock's heartbeat is set back, so that nobody waits half a minute for a console that is known to be dead. */
  readonly ageLock: boolean;
  /** The journal's times are shifted, as by a clock that was set between. */
  readonly journalShiftSeconds: number;
  /** Goes on with the run by `attach` first; `recover` ends what that leaves unfinished. */
  readonly attach: 'no' | 'own' | 'other-machine';
  /** The command that ends a run is itself killed so long after its start, and run again. */
  readonly killedAfterMs: readonly number[];
  /** What was restored is taken back by `rollback`, and forward again by a second one. */
  readonly rollbacks: 0 | 1 | 2;
  /** A rollback is killed so long after its start, and ended by `recover`. */
  readonly rollbackKilledAfterMs: number | null;
}

export interface Scenario {
  readonly restore: readonly string[];
  readonly sql: boolean;
  readonly media: boolean;
  /** A service that was stopped before and has to stay stopped. */
  readonly stoppedBefore: 'celery-beat' | 'celery-worker' | null;
  /** The archive lies on the host from an earlier run; else it has to be sent. */
  readonly archiveThere: boolean;
  readonly faults: readonly PlannedFault[];
  readonly wayOn: WayOn;
}

/** Draws run `index` of the series: its first fault is dealt from a deck, so that none is drawn too seldom. */
export function drawScenario(seed: string, index: number): Scenario {
  const random = randomOf(seed, index);
  const part = random.weighted([
    [80, 'both'],
    [10, 'sql'],
    [10, 'media'],
  ] as const);
  const safetyBackup = part !== 'media' && random.chance(0.4);
  const shape: Shape = { sql: part !== 'media', media: part !== 'sql', safetyBackup };
  const restore = [
    ...(part === 'sql' ? ['--no-media'] : []),
    ...(part === 'media' ? ['--no-sql'] : []),
    ...(safetyBackup ? [] : ['--no-safety-backup']),
  ];
  const stoppedBefore = random.chance(0.1) ? random.pick(['celery-beat', 'celery-worker'] as const) : null;
  const moments = momentsOf(random, shape);
  const first = cardOf(seed, index).draw(random, moments);
  const faults = random.chance(0.2) ? [first, drawCard(random).draw(random, moments)] : [first];
  const wayOn: WayOn = {
    rest: random.chance(0.4),
    ageLock: random.chance(0.93),
    journalShiftSeconds: random.chance(0.1) ? random.pick([-86_400, -5, 5, 86_400]) : 0,
    attach: random.weighted([
      [50, 'no'],
      [35, 'own'],
      [15, 'other-machine'],
    ] as const),
    killedAfterMs: random.chance(0.2)
      ? Array.from({ length: random.between(1, 2) }, () => random.between(1500, 9000))
      : [],
    rollbacks: random.weighted([
      [60, 0],
      [18, 1],
      [22, 2],
    ] as const),
    rollbackKilledAfterMs: random.chance(0.4) ? random.between(2000, 15_000) : null,
  };
  return {
    restore,
    sql: shape.sql,
    media: shape.media,
    stoppedBefore,
    archiveThere: random.chance(0.75),
    faults,
    wayOn,
  };
}
