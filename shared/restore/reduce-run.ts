import { assertNever } from '../assert-never';
import type { JobStep } from './job';
import type { RunEvent } from './run-event';
import { emptyRunState, isOutOfService, type RunState, type RunStep } from './run-state';
import { STEP_WEIGHTS } from './steps';

/**
 * The one reducer: state after an event. Used by main to answer snapshots and by the window to follow.
 * An event that was already folded (a `seq` not after the last) changes nothing, so a replay is harmless.
 */
export function reduceRun(state: RunState, event: RunEvent): RunState {
  if (event.seq <= state.lastSeq) return state;
  const next = fold({ ...state, lastSeq: event.seq }, event);
  if (event.type === 'run-started') return next;
  const progress = Math.max(state.progress, overallProgress(next.steps));
  return { ...next, progress: next.phase === 'finished' && next.job?.status === 'completed' ? 1 : progress };
}

/** True when an event lies between `state` and `event`: the reader must ask for a snapshot. */
export function missedEvents(state: RunState, event: RunEvent): boolean {
  return event.seq > state.lastSeq + 1;
}

function fold(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'run-started':
      if (event.recovers) {
        const { target, environment, filename } = event;
        return { ...state, target, environment, filename, phase: 'running', recovering: true, job: null };
      }
      // A job may have several runs; seq goes on, everything else starts anew.
      return {
        ...emptyRunState(state.jobId),
        lastSeq: state.lastSeq,
        phase: 'running',
        target: event.target,
        environment: event.environment,
        filename: event.filename,
        ...(event.turn ? { turn: event.turn } : {}),
        startedAt: event.at,
        steps: event.steps.map((id) => endedStep(event.resumed, id) ?? waitingStep(id)),
        // What goes on with a run whose services are stopped does not stop them again, and tells no event of it.
        downtimeBeganAt: event.resumed && isOutOfService(state) ? state.downtimeBeganAt : null,
      };
    case 'step-started':
      return onStep(state, event.step, (step) => ({ ...step, state: 'running', startedAt: event.at }));
    case 'step-progress':
      return onStep(state, event.step, (step) => ({
        ...step,
        bytesDone: event.bytesDone,
        bytesTotal: event.bytesTotal,
        detail: event.detail,
      }));
    case 'step-stalled':
      return onStep(state, event.step, (step) => ({
        ...step,
        state: 'stalled',
        standstill: { since: event.since, watched: event.watched },
      }));
    case 'step-resumed':
      return onStep(state, event.step, ({ standstill: _over, ...step }) => ({ ...step, state: 'running' }));
    case 'lock-wait':
      return onStep(state, event.step, ({ waits: _before, ...step }) =>
        event.waits.length === 0 ? step : { ...step, waits: event.waits },
      );
    case 'step-finished':
      return onStep(state, event.step, ({ standstill: _over, waits: _before, ...step }) => ({
        ...step,
        state: event.state,
        finishedAt: event.at,
        parts: event.parts,
      }));
    case 'cutover-part':
      return { ...state, cutoverPart: event.state === 'done' ? null : event.part };
    case 'downtime':
      return event.state === 'began'
        ? downtimeBegan(state, event.at)
        : { ...state, downtimeEndedAt: event.at };
    case 'connection':
      return {
        ...state,
        connection:
          event.state === 'lost'
            ? { lost: true, since: state.connection.since ?? event.at, retryInSeconds: event.retryInSeconds }
            : { lost: false, since: null, retryInSeconds: null },
      };
    case 'warning':
      return { ...state, warnings: [...state.warnings, event.error] };
    case 'cancel-requested':
      return { ...state, phase: 'cancelling' };
    case 'log':
      return { ...state, logCounts: { ...state.logCounts, [event.level]: state.logCounts[event.level] + 1 } };
    case 'finished': {
      const { recovering: _over, ...rest } = state;
      return { ...rest, phase: 'finished', cutoverPart: null, job: event.job };
    }
    default:
      return assertNever(event, 'run event');
  }
}

/** In place the console stops the services, and the cutover that follows says it again: the first word counts. */
function downtimeBegan(state: RunState, at: string): RunState {
  if (state.downtimeBeganAt !== null && state.downtimeEndedAt === null) return state;
  return { ...state, downtimeBeganAt: at, downtimeEndedAt: null };
}

/** A step that an earlier console saw end, as the job remembers it. */
function endedStep(resumed: readonly JobStep[] | undefined, id: RunStep['id']): RunStep | null {
  const step = resumed?.find((each) => each.id === id);
  if (!step) return null;
  const { started_at: startedAt, duration_seconds: seconds, bytes, parts } = step;
  const finishedAt =
    startedAt === null ? null : new Date(Date.parse(startedAt) + (seconds ?? 0) * 1000).toISOString();
  return { ...waitingStep(id), state: 'done', startedAt, finishedAt, bytesDone: bytes, parts };
}

function waitingStep(id: RunStep['id']): RunStep {
  return {
    id,
    state: 'waiting',
    startedAt: null,
    finishedAt: null,
    bytesDone: null,
    bytesTotal: null,
    detail: '',
    parts: [],
  };
}

function onStep(state: RunState, id: RunStep['id'], change: (step: RunStep) => RunStep): RunState {
  return { ...state, steps: state.steps.map((step) => (step.id === id ? change(step) : step)) };
}

/** Weighted share of what is done; a running step counts by its bytes, one without bytes counts nothing until it ends. */
function overallProgress(steps: readonly RunStep[]): number {
  const total = steps.reduce((sum, step) => sum + STEP_WEIGHTS[step.id], 0);
  if (total === 0) return 0;
  const done = steps.reduce((sum, step) => sum + STEP_WEIGHTS[step.id] * stepShare(step), 0);
  return Math.min(0.99, done / total);
}

function stepShare(step: RunStep): number {
  if (step.state === 'done' || step.state === 'skipped') return 1;
  if (step.state === 'waiting' || step.bytesDone === null || !step.bytesTotal) return 0;
  return Math.min(1, step.bytesDone / step.bytesTotal);
}
