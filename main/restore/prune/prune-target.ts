import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { Job } from '../../../shared/restore/job';
import type { PruneItem, PruneReport } from '../../../shared/restore/prune';
import type { TargetParts, TargetSession } from '../target-session';
import { judge, lockedBy, type PruneSelection, select } from './decide';
import { folderWaitsFor } from './files';
import type { HostState } from './host-state';
import { PRUNE_LOCK_PREFIX } from './job-lives';
import { readHostState } from './read-host-state';
import { remove } from './remove';

const LOCK_BEAT_EVERY_MS = 10_000;

/** Who prunes, and with what selection. */
export interface PruneWork {
  readonly session: TargetSession;
  readonly parts: TargetParts;
  readonly history: () => readonly Job[];
  readonly selection: PruneSelection;
  readonly operator: { readonly name: string; readonly machine: string };
  readonly newId: () => string;
  readonly signal: AbortSignal;
  /** Called as soon as a thing is gone. */
  readonly onRemoved: (item: PruneItem) => void;
}

/**
 * Removes what is asked for and may go, one thing after another. It holds the target's lock meanwhile, so that no run
 * begins that takes an archive for being there; what may go is decided under that lock. A failure keeps the thing and
 * goes on; a lost connection or a lost lock ends it, and a prune again goes on from what is left.
 */
export async function pruneTarget(work: PruneWork): Promise<PruneReport> {
  const { session, parts } = work;
  const before = await readHostState(session, parts);
  const locked = lockedBy(before, work.history());
  if (locked) return report([], allKept(before, work), locked);
  const dead = await removeDeadLock(work, before);
  const jobId = `${PRUNE_LOCK_PREFIX}${work.newId()}`;
  const lock = await session.docker.acquireLock({
    databaseContainerId: parts.container.id,
    database: session.profile.database.name,
    image: parts.helperImage,
    operator: work.operator.name,
    machine: work.operator.machine,
    jobId,
  });
  if (lock.kind === 'held') {
    const { operator, machine, since, jobId: job } = lock.owner;
    return report([], allKept(before, work), {
      code: 'lock-held',
      params: { by: operator, machine, since, job },
    });
  }
  const database = session.profile.database.name;
  const beat = setInterval(() => {
    void session.docker.heartbeat(lock.containerId).catch(() => undefined);
  }, LOCK_BEAT_EVERY_MS);
  try {
    const state = await readHostState(session, parts);
    const others = state.locks.filter((each) => each.jobId !== jobId);
    const held = { containerId: lock.containerId, jobId };
    return await removeAll(work, { ...state, locks: others }, held, dead);
  } finally {
    clearInterval(beat);
    // On a lost connection it stays, dead in half a minute: the next prune removes it.
    await session.docker.releaseLock(parts.container.id, database, jobId).catch(() => undefined);
  }
}

async function removeAll(
  work: PruneWork,
  state: HostState,
  held: HeldLock,
  already: readonly PruneItem[],
): Promise<PruneReport> {
  const removed: PruneItem[] = [...already];
  const kept: PruneItem[] = [];
  let ended: AppError | null = null;
  for (const item of select(judge(state, work.history()), work.selection)) {
    if (item.reason !== null) {
      kept.push(item);
      continue;
    }
    if (work.signal.aborted) ended ??= { code: 'cancelled', params: { step: 'prune' } };
    // A job's folder stays when its pair, its backup or its media could not be removed after all.
    const waits = item.kind === 'job-folder' ? folderWaitsFor(item, kept) : null;
    if (ended || waits) {
      kept.push({ ...item, reason: ended ? 'not-reached' : waits });
      continue;
    }
    ended = await lockLost(work, held);
    if (ended) {
      kept.push({ ...item, reason: 'not-reached' });
      continue;
    }
    try {
      await remove({ ...work, state }, item);
      removed.push(item);
      work.onRemoved(item);
    } catch (thrown) {
      const error = toAppError(thrown);
      kept.push({ ...item, reason: 'failed', error });
      if (error.code === 'connection-lost') ended = error;
    }
  }
  return report(removed, kept, ended);
}

/** The lock this prune holds: its container, and what it is held as. */
interface HeldLock {
  readonly containerId: string;
  readonly jobId: string;
}

/**
 * Whether the lock is gone, asked before every single removal: another console takes one for dead that has not beaten for
 * half a minute, and a run of its own may need what we decided on. A lock that cannot be asked is taken for held.
 */
async function lockLost(work: PruneWork, { containerId, jobId }: HeldLock): Promise<AppError | null> {
  try {
    await work.session.docker.heartbeat(containerId);
    return null;
  } catch (thrown) {
    if (toAppError(thrown).code !== 'container-missing') return null;
    return { code: 'lock-lost', params: { job: jobId } };
  }
}

/** A lock of this target that no living console holds, of a job that has ended, stands in our own way. */
async function removeDeadLock(work: PruneWork, state: HostState): Promise<readonly PruneItem[]> {
  const dead = state.locks.find((each) => each.name === state.lockName);
  if (!dead) return [];
  await work.session.docker.removeHelper(dead.containerId);
  return judge(state, work.history()).filter((each) => each.kind === 'lock' && each.parts[0] === dead.name);
}

function allKept(state: HostState, work: PruneWork): readonly PruneItem[] {
  return select(judge(state, work.history()), work.selection).map((item) => ({
    ...item,
    reason: item.reason ?? ('not-reached' as const),
  }));
}

function report(
  removed: readonly PruneItem[],
  kept: readonly PruneItem[],
  error: AppError | null,
): PruneReport {
  const freed = removed.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
  const failed = kept.find((each) => each.error !== null)?.error ?? null;
  return { removed: [...removed], kept: [...kept], freed_bytes: freed, error: error ?? failed };
}
