import type { AppError } from '../../../shared/errors/app-error';
import { RestoreConsoleError } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import { notReachedError } from '../not-reached';
import type { TargetParts, TargetSession, TargetSessions } from '../target-session';
import type { RunRecorder } from './run-recorder';

/** How long a run waits for a lost host before it gives up; the host's steps go on meanwhile. */
const GIVE_UP_AFTER_MS = 15 * 60_000;
/**
 * Within this time after it was last heard a console that lost its connection has it back, or has given its run up: its
 * patience, and what it takes to notice the loss and for the last try.
 */
export const BACK_OR_GIVEN_UP_AFTER_MS = GIVE_UP_AFTER_MS + 3 * 60_000;
/** Counted from the loss. */
const TAKE_BACK_WITHIN_MS = 60_000;
const ANSWER_WITHIN_MS = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** Keeps the one open session of a run, and opens another when it was lost. */
export class SessionHolder {
  #session: TargetSession | null = null;
  #parts: Promise<TargetParts> | null = null;
  #opening: Promise<TargetSession> | null = null;
  #waiting: Promise<boolean> | null = null;

  constructor(
    private readonly sessions: TargetSessions,
    private readonly profile: Profile,
    private readonly recorder: RunRecorder,
  ) {}

  /** The open session; opens one. A host that cannot be reached is thrown as its error. */
  async session(): Promise<TargetSession> {
    // A chain that comes here while its neighbour reconnects waits with it instead of failing on the same outage.
    if (this.#waiting) await this.#waiting;
    return this.#openOnce();
  }

  #openOnce(): Promise<TargetSession> {
    if (this.#session) return Promise.resolve(this.#session);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  parts(): Promise<TargetParts> {
    this.#parts ??= this.session()
      .then((session) => session.parts())
      .catch((thrown: unknown) => {
        this.#parts = null;
        throw thrown;
      });
    return this.#parts;
  }

  /** What is open now, without opening anything; null when nothing is. */
  openSession(): TargetSession | null {
    return this.#session;
  }

  /**
   * Forgets the lost session and tries again with growing pauses. Chains that lost it together wait together. A run that
   * is cancelled goes on trying for a while, to take back what it made; where there is nothing, it is told `0`.
   */
  waitForConnection = (signal: AbortSignal, afterCancelMs = TAKE_BACK_WITHIN_MS): Promise<boolean> => {
    this.#waiting ??= this.#reconnect(signal, afterCancelMs).finally(() => {
      this.#waiting = null;
    });
    return this.#waiting;
  };

  /** A chain may tell late of a session that another has replaced already: one that answers is not thrown away. */
  async #stillAnswers(): Promise<boolean> {
    try {
      return (await this.#session?.host.exec(['true'], { timeoutMs: ANSWER_WITHIN_MS }))?.exitCode === 0;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    this.#parts = null;
    await session?.close();
  }

  async #open(): Promise<TargetSession> {
    const outcome = await this.sessions.open(this.profile);
    if (outcome.kind !== 'open') throw new RestoreConsoleError(notReachedError(outcome));
    this.#session = outcome.session;
    this.#parts = null;
    return outcome.session;
  }

  async #reconnect(signal: AbortSignal, afterCancelMs: number): Promise<boolean> {
    if (await this.#stillAnswers()) return true;
    await this.close().catch(() => undefined);
    const began = Date.now();
    const deadline = began + GIVE_UP_AFTER_MS;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      this.recorder.emit({ type: 'connection', state: 'lost', retryInSeconds: pause / 1000 });
      await delay(pause, signal);
      if (signal.aborted && Date.now() >= began + afterCancelMs) return false;
      try {
        await this.#openOnce();
        this.recorder.emit({ type: 'connection', state: 'back', retryInSeconds: null });
        return true;
      } catch (thrown) {
        if (!isWorthRetrying(thrown) || Date.now() > deadline) return false;
      }
    }
  }
}

/** A changed host key or a refused login will not mend itself; an unreachable host may. */
function isWorthRetrying(thrown: unknown): boolean {
  if (!(thrown instanceof RestoreConsoleError)) return false;
  const code: AppError['code'] = thrown.error.code;
  return code === 'host-unreachable' || code === 'connection-lost';
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
