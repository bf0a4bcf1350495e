import type { PruneItem } from '../../../shared/restore/prune';
import { shortId } from '../names';
import type { HostState } from './host-state';
import type { JobLife } from './job-lives';

/** What the rules share. */
export interface Judging {
  readonly state: HostState;
  readonly life: (short: string) => JobLife;
  /** A job's full id where the host or the history tells it, else its short one. */
  readonly jobOf: (short: string) => string;
}

/** An item with what most have in common: it may go. */
export function item(
  fields: Pick<PruneItem, 'group' | 'kind' | 'parts' | 'means'> &
    Partial<PruneItem> & { readonly key: string },
): PruneItem {
  const { key, ...rest } = fields;
  return {
    id: `${fields.kind} ${key}`,
    bytes: null,
    made_at: null,
    job: null,
    reason: null,
    error: null,
    ...rest,
  };
}

/** Why what a job made has to stay while that job needs it. */
export function keptForJob(judging: Judging, short: string): PruneItem['reason'] {
  switch (judging.life(short)) {
    case 'running':
      return 'job-running';
    case 'interrupted':
      return 'job-interrupted';
    case 'ended':
      return null;
  }
}

/** True when the job's folder says that it restored another database than this target's: two targets may share a work directory. */
export function isOfOtherDatabase(judging: Judging, short: string): boolean {
  const folder = judging.state.jobs.find((job) => shortId(job.jobId) === short);
  return folder?.about != null && folder.about.database !== judging.state.database;
}
