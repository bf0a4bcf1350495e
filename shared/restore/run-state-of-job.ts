import { isDownInPlace } from './in-place-down';
import type { Job } from './job';
import { emptyRunState, type RunState } from './run-state';

/** A finished job told as a run, for the same screen: nothing is invented that the job does not hold. */
export function runStateOfJob(job: Job): RunState {
  return {
    ...emptyRunState(job.id),
    phase: 'finished',
    target: job.target,
    environment: job.environment,
    filename: job.original_filename,
    startedAt: job.started_at,
    progress: job.progress_percent / 100,
    warnings: job.warnings,
    steps: job.steps.map((step) => ({
      id: step.id,
      state: step.state,
      startedAt: step.started_at,
      finishedAt: endOf(step),
      bytesDone: step.bytes,
      bytesTotal: step.bytes,
      detail: '',
      parts: step.parts,
    })),
    job,
  };
}

/**
 * What is known of a job's run before its first event: all that its job holds. A job that was found on a host has no
 * state here, and what ends it tells no event that would name it.
 */
export function stateBeforeRun(job: Job): RunState {
  const stopped = isDownInPlace(job) ? job.steps.find((step) => step.id === 'safety-backup') : undefined;
  return {
    ...runStateOfJob(job),
    phase: 'starting',
    downtimeBeganAt: stopped ? (stopped.started_at ?? job.started_at) : null,
    job: null,
  };
}

function endOf(step: Job['steps'][number]): string | null {
  if (step.started_at === null || step.duration_seconds === null) return null;
  return new Date(new Date(step.started_at).getTime() + step.duration_seconds * 1000).toISOString();
}
