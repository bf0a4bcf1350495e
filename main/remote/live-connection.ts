import type { Client } from 'ssh2';
import { type AppError, fail, type RestoreConsoleError } from '../../shared/errors/app-error';
import type { SshConnection } from './ssh-connection';

/**
 * A connection while it lives: everything pending on it is rejected with `connection-lost` the moment it ends, so
 * nothing waits for an answer that cannot come (ssh2 by itself leaves some callbacks uncalled).
 */
export class LiveConnection {
  readonly client: Client;
  readonly address: string;
  readonly #pending = new Set<(error: RestoreConsoleError) => void>();
  readonly #listeners: ((error: AppError | null) => void)[] = [];
  #reason: string | null = null;
  #ended = false;
  #wanted = false;

  constructor(private readonly connection: SshConnection) {
    this.client = connection.client;
    this.address = connection.address;
    this.client
      .on('error', (error) => {
        this.#reason ??= error.message;
      })
      .on('end', () => this.#end())
      .on('close', () => this.#end());
  }

  /** False once the connection has ended or was closed. */
  get alive(): boolean {
    return !this.#ended;
  }

  /** Runs an operation of ssh2's callbacks; rejects with `connection-lost` when the connection ends first. */
  guard<Value>(
    start: (resolve: (value: Value) => void, reject: (error: Error) => void) => void,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.lost());
      const settle = (finish: () => void) => {
        this.#pending.delete(onEnd);
        finish();
      };
      const onEnd = (error: RestoreConsoleError) => reject(error);
      this.#pending.add(onEnd);
      try {
        start(
          (value) => settle(() => resolve(value)),
          (error) => settle(() => reject(error)),
        );
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        // ssh2 throws this where the socket is gone but its end was not told yet.
        settle(() => reject(error.message === 'Not connected' ? this.lost() : error));
      }
    });
  }

  /** The error for what was under way. */
  lost(): RestoreConsoleError {
    return fail('connection-lost', { host: this.address, reason: this.#lostReason() });
  }

  /** The error for a command whose channel closed without telling a status: nothing is known of how it ended. */
  lostChannel(command: string): RestoreConsoleError {
    const reason = `the channel of "${command}" closed without a status`;
    return fail('connection-lost', { host: this.address, reason });
  }

  onClose(listener: (error: AppError | null) => void): void {
    if (this.#ended) listener(this.#wanted ? null : this.lost().error);
    else this.#listeners.push(listener);
  }

  /** Ends the connection as wanted; what is pending on it is rejected. */
  async close(): Promise<void> {
    this.#wanted = true;
    const closed = new Promise<void>((resolve) => this.onClose(() => resolve()));
    this.connection.close();
    // A peer that never answers the farewell must not keep the console.
    const timer = setTimeout(() => this.client.destroy(), 2_000);
    await closed;
    clearTimeout(timer);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.connection.close();
    const error = this.lost();
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
    for (const listener of this.#listeners.splice(0)) listener(this.#wanted ? null : error.error);
  }

  #lostReason(): string {
    if (this.#wanted) return 'it was closed by the console';
    if (this.#reason === 'Keepalive timeout') return 'the host stopped answering';
    return this.#reason ?? 'the other side closed it';
  }
}
