import type { Job } from '../../../shared/restore/job';
import type { StepId } from '../../../shared/restore/steps';

/** How many earlier runs of a target an expectation is made from. */
const RUNS = 5;

export interface ExpectedTimes {
  readonly steps: ReadonlyMap<StepId, number>;
  readonly downtime: number | null;
}

/** Times of the newest completed runs on a target, averaged; scaled by bytes is not worth it for the few that matter. */
export function expectedTimes(completed: readonly Job[]): ExpectedTimes {
  const recent = completed.filter((job) => job.status === 'completed').slice(0, RUNS);
  const durations = new Map<StepId, number[]>();
  for (const step of recent.flatMap((job) => job.steps)) {
    if (step.state !== 'done' || step.duration_seconds === null) continue;
    durations.set(step.id, [...(durations.get(step.id) ?? []), step.duration_seconds]);
  }
  const downtimes = recent.flatMap((job) => (job.downtime_seconds === null ? [] : [job.downtime_seconds]));
  return {
    steps: new Map([...durations].map(([id, values]) => [id, mean(values)])),
    downtime: downtimes.length > 0 ? mean(downtimes) : null,
  };
}

function mean(values: readonly number[]): number {
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10) / 10;
}
