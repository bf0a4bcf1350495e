import { STEP_IDS, type StepId } from '../../shared/restore/steps';
import { type Random, randomOf } from './random';

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
  readonly faults: readonly PlannedFault[];
  readonly wayOn: WayOn;
}

/** Lines of the cutover's journal in their order: between any two of them lies a gap to be hit. */
const JOURNAL_LINES = [
  'begin prepare',
  'begin catch-up',
  'done catch-up',
  'done prepare',
  'begin stop',
  'begin stop-service 1',
  'done stop-service 1',
  'begin stop-service 2',
  'begin stop-service 3',
  'done stop',
  'begin block',
  'done block',
  'begin swap',
  'done swap',
  'begin media',
  'done media',
  'begin before-start',
  'begin command',
  'done before-start',
  'begin start',
  'done start',
  'begin health',
  'done health',
  'begin workers',
  'done workers',
  'done cutover',
] as const;

/** Draws run `index` of the series. */
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
  const first = drawFault(random, shape);
  const faults = random.chance(0.2) ? [first, drawFault(random, shape)] : [first];
  return {
    restore,
    sql: shape.sql,
    media: shape.media,
    stoppedBefore,
    faults,
    wayOn: {
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
        [70, 0],
        [15, 1],
        [15, 2],
      ] as const),
      rollbackKilledAfterMs: random.chance(0.4) ? random.between(2000, 15_000) : null,
    },
  };
}

function drawFault(random: Random, shape: Shape): PlannedFault {
  const moments = momentsOf(random, shape);
  const fault = random.weighted<() => PlannedFault>([
    [2, () => moments.anywhere({ kind: 'none' })],
    [22, () => moments.anywhere({ kind: 'console-killed' })],
    [10, () => moments.anywhere({ kind: 'reboot' })],
    [7, () => moments.anywhere({ kind: 'ours-killed' })],
    [7, () => moments.inCutover({ kind: 'script-killed', consoleToo: random.chance(0.5) })],
    [6, () => moments.anywhere({ kind: 'ssh-cut' })],
    [5, () => moments.anywhere(unreachable(random))],
    [
      8,
      () =>
        moments.anywhere({ kind: 'postgres-killed', what: random.pick(['postmaster', 'session'] as const) }),
    ],
    [
      8,
      () =>
        moments.anywhere({
          kind: 'dockerd-killed',
          forMs: random.between(0, 4000),
          consoleToo: random.chance(0.4),
        }),
    ],
    [
      6,
      () =>
        moments.inHelper({
          kind: 'helper-killed',
          how: random.pick(['killed', 'removed'] as const),
        }),
    ],
    [6, () => moments.inCutover({ kind: 'service-killed', service: random.between(0, 2) })],
    [6, () => diskFull(random, moments)],
    [3, () => moments.atCutover({ kind: 'stop-ignored', service: random.between(0, 2) })],
    [
      4,
      () =>
        moments.atCutover({
          kind: 'health',
          how: random.pick(['hang', 'bad'] as const),
          forMs: random.between(2000, 20_000),
        }),
    ],
    [4, () => moments.whileLocked({ kind: 'second-restore' })],
    [3, () => moments.whileLocked({ kind: 'second-recover' })],
    [4, () => moments.anywhere({ kind: 'interrupt', times: random.pick([1, 2] as const) })],
    [
      3,
      () =>
        moments.whileLocked({
          kind: 'heartbeat-jump',
          seconds: random.pick([-86_400, -600, 86_400]),
          by: random.pick(['restore', 'recover'] as const),
        }),
    ],
  ]);
  return fault();
}

function unreachable(random: Random): Fault {
  return {
    kind: 'unreachable',
    how: random.pick(['refuse', 'stall'] as const),
    forMs: random.between(500, 8000),
  };
}

function diskFull(random: Random, moments: Moments): PlannedFault {
  const place = random.pick(['data', 'work'] as const);
  const fault: Fault = {
    kind: 'disk-full',
    place,
    leaveMegabytes: place === 'data' ? random.pick([100, 600]) : random.pick([0, 100]),
    forMs: random.between(1000, 8000),
  };
  return random.chance(0.5) ? moments.inHelper(fault) : moments.inCutover(fault);
}

/** What a run has, so that its moments come. */
interface Shape {
  readonly sql: boolean;
  readonly media: boolean;
  readonly safetyBackup: boolean;
}

interface Moments {
  /** Anywhere in a run, and mostly where it matters. */
  anywhere(fault: Fault): PlannedFault;
  inCutover(fault: Fault): PlannedFault;
  /** What must be there when the cutover begins, or before one of its parts. */
  atCutover(fault: Fault): PlannedFault;
  /** While a helper container works. */
  inHelper(fault: Fault): PlannedFault;
  /** While the run holds the target. */
  whileLocked(fault: Fault): PlannedFault;
}

function momentsOf(random: Random, shape: Shape): Moments {
  const has = (word: string): boolean =>
    (shape.sql || !/block|swap|load|merge|verify/.test(word)) &&
    (shape.media || !/catch-up|media/.test(word)) &&
    (shape.safetyBackup || word !== 'safety-backup');
  const steps = STEP_IDS.filter(has);
  const inStep = (step: StepId, fault: Fault): PlannedFault => {
    const edge = random.weighted([
      [65, 'started'],
      [35, 'finished'],
    ] as const);
    return { fault, moment: { at: 'step', step, edge, delayMs: delay(random) } };
  };
  const inCutover = (fault: Fault): PlannedFault => ({
    fault,
    moment: { at: 'journal', line: random.pick(JOURNAL_LINES.filter(has)), delayMs: delay(random) },
  });
  const helpers = steps.filter((step) => ['safety-backup', 'load', 'verify', 'stage-media'].includes(step));
  return {
    inCutover,
    anywhere: (fault) =>
      random.weighted<() => PlannedFault>([
        [45, () => inCutover(fault)],
        [35, () => inStep(random.pick(steps), fault)],
        [20, () => ({ fault, moment: { at: 'time', delayMs: random.between(0, 30_000) } })],
      ])(),
    atCutover: (fault) => {
      const line = random.pick(['begin prepare', 'done prepare', 'begin start', 'begin health']);
      return { fault, moment: { at: 'journal', line, delayMs: 0 } };
    },
    inHelper: (fault) => {
      const step = random.pick(helpers);
      return { fault, moment: { at: 'step', step, edge: 'started', delayMs: delay(random) } };
    },
    whileLocked: (fault) =>
      random.chance(0.5) ? inCutover(fault) : inStep(random.pick(['upload', ...helpers] as const), fault),
  };
}

/** Often at once, often within the next call, sometimes much later. */
function delay(random: Random): number {
  return random.weighted<() => number>([
    [30, () => 0],
    [30, () => random.between(1, 60)],
    [25, () => random.between(60, 500)],
    [15, () => random.between(500, 2500)],
  ])();
}
