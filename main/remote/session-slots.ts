import { fail } from '../../shared/errors/app-error';

/** Gives a slot back; calling it again does nothing. */
export type ReleaseSlot = () => void;

/** OpenSSH's default for MaxSessions: channels for commands and subsystems on one connection. */
const MAX_SESSIONS = 10;

/** sshd counts a closed channel until its process has ended, so a refusal with none of ours open may pass. */
const LAST_CHANNEL_TRIES = 20;
const LAST_CHANNEL_PAUSE_MS = 100;

/**
 * Counts the session channels of one connection. sshd refuses a channel above its MaxSessions, so the ones above
 * it wait here; a host that allows fewer is noticed by its refusal, and the limit is lowered to what it carries.
 */
export class SessionSlots {
  #limit = MAX_SESSIONS;
  #used = 0;
  readonly #waiting: (() => void)[] = [];

  /** `onStarved` is asked to give up an idle session when somebody must wait. */
  constructor(private readonly onStarved: () => void) {}

  /** True while somebody waits for a slot. */
  get starved(): boolean {
    return this.#waiting.length > 0;
  }

  /** Opens a channel in a slot. Rejects as `open` does, or with `cancelled` when aborted while waiting. */
  async open<Channel>(
    open: () => Promise<Channel>,
    signal?: AbortSignal,
  ): Promise<{ readonly channel: Channel; readonly release: ReleaseSlot }> {
    for (let tries = 0; ; ) {
      const release = await this.#acquire(signal);
      try {
        return { channel: await open(), release };
      } catch (thrown) {
        release();
        if (!isOpenFailure(thrown)) throw thrown;
        this.onStarved();
        this.#limit = Math.max(1, Math.min(this.#limit, this.#used));
        if (this.#used > 0) continue;
        tries += 1;
        if (tries > LAST_CHANNEL_TRIES) throw thrown;
        await new Promise((resolve) => setTimeout(resolve, LAST_CHANNEL_PAUSE_MS));
      }
    }
  }

  async #acquire(signal: AbortSignal | undefined): Promise<ReleaseSlot> {
    while (this.#used >= this.#limit) {
      this.onStarved();
      if (this.#used < this.#limit) break;
      await this.#turn(signal);
    }
    this.#used += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#used -= 1;
      this.#waiting.shift()?.();
    };
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(wake), 1);
        reject(fail('cancelled', { step: 'wait for a free SSH channel' }));
      };
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      this.#waiting.push(wake);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}

/** The host refused another channel; ssh2 marks that with the reason of the refusal. */
function isOpenFailure(thrown: unknown): boolean {
  return thrown instanceof Error && 'reason' in thrown && /channel open failure/i.test(thrown.message);
}
