import { assertNever } from '../../../shared/assert-never';
import type { PruneItem } from '../../../shared/restore/prune';
import { shortId } from '../names';
import { belonging, calledAlike, type FolderTarget } from '../target-identity';
import { leftTraces } from '../traces';
import type { HostState } from './host-state';
import type { JobLife } from './job-lives';

/** What the rules share. */
export interface Judging {
  readonly state: HostState;
  readonly life: (short: string) => JobLife;
  /** A job's full id where the host or the history tells it, else its short one. */
  readonly jobOf: (short: string) => string;
  /** True for a job of this machine's history of the target. */
  readonly known: (short: string) => boolean;
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

/**
 * Why what a job made is not this target's to remove; null when it is. Targets of one user share a work directory, so
 * a job's folder says whose it is; where it does not, only what the job left on this very target speaks for it. Of a
 * job without a folder this machine's history of the target is believed.
 */
export function keptForOther(judging: Judging, short: string): PruneItem['reason'] {
  const { state } = judging;
  const folder = state.jobs.find((job) => shortId(job.jobId) === short);
  const about = folder?.about?.target ?? null;
  const whose = belonging(about, state.identity);
  switch (whose) {
    case 'ours':
      return null;
    case 'other-database':
    case 'other-target':
      return whose;
    case 'unknown':
      return leftItsName(state, short, about) || (!folder && judging.known(short)) ? null : 'target-unknown';
    default:
      return assertNever(whose, 'whose a job folder is');
  }
}

function leftItsName(state: HostState, short: string, about: FolderTarget | null): boolean {
  const { databases, database, identity, media, loaders, locks, lockName } = state;
  const traces = {
    databases,
    // A server's roles are of all its databases: they speak only for a folder that names this one.
    roles: about ? loaders.map(({ name }) => name) : [],
    media: about && mayBeHere(about, identity.container.name) ? media.map((each) => each.short) : [],
  };
  return (
    leftTraces(database, short, traces) ||
    locks.some((lock) => lock.name === lockName && shortId(lock.jobId) === short)
  );
}

/**
 * Whether media may speak for a folder that names this database. Targets may keep theirs in one volume, each in a folder of
 * its own, and all that jobs moved aside lies together there: another target's whose application is down just now too.
 */
function mayBeHere({ container }: FolderTarget, here: string): boolean {
  return container === null || calledAlike(container.name, here);
}
