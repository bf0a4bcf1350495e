import { fail } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { Job } from '../../../shared/restore/job';
import type { PruneItem, PruneList, PruneReport } from '../../../shared/restore/prune';
import { askTarget, withTarget } from '../ask-target';
import type { JobStore } from '../job-store';
import { shortId } from '../names';
import type { TargetSessions } from '../target-session';
import { judge, lockedBy, type PruneSelection } from './decide';
import { pruneTarget } from './prune-target';
import { readHostState } from './read-host-state';

const HISTORY_LIMIT = 1000;

export interface PruneDependencies {
  readonly sessions: TargetSessions;
  readonly jobs: JobStore;
  /** Throws `target-not-found`. */
  readonly profile: (name: string) => Profile;
  readonly operator: { readonly name: string; readonly machine: string };
  readonly newId: () => string;
  /** Keeps what was removed, with sizes, in the log of this machine. */
  readonly note: (removed: { readonly target: string; readonly item: PruneItem }) => void;
}

/** Lists what lies on a target of ours, and removes what may go. One per process; needs no job and no local history. */
export class PruneService {
  readonly #pruning = new Set<string>();

  constructor(private readonly deps: PruneDependencies) {}

  /** Reads only. Throws what stands between us and the target. */
  async list(target: string): Promise<PruneList> {
    const profile = this.deps.profile(target);
    return askTarget(this.deps.sessions, profile, async (session) => {
      const state = await readHostState(session, await session.parts());
      const history = this.#history(target);
      return { target, items: [...judge(state, history)], locked: lockedBy(state, history) };
    });
  }

  /** Removes what is selected. What was refused or failed is in the report. Throws `job-running` for a prune in progress. */
  async prune(target: string, selection: PruneSelection, signal: AbortSignal): Promise<PruneReport> {
    const profile = this.deps.profile(target);
    if (this.#pruning.has(target)) throw fail('job-running', { job: 'prune', target });
    this.#pruning.add(target);
    try {
      return await withTarget(this.deps.sessions, profile, async (session) =>
        pruneTarget({
          session,
          parts: await session.parts(),
          history: () => this.#history(target),
          selection,
          operator: this.deps.operator,
          newId: this.deps.newId,
          signal,
          onRemoved: (item) => this.#forget(target, item),
        }),
      );
    } finally {
      this.#pruning.delete(target);
    }
  }

  /** The history must not promise a way back that is gone. */
  #forget(target: string, item: PruneItem): void {
    this.deps.note({ target, item });
    const job = this.#history(target).find(({ id }) => shortId(id) === shortId(item.job ?? ''));
    if (!job) return;
    if (item.group === 'old-pairs') this.deps.jobs.save({ ...job, old_pair: null });
    if (item.kind === 'safety-backup' && job.safety_backup_path.endsWith(`/${item.parts[0] ?? ''}`)) {
      this.deps.jobs.save({ ...job, safety_backup_path: '' });
    }
  }

  #history(target: string): readonly Job[] {
    this.deps.jobs.sweepInterrupted();
    return this.deps.jobs.list({ status: null, target, search: '', limit: HISTORY_LIMIT }).jobs;
  }
}
