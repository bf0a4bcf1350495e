import type { SFTPWrapper } from 'ssh2';
import { fail, RestoreConsoleError } from '../../shared/errors/app-error';
import type { LiveConnection } from './live-connection';
import type { ReleaseSlot, SessionSlots } from './session-slots';

/** Opens an SFTP session in a slot of the connection; `sftp-unavailable` when the host does not provide it. */
export async function openSftp(
  live: LiveConnection,
  slots: SessionSlots,
  signal?: AbortSignal,
): Promise<SftpSession> {
  const { channel, release } = await slots.open(
    () =>
      live.guard<SFTPWrapper>((resolve, reject) => {
        live.client.sftp((error, sftp) => {
          if (!error) return resolve(sftp);
          const refusedChannel = 'reason' in error;
          if (refusedChannel || !live.alive) return reject(live.alive ? error : live.lost());
          reject(fail('sftp-unavailable', { host: live.address }, { cause: error }));
        });
      }),
    signal,
  );
  return new SftpSession(live, channel, release);
}

/** One SFTP session: ssh2's callbacks as promises, its errors as ours. */
export class SftpSession {
  #holders = 0;
  #closed = false;
  readonly #pending = new Set<(error: Error) => void>();

  constructor(
    private readonly live: LiveConnection,
    readonly sftp: SFTPWrapper,
    private readonly release: ReleaseSlot,
  ) {
    this.sftp
      .on('error', () => {})
      .on('close', () => {
        this.#closed = true;
        // ssh2 calls back nothing that is asked of a session that has ended.
        for (const reject of this.#pending) reject(this.#ended());
        this.#pending.clear();
        // Not before: until then the host still counts the channel.
        this.release();
      });
  }

  /** True while no {@link hold} is under way, not even between two of its requests. */
  get idle(): boolean {
    return this.#holders === 0;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Keeps the session from counting as idle until `work`, which may be many requests, has ended. */
  async hold<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#holders += 1;
    try {
      return await work();
    } finally {
      this.#holders -= 1;
    }
  }

  /** As the connection's guard, and rejects with `connection-lost` also when this session alone has ended. */
  guard<Value>(
    start: (resolve: (value: Value) => void, reject: (error: Error) => void) => void,
  ): Promise<Value> {
    return this.live.guard<Value>((resolve, reject) => {
      if (this.#closed) return reject(this.#ended());
      const settle = (finish: () => void) => {
        this.#pending.delete(reject);
        finish();
      };
      this.#pending.add(reject);
      start(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
    });
  }

  /** Runs one operation. A failure is `command-failed` naming it as `sftp <what>`. */
  async call<Value>(
    what: string,
    start: (done: (error: Error | null | undefined, value: Value) => void) => void,
  ): Promise<Value> {
    try {
      return await this.guard<Value>((resolve, reject) => {
        start((error, value) => (error ? reject(error) : resolve(value)));
      });
    } catch (thrown) {
      throw this.#explain(what, thrown);
    }
  }

  /** As {@link call} for operations that answer with nothing. */
  async run(what: string, start: (done: (error?: Error | null) => void) => void): Promise<void> {
    await this.call<void>(what, (done) => start((error) => done(error, undefined)));
  }

  /** Ends the session; its slot is given back when the host has closed it too. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.sftp.end();
  }

  #ended(): Error {
    return this.live.alive ? this.live.lostChannel('sftp') : this.live.lost();
  }

  #explain(what: string, thrown: unknown): Error {
    if (thrown instanceof RestoreConsoleError) return thrown;
    if (!this.live.alive) return this.live.lost();
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return fail(
      'command-failed',
      { command: `sftp ${what}`, exitCode: reason },
      { evidence: { command: ['sftp', what], stderrTail: reason }, cause: thrown },
    );
  }
}

const NO_SUCH_FILE = 2;

/** True when an operation failed because the file is not there (SSH_FX_NO_SUCH_FILE). */
export function isNoSuchFile(thrown: unknown): boolean {
  const cause = thrown instanceof RestoreConsoleError ? thrown.cause : thrown;
  return cause instanceof Error && 'code' in cause && cause.code === NO_SUCH_FILE;
}
