import { STEP_IDS, type StepId } from '../../shared/restore/steps';
import type { Random } from './random';
import type { Fault, PlannedFault } from './scenario';

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

/** About what an undisturbed run takes with its console's start: later moments would not come. */
const LONGEST_MS = 18_000;

/** About what docker takes from its client's start to the container's. */
const LONGEST_START_MS = 250;

/** Lines before which the services run and the run is far from its end. */
const EARLY_LINES = ['begin prepare', 'begin catch-up', 'done prepare', 'begin stop'] as const;

/** What a run has, so that its moments come. */
export interface Shape {
  readonly sql: boolean;
  readonly media: boolean;
  readonly safetyBackup: boolean;
}

export interface Moments {
  /** Anywhere in a run, and mostly where it matters. */
  anywhere(fault: Fault): PlannedFault;
  inCutover(fault: Fault): PlannedFault;
  /** What must be there when the cutover begins, or before one of its parts. */
  atCutover(fault: Fault): PlannedFault;
  /** In a start of a service by the cutover. */
  inStart(fault: Fault): PlannedFault;
  /** While a helper container works. */
  inHelper(fault: Fault): PlannedFault;
  /** While the run holds the target. */
  whileLocked(fault: Fault): PlannedFault;
}

/** Where in a run of this shape something can be done to it. */
export function momentsOf(random: Random, shape: Shape): Moments {
  const has = (word: string): boolean =>
    (shape.sql || !/block|swap|load|merge|verify/.test(word)) &&
    (shape.media || !/catch-up|media/.test(word)) &&
    (shape.safetyBackup || word !== 'safety-backup');
  const steps = STEP_IDS.filter(has);
  const inStep = (step: StepId, fault: Fault, at?: 'started'): PlannedFault => {
    const edge =
      at ??
      random.weighted([
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
        [20, () => ({ fault, moment: { at: 'time', delayMs: random.between(0, LONGEST_MS) } })],
      ])(),
    atCutover: (fault) => {
      const line = random.weighted([
        [40, 'begin prepare'],
        [30, 'done prepare'],
        [15, 'begin start'],
        [15, 'begin health'],
      ] as const);
      return { fault, moment: { at: 'journal', line, delayMs: 0 } };
    },
    inStart: (fault) => ({
      fault,
      moment: { at: 'docker-start', delayMs: random.between(0, LONGEST_START_MS) },
    }),
    inHelper: (fault) => {
      const step = random.pick(helpers);
      return { fault, moment: { at: 'step', step, edge: 'started', delayMs: delay(random) } };
    },
    whileLocked: (fault) =>
      random.chance(0.3)
        ? { fault, moment: { at: 'journal', line: random.pick(EARLY_LINES.filter(has)), delayMs: 0 } }
        : inStep(random.pick(['upload', ...helpers] as const), fault, 'started'),
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
