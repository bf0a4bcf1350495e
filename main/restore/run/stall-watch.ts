import type { LockWait } from '../../../shared/restore/standstill';
import type { ProcessSample } from '../ports/docker';
import type { Clock } from '../ports/step';

/** Times of the watch, in milliseconds. */
export interface StallRules {
  /** Nothing has moved for this long: stalled. */
  readonly stalledAfterMs: number;
  /** A lock wait that lasts this long is named. */
  readonly waitNamedAfterMs: number;
  readonly sampleEveryMs: number;
}

export const STALL_RULES: StallRules = {
  stalledAfterMs: 10 * 60_000,
  waitNamedAfterMs: 15_000,
  sampleEveryMs: 5_000,
};

/** What was seen on the host at one moment. */
export interface ActivitySample {
  readonly processes: readonly ProcessSample[];
  readonly progress: string;
  readonly waits: readonly LockWait[];
}

export type StallNews =
  | { readonly kind: 'stalled'; readonly forMs: number }
  | { readonly kind: 'resumed' }
  /** Waits that are named now; empty when the last one is over. */
  | { readonly kind: 'waits'; readonly waits: readonly LockWait[] };

/** Less CPU time than this between two samples is a process that woke and slept on: a waiting backend does at times. */
const BUSY_TICKS = 2;
/** Helpers keep shells, and what those call every second to look around: that they run is no work. */
const LOOKING_AROUND: ReadonlySet<string> = new Set(
  'sh ash dash bash busybox sleep df tail head wc stat cat grep date'.split(' '),
);
/** A new one of these is work begun. A new psql is not: one asks every other second what the server works on. */
const WORKERS: ReadonlySet<string> = new Set(
  'dd gzip zstd pg_dump pg_restore tar sha256sum xargs cp ln mv find chown chmod awk'.split(' '),
);

/**
 * Tells a step that works from one that stands still, and names lock waits. Pure but for the clock: it is told of what
 * moved and of what was seen, and answers with what is new. It ends nothing.
 */
export class StallWatch {
  #movedAt: number;
  #before: ActivitySample | null = null;
  #stalled = false;
  /** When each wait that lasts was first seen. */
  #waitsSince = new Map<string, number>();
  #named = '';

  constructor(
    private readonly clock: Pick<Clock, 'ticks'>,
    private readonly rules: StallRules,
  ) {
    this.#movedAt = clock.ticks();
  }

  /** The run itself said something new: a line of a log, another number of bytes. */
  moved(): readonly StallNews[] {
    return [...this.#move(), ...this.#nameWaits([])];
  }

  observe(sample: ActivitySample): readonly StallNews[] {
    const before = this.#before;
    this.#before = sample;
    const moved = before !== null && hasMoved(before, sample);
    return [...(moved ? this.#move() : this.#stand()), ...this.#nameWaits(sample.waits)];
  }

  /** The host could not be reached: nothing is known, so the time does not count. */
  unreachable(): void {
    this.#before = null;
    if (!this.#stalled) this.#movedAt = this.clock.ticks();
  }

  /** The host was reached and gave no answer: no sign of work, so the time counts. */
  unanswered(): readonly StallNews[] {
    return this.#stand();
  }

  #move(): readonly StallNews[] {
    this.#movedAt = this.clock.ticks();
    if (!this.#stalled) return [];
    this.#stalled = false;
    return [{ kind: 'resumed' }];
  }

  #stand(): readonly StallNews[] {
    const forMs = this.clock.ticks() - this.#movedAt;
    if (this.#stalled || forMs < this.rules.stalledAfterMs) return [];
    this.#stalled = true;
    return [{ kind: 'stalled', forMs }];
  }

  #nameWaits(waits: readonly LockWait[]): readonly StallNews[] {
    const now = this.clock.ticks();
    this.#waitsSince = new Map(waits.map((wait) => [keyOf(wait), this.#waitsSince.get(keyOf(wait)) ?? now]));
    const lasting = waits.filter(
      (wait) => now - (this.#waitsSince.get(keyOf(wait)) ?? now) >= this.rules.waitNamedAfterMs,
    );
    const named = lasting.map(keyOf).join(' ');
    if (named === this.#named) return [];
    this.#named = named;
    return [{ kind: 'waits', waits: lasting }];
  }
}

function keyOf({ pid, holder }: LockWait): string {
  return `${pid}<${holder.pid}`;
}

function hasMoved(before: ActivitySample, now: ActivitySample): boolean {
  if (before.progress !== now.progress) return true;
  const known = new Map(before.processes.map((each) => [each.id, each]));
  return now.processes.some((each) => {
    if (LOOKING_AROUND.has(each.name)) return false;
    const earlier = known.get(each.id);
    if (!earlier) return WORKERS.has(each.name);
    return each.ticks - earlier.ticks >= BUSY_TICKS || each.bytes !== earlier.bytes;
  });
}
