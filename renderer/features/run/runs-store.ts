import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import { missedEvents, reduceRun } from '../../../shared/restore/reduce-run';
import type { LogEvent, RunEvent } from '../../../shared/restore/run-event';
import { emptyRunState, type RunState } from '../../../shared/restore/run-state';
import { runStateOfJob } from '../../../shared/restore/run-state-of-job';
import type { ConsoleClient } from '../../bridge/client';
import { appendLines, EMPTY_LOG, type LogBuffer } from './log/log-buffer';
import { repeat } from './repeat';
import { isUnderWay } from './under-way';

const LOG_PAGE = 5000;
/** How often a run of another process is looked at: main tells no events of it. */
const LOOK_EVERY_MS = 1000;

export interface RunsState {
  readonly runs: Readonly<Record<string, RunState>>;
  readonly logs: Readonly<Record<string, LogBuffer>>;
  readonly errors: Readonly<Record<string, AppError>>;
  /** Starts listening, asks for what runs now; returns the function that ends the listening. */
  listen(): () => void;
  /** Loads state and log of a job, living or from history. */
  open(jobId: string): Promise<void>;
  /** Opens a job and, while another process runs it, looks again every second; returns the function that ends it. */
  follow(jobId: string): () => void;
  cancel(jobId: string): Promise<AppError | null>;
}

/**
 * Runs as the window sees them: a snapshot, then events folded with the reducer main uses. Events that arrive while a
 * snapshot is on its way wait for it; a gap asks for a new one. A run of another process (the command line on the same
 * history) has no events here: it is followed by snapshots and by what its log has grown.
 */
