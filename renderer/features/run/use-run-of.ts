import { useCallback, useEffect, useState } from 'react';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { Job } from '../../../shared/restore/job';
import type { RunState } from '../../../shared/restore/run-state';
import { runStateOfJob, stateBeforeRun } from '../../../shared/restore/run-state-of-job';
import { useConsole } from '../../console-context';
import { useRuns } from '../../stores';
import { isUnderWay } from './under-way';

export interface ShownRun {
  readonly run: RunState | null;
  readonly error: AppError | null;
  /** Reads the job anew: what was pruned is no longer kept, which no run tells. */
  readonly refresh: () => void;
}

/** The state of a run; where main has none for a job of the history, it is made from the job. */
export function useRunOf(jobId: string): ShownRun {
  const { client, stores } = useConsole();
  const run = useRuns((state) => state.runs[jobId]);
  const [job, setJob] = useState<Job | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  /** The job as it was read after the run's event of that number; a later event tells a later job. */
  const [read, setRead] = useState<{ readonly job: Job; readonly after: number } | null>(null);
  useEffect(() => {
    client.call.jobs.show({ jobId }).then(
      (answer) => setJob(answer.job),
      (thrown) => setError(toAppError(thrown)),
    );
    return stores.runs.getState().follow(jobId);
  }, [client, stores, jobId]);
  const refresh = useCallback(() => {
    const after = stores.runs.getState().runs[jobId]?.lastSeq ?? 0;
    client.call.jobs.show({ jobId }).then(
      (answer) => setRead({ job: answer.job, after }),
      (thrown) => setError(toAppError(thrown)),
    );
  }, [client, stores, jobId]);
  const shown = run ?? (job ? stateOf(job) : null);
  const newer = shown?.job && read?.after === shown.lastSeq ? { ...shown, job: read.job } : shown;
  return { run: newer, error, refresh };
}

function stateOf(job: Job): RunState {
  return isUnderWay(job) ? stateBeforeRun(job) : runStateOfJob(job);
}
