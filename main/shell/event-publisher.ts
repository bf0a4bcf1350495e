import type { ConsoleContract } from '../../shared/ipc/contract';
import { channelName, type Publishers } from '../../shared/ipc/define';
import type { RunEvent } from '../../shared/restore/run-event';

/** How long events of a run, and output of a terminal, are gathered before they are sent together. */
const RUN_BATCH_MS = 100;
const TERMINAL_BATCH_MS = 8;

/** Sends a message to the page; does nothing when there is no live window. */
export type SendToPage = (channel: string, payload: unknown) => void;

/**
 * The sending side of the contract's events. A host's tool can write thousands of lines a second, and each message
 * costs a pass through both processes: the events of a run leave in batches, in order, the last one at once.
 */
export function createPublishers(send: SendToPage): Publishers<ConsoleContract> {
  const runs = new Batches<RunEvent>(RUN_BATCH_MS, (jobId, events) =>
    send(channelName('restore', 'events'), { jobId, events }),
  );
  const output = new Batches<string>(TERMINAL_BATCH_MS, (terminalId, parts) =>
    send(channelName('terminal', 'data'), { terminalId, data: parts.join('') }),
  );
  return {
    archive: { progress: (payload) => send(channelName('archive', 'progress'), payload) },
    targets: {},
    restore: {
      events: ({ jobId, events }) => {
        runs.add(jobId, events);
        if (events.some((event) => event.type === 'finished')) runs.flush(jobId);
      },
    },
    jobs: { changed: (payload) => send(channelName('jobs', 'changed'), payload) },
    terminal: {
      data: ({ terminalId, data }) => output.add(terminalId, [data]),
      exit: (payload) => {
        output.flush(payload.terminalId);
        send(channelName('terminal', 'exit'), payload);
      },
    },
    settings: {},
    app: { archiveOpened: (payload) => send(channelName('app', 'archiveOpened'), payload) },
  };
}

/** Gathers items by key and hands each key's together, at latest `delayMs` after the first. */
class Batches<T> {
  private readonly waiting = new Map<string, { items: T[]; timer: NodeJS.Timeout }>();

  constructor(
    private readonly delayMs: number,
    private readonly deliver: (key: string, items: readonly T[]) => void,
  ) {}

  add(key: string, items: readonly T[]): void {
    const batch = this.waiting.get(key);
    if (batch) batch.items.push(...items);
    else this.waiting.set(key, { items: [...items], timer: setTimeout(() => this.flush(key), this.delayMs) });
  }

  flush(key: string): void {
    const batch = this.waiting.get(key);
    if (!batch) return;
    this.waiting.delete(key);
    clearTimeout(batch.timer);
    this.deliver(key, batch.items);
  }
}
