import { assertNever } from '../../../shared/assert-never';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import { STEP_IDS, type StepId } from '../../../shared/restore/steps';
import { inPlaceRunEnd } from '../in-place/run-end';
import { LOCK_LOST } from '../ports/lock-lost';
import type { StepIo } from '../ports/step';
import { unlessOnlySilent } from './fence';
import { noLongerThan } from './no-longer-than';
import type { RunContext, Step, StepPart, StepResult } from './run-context';
import { watchStep } from './watch-step';

/**
 * What follows each other; a fork in it is chains that run beside each other until all have ended. Chains of one phase
 * run beside each other too, phases one after another.
 */
export type Chain = readonly (Step | { readonly fork: readonly Chain[] })[];
export type Phase = readonly Chain[];

/** The steps of phases in the order of a run's steps, however they run beside each other. */
export function stepsOf(phases: readonly Phase[]): readonly StepId[] {
  const inChain = (chain: Chain): StepId[] =>
    chain.flatMap((link) => ('fork' in link ? link.fork.flatMap(inChain) : [link.id]));
  const ids = phases.flatMap((phase) => phase.flatMap(inChain));
  return STEP_IDS.filter((id) => ids.includes(id));
}

export type RunEnd =
  | { readonly kind: 'completed' }
  | { readonly kind: 'cancelled'; readonly step: StepId }
  | { readonly kind: 'blocked'; readonly error: AppError }
  | { readonly kind: 'failed'; readonly step: StepId; readonly error: AppError }
  | { readonly kind: 'reversed'; readonly error: AppError }
  /** The cutover has begun and its end is not known here: the host goes on alone, `recover` tells and ends it. */
  | { readonly kind: 'adrift'; readonly error: AppError }
  | { readonly kind: 'needs-person'; readonly error: AppError; readonly manual: readonly string[] };

/** Waits until the target can be reached again; false when it was given up or the run was cancelled meanwhile. */
export type WaitForConnection = (signal: AbortSignal) => Promise<boolean>;

/** A host that does not answer within this time keeps nobody from ending a step. */
const ANSWER_WITHIN_MS = 5_000;

type StepEnd = Exclude<StepResult, { kind: 'done' }> | { readonly kind: 'failed'; readonly error: AppError };

/**
 * Runs phases to their end; steps that `products.done` names are passed over, and taken back like the others. Whatever stops a run stops the chains beside it, and only then is what was made taken
 * back, in reverse order. Past the cutover nothing is taken back here: the cutover reverses itself. From its begin on no
 * cancel counts either: whatever ends the run then leaves open which pair is live, and is never called cancelled.
 */
export async function executeRun(
  context: RunContext,
  phases: readonly Phase[],
  signal: AbortSignal,
  waitForConnection: WaitForConnection,
): Promise<RunEnd> {
  const begun: Step[] = [];
  for (const phase of phases) {
    const stop = await runPhase(context, phase, signal, waitForConnection, begun);
    if (!stop) continue;
    if (await overtaken(context)) return { kind: 'adrift', error: lockLost(context) };
    const end = endOf(stop.step, stop.end);
    if (end.kind === 'needs-person') return end;
    if (context.products.cutoverBegun && end.kind !== 'reversed') {
      return { kind: 'adrift', error: 'error' in end ? end.error : interrupted(context, stop.step) };
    }
    await takeBack(context, begun, waitForConnection);
    if (context.lockLost()) return { kind: 'adrift', error: lockLost(context) };
    const { inPlaceEnd } = context.products;
    return inPlaceEnd ? inPlaceRunEnd(inPlaceEnd, end) : end;
  }
  return { kind: 'completed' };
}

interface Stop {
  readonly step: StepId;
  readonly end: StepEnd;
}

async function runPhase(
  context: RunContext,
  phase: Phase,
  signal: AbortSignal,
  waitForConnection: WaitForConnection,
  begun: Step[],
): Promise<Stop | null> {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  let first: Stop | null = null;
  const runChains = async (chains: readonly Chain[]): Promise<void> => {
    await Promise.all(chains.map(runChain));
  };
  const runChain = async (chain: Chain): Promise<void> => {
    for (const link of chain) {
      if (first) return;
      if ('fork' in link) {
        await runChains(link.fork);
        continue;
      }
      const end = await runStep(context, link, controller.signal, waitForConnection, begun);
      if (end.kind === 'done') continue;
      // A chain that only ended because its neighbour failed is not the reason.
      if (!first) first = { step: link.id, end };
      // A console that slept may have been taken over: then the neighbours must not clear away what is the other's.
      await noLongerThan(ANSWER_WITHIN_MS, overtaken(context));
      controller.abort(context.lockLost() ? LOCK_LOST : undefined);
      return;
    }
  };
  await runChains(phase);
  signal.removeEventListener('abort', onAbort);
  return first;
}

async function runStep(
  context: RunContext,
  step: Step,
  signal: AbortSignal,
  waitForConnection: WaitForConnection,
  begun: Step[],
): Promise<StepEnd | { readonly kind: 'done' }> {
  if (context.products.done?.includes(step.id)) {
    begun.push(step);
    return { kind: 'done' };
  }
  if (context.lockLost()) return { kind: 'failed', error: lockLost(context) };
  if (cancelCounts(context, signal)) return { kind: 'cancelled' };
  begun.push(step);
  context.recorder.emit({ type: 'step-started', step: step.id });
  const end = await watchStep(context, step.id, () => runToEnd(context, step, signal, waitForConnection));
  context.recorder.emit({ type: 'step-finished', step: step.id, state: stateOf(end), parts: partsOf(end) });
  return end.kind === 'done' ? remember(context, step.id) : end;
}

