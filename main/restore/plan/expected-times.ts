import type { Manifest } from '../../../shared/manifest';
import type { Job } from '../../../shared/restore/job';
import type { PlanStep } from '../../../shared/restore/plan';
import type { StepId } from '../../../shared/restore/steps';

/** How many earlier runs of a target an expectation is made from. */
const RUNS = 5;
/** A run of an archive this many times larger or smaller says nothing of a step whose time follows its size. */
const COMPARABLE = 5;

export interface ExpectedTimes {
  readonly steps: ReadonlyMap<StepId, number>;
  readonly downtime: number | null;
}

/** What a step's time follows, as both the archive and an earlier job know it. Null: not known. */
export interface RunSizes {
  readonly archiveMb: number | null;
  readonly rows: number | null;
  readonly mediaMb: number | null;
}

/** Times of the newest completed runs on a target, each scaled to this archive's size, averaged. */
export function expectedTimes(completed: readonly Job[], sizes: RunSizes): ExpectedTimes {
  const recent = completed.filter((job) => job.status === 'completed').slice(0, RUNS);
  const durations = new Map<StepId, number[]>();
  for (const job of recent) {
    for (const step of job.steps) {
      if (step.state !== 'done' || step.duration_seconds === null) continue;
      const ratio = ratioOf(step.id, sizesOf(job), sizes);
      if (ratio > COMPARABLE || ratio < 1 / COMPARABLE) continue;
      durations.set(step.id, [...(durations.get(step.id) ?? []), step.duration_seconds * ratio]);
    }
  }
  const downtimes = recent.flatMap((job) => (job.downtime_seconds === null ? [] : [job.downtime_seconds]));
  return {
    steps: new Map([...durations].map(([id, values]) => [id, mean(values)])),
    downtime: downtimes.length > 0 ? mean(downtimes) : null,
  };
}

/** The sizes of the archive a plan is made for. */
export function sizesOfManifest(manifest: Manifest, rows: number | null): RunSizes {
  return {
    archiveMb: manifest.bytes / 1e6,
    rows,
    mediaMb: manifest.media === null ? null : manifest.media.bytes / 1e6,
  };
}

/**
 * How long the whole run takes: the safety backup goes beside upload, load and media, media beside the load; in place
 * one follows the other. Null as soon as a step's time is not known.
 */
export function wholeSeconds(steps: readonly PlanStep[], inPlace: boolean): number | null {
  if (steps.some((step) => step.expected_seconds === null)) return null;
  const sum = (...ids: readonly StepId[]): number =>
    steps
      .filter((step) => ids.includes(step.id))
      .reduce((total, step) => total + (step.expected_seconds ?? 0), 0);
  const all = steps.reduce((total, step) => total + (step.expected_seconds ?? 0), 0);
  if (inPlace) return all;
  const making = sum('upload') + Math.max(sum('load'), sum('stage-media'));
  const made = sum('upload', 'load', 'stage-media', 'safety-backup');
  return all - made + Math.max(making, sum('safety-backup'));
}

function ratioOf(step: StepId, then: RunSizes, now: RunSizes): number {
  switch (step) {
    case 'upload':
      return ratio(then.archiveMb, now.archiveMb);
    case 'load':
    case 'verify':
      return ratio(then.rows, now.rows);
    case 'stage-media':
      return ratio(then.mediaMb, now.mediaMb);
    default:
      return 1;
  }
}

function ratio(then: number | null, now: number | null): number {
  return then === null || now === null || then <= 0 || now <= 0 ? 1 : now / then;
}

function sizesOf(job: Job): RunSizes {
  const { rows_count, media_size_mb } = job.backup_metadata;
  return {
    archiveMb: job.file_size_mb,
    rows: typeof rows_count === 'number' ? rows_count : null,
    mediaMb: typeof media_size_mb === 'number' ? media_size_mb : null,
  };
}

function mean(values: readonly number[]): number {
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10) / 10;
}