export function createRunsStore(client: ConsoleClient): StoreApi<RunsState> {
  const waiting = new Map<string, RunEvent[]>();
  const openLogs = new Set<string>();
  /** Runs of this process, whose events come by themselves. */
  const own = new Set<string>();
  /** Lines of a job's log that were read so far. */
  const linesRead = new Map<string, number>();

  const store = createStore<RunsState>()((set) => ({
    runs: {},
    logs: {},
    errors: {},
    listen: () => {
      const ends = [
        client.on.restore.events(({ jobId, events }) => {
          own.add(jobId);
          receive(jobId, events);
        }),
        client.on.jobs.changed(({ job }) => {
          const run = store.getState().runs[job.id];
          if (run && !isOwn(job.id) && (isUnderWay(job) || run.phase !== 'finished')) void resync(job.id);
        }),
      ];
      void client.call.restore.active({}).then(
        ({ runs }) => {
          for (const state of runs) {
            own.add(state.jobId);
            keepSnapshot(state);
          }
        },
        () => undefined,
      );
      return () => {
        for (const end of ends) end();
      };
    },
    open: async (jobId) => {
      openLogs.add(jobId);
      await resync(jobId);
      await loadLog(jobId);
    },
    follow: (jobId) => {
      void store.getState().open(jobId);
      return repeat(LOOK_EVERY_MS, () => lookAt(jobId));
    },
    cancel: async (jobId) => {
      try {
        const answer = await client.call.restore.cancel({ jobId });
        return answer.kind === 'refused' ? answer.error : null;
      } catch (thrown) {
        const error = toAppError(thrown);
        set(({ errors }) => ({ errors: { ...errors, [jobId]: error } }));
        return error;
      }
    },
  }));

  function receive(jobId: string, events: readonly RunEvent[]): void {
    const held = waiting.get(jobId);
    if (held) {
      held.push(...events);
      return;
    }
    const known = store.getState().runs[jobId];
    // What ends a job that another console ran tells no event that names it: main knows it.
    if (!known && events[0]?.type !== 'run-started') {
      void resync(jobId, events);
      return;
    }
    let state = known ?? emptyRunState(jobId);
    for (const event of events) {
      if (missedEvents(state, event)) {
        void resync(jobId, events);
        return;
      }
      state = reduceRun(state, event);
    }
    const logged = openLogs.has(jobId) ? events.filter(isLog) : [];
    store.setState(({ runs, logs }) => ({
      runs: { ...runs, [jobId]: state },
      logs: logged.length === 0 ? logs : { ...logs, [jobId]: appendLines(logs[jobId] ?? newLog(), logged) },
    }));
  }

  async function resync(jobId: string, pending: readonly RunEvent[] = []): Promise<void> {
    if (waiting.has(jobId)) return;
    waiting.set(jobId, [...pending]);
    const { state } = await client.call.restore.snapshot({ jobId }).catch(() => ({ state: null }));
    const held = waiting.get(jobId) ?? [];
    waiting.delete(jobId);
    if (!state) return;
    keepSnapshot(state);
    receive(jobId, followUp(state, held));
    if (pending.length > 0 && openLogs.has(jobId)) await loadLog(jobId);
  }

  function keepSnapshot(state: RunState): void {
    const known = store.getState().runs[state.jobId];
    if (known && known.lastSeq > state.lastSeq) return;
    store.setState(({ runs }) => ({ runs: { ...runs, [state.jobId]: state } }));
  }

  /** True while this process has the run; once it has ended another one may take the job up. */
  function isOwn(jobId: string): boolean {
    if (store.getState().runs[jobId]?.phase === 'finished') own.delete(jobId);
    return own.has(jobId);
  }

  async function lookAt(jobId: string): Promise<void> {
    if (isOwn(jobId) || store.getState().runs[jobId]?.phase === 'finished') return;
    await resync(jobId);
    if (!store.getState().runs[jobId]) await keepEnded(jobId);
    // After the snapshot: of a run that it tells as ended every line is there.
    const grown = await readLog(jobId, linesRead.get(jobId) ?? 0);
    if (grown.length === 0) return;
    store.setState(({ logs }) => ({
      logs: { ...logs, [jobId]: appendLines(logs[jobId] ?? newLog(), grown) },
    }));
  }

  /** A job that main holds no state of is told from the history, once it has ended. */
  async function keepEnded(jobId: string): Promise<void> {
    const { job } = await client.call.jobs.show({ jobId }).catch(() => ({ job: null }));
    if (job && !isUnderWay(job)) keepSnapshot(runStateOfJob(job));
  }

  /** A job's log from a line on, page by page. */
  async function readLog(jobId: string, first: number): Promise<readonly LogEvent[]> {
    const lines: LogEvent[] = [];
    for (let from = first; ; from += LOG_PAGE) {
      const page = await client.call.jobs
        .log({ jobId, from, limit: LOG_PAGE })
        .catch(() => ({ lines: [], total: 0 }));
      lines.push(...page.lines);
      if (page.lines.length === 0 || from + LOG_PAGE >= page.total) break;
    }
    linesRead.set(jobId, first + lines.length);
    return lines;
  }

  async function loadLog(jobId: string): Promise<void> {
    const pages = await readLog(jobId, 0);
    store.setState(({ logs }) => {
      const live = logs[jobId]?.lines ?? [];
      const merged = appendLines(appendLines(newLog(), pages), live);
      return {
        logs: { ...logs, [jobId]: { lines: merged.lines, version: (logs[jobId]?.version ?? 0) + 1 } },
      };
    });
  }

  return store;
}

/** Held events that follow a snapshot; stops before a gap, which the next event will show again. */
function followUp(state: RunState, events: readonly RunEvent[]): readonly RunEvent[] {
  const later: RunEvent[] = [];
  let last = state.lastSeq;
  for (const event of events) {
    if (event.seq <= last) continue;
    if (event.seq > last + 1) break;
    later.push(event);
    last = event.seq;
  }
  return later;
}

function newLog(): LogBuffer {
  return { ...EMPTY_LOG, lines: [] };
}

function isLog(event: RunEvent): event is LogEvent {
  return event.type === 'log';
}