/** A record that could not be written costs another console the step's work, never this run its success. */
async function remember(context: RunContext, step: StepId): Promise<StepEnd | { readonly kind: 'done' }> {
  context.products.done = [...(context.products.done ?? []), step];
  try {
    await context.checkpoint();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'lock-lost') return { kind: 'failed', error };
    context.recorder.log(step, 'warning', `Not written into the job folder: ${error.code}`);
  }
  return { kind: 'done' };
}

async function runToEnd(
  context: RunContext,
  step: Step,
  signal: AbortSignal,
  waitForConnection: WaitForConnection,
): Promise<StepResult | { readonly kind: 'failed'; readonly error: AppError }> {
  for (;;) {
    try {
      return await step.run(context, stepIo(context, step.id, signal));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'connection-lost') {
        const cancelled = cancelCounts(context, signal) && error.code !== 'lock-lost';
        if (cancelled && step.id !== 'cutover') return { kind: 'cancelled' };
        context.recorder.log(step.id, 'error', `${error.code} ${JSON.stringify(error.params)}`);
        return { kind: 'failed', error };
      }
      // A host on which the cutover has begun is waited for in full, whatever was asked before it was known to have.
      const { cutoverBegun } = context.products;
      if (!(await waitForConnection(cutoverBegun ? new AbortController().signal : signal))) {
        return cancelCounts(context, signal) ? { kind: 'cancelled' } : { kind: 'failed', error };
      }
      // Meanwhile somebody may have gone on with the run.
      if (await overtaken(context)) return { kind: 'failed', error: lockLost(context) };
    }
  }
}

/** From the cutover's begin on the host's script alone decides, and how it ended is what the run tells. */
function cancelCounts(context: RunContext, signal: AbortSignal): boolean {
  return signal.aborted && context.products.cutoverBegun !== true;
}

function interrupted(context: RunContext, step: StepId): AppError {
  return { code: 'interrupted', params: { step, since: context.clock.now().toISOString() } };
}

/** Whether another console has taken the run over; where the host cannot be asked, what was known last. */
async function overtaken(context: RunContext): Promise<boolean> {
  try {
    await context.fence();
  } catch {
    // The next one who needs the host learns why it does not answer.
  }
  return context.lockLost();
}

function lockLost(context: RunContext): AppError {
  return { code: 'lock-lost', params: { job: context.recorder.job.id } };
}

/** What a step speaks through: every word becomes an event of the run. */
export function stepIo(context: Pick<RunContext, 'recorder'>, step: StepId, signal: AbortSignal): StepIo {
  return {
    signal,
    log: (level, source, text) => context.recorder.emit({ type: 'log', step, level, source, text }),
    progress: (bytesDone, bytesTotal, detail) =>
      context.recorder.emit({ type: 'step-progress', step, bytesDone, bytesTotal, detail }),
  };
}

/**
 * Takes back what the begun steps made, last first. A failure to do so is said and does not stop the rest; a run that
 * another console has taken over is that one's, and nothing more of it is touched.
 */
async function takeBack(
  context: RunContext,
  begun: readonly Step[],
  waitForConnection: WaitForConnection,
): Promise<void> {
  for (const step of [...begun].reverse()) {
    if (!step.leave) continue;
    if (step.leaveOnlyIfClean && context.products.leftBehind) continue;
    const error = await leaveStep(context, step, waitForConnection);
    if (context.lockLost()) return;
    if (!error) continue;
    context.recorder.log(step.id, 'error', `Not taken back: ${error.code} ${JSON.stringify(error.params)}`);
    context.products.leftBehind = [...(context.products.leftBehind ?? []), step.id];
  }
}

/** A server in crash recovery, or a Docker that is being restarted, is back soon: what we made can go then. */
const PASSING: ReadonlySet<AppError['code']> = new Set<AppError['code']>([
  'database-lost',
  'docker-not-running',
]);

async function leaveStep(
  context: RunContext,
  step: Step,
  waitForConnection: WaitForConnection,
): Promise<AppError | null> {
  const givenUpAt = context.clock.ticks() + context.patience.leaveMs;
  for (;;) {
    try {
      await unlessOnlySilent(() => context.fence());
      await step.leave?.(context);
      return null;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'connection-lost') {
        if (!(await waitForConnection(new AbortController().signal))) return error;
        if (await overtaken(context)) return lockLost(context);
      } else if (PASSING.has(error.code) && context.clock.ticks() < givenUpAt) {
        await new Promise((resolve) => setTimeout(resolve, context.patience.pauseMs));
      } else {
        return error;
      }
    }
  }
}

function endOf(step: StepId, end: StepEnd): RunEnd {
  switch (end.kind) {
    case 'cancelled':
      return { kind: 'cancelled', step };
    case 'failed':
      return { kind: 'failed', step, error: end.error };
    case 'blocked':
      return { kind: 'blocked', error: end.error };
    case 'reversed':
      return { kind: 'reversed', error: end.error };
    case 'needs-person':
      return end;
    default:
      return assertNever(end, 'end of a step');
  }
}

function stateOf(end: StepEnd | { readonly kind: 'done' }): 'done' | 'cancelled' | 'failed' | 'reversed' {
  switch (end.kind) {
    case 'done':
      return 'done';
    case 'cancelled':
      return 'cancelled';
    case 'reversed':
      return 'reversed';
    case 'blocked':
    case 'failed':
    case 'needs-person':
      return 'failed';
    default:
      return assertNever(end, 'end of a step');
  }
}

function partsOf(end: StepEnd | StepResult): StepPart[] {
  return 'parts' in end && end.parts ? [...end.parts] : [];
}
