import type { ClientChannel } from 'ssh2';
import { fail, type RestoreConsoleError } from '../../shared/errors/app-error';
import type { CommandResult, ExecOptions } from '../restore/ports/host';
import type { LiveConnection } from './live-connection';
import type { ReleaseSlot } from './session-slots';

/** Standard output kept when nobody listens; more is an error, for a cut answer would be read as a whole one. */
const STDOUT_LIMIT = 64 * 1024 * 1024;
/** Of standard error the end is kept. */
const STDERR_LIMIT = 1024 * 1024;
const STDERR_TAIL = 4 * 1024;

/** Follows a command to its end. Its result comes with the channel's close: by then all output has arrived. */
export async function followCommand(
  live: LiveConnection,
  command: RemoteCommand,
  release: ReleaseSlot,
): Promise<CommandResult> {
  return live.guard((resolve, reject) => command.start(resolve, reject, release, live));
}

/**
 * A command on a channel. Made in the very callback that opens the channel: where the answer comes in one piece with
 * the whole of a short command, ssh2 tells its status before any promise could go on, and tells it once.
 */
export class RemoteCommand {
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];
  #stdoutBytes = 0;
  #stderrBytes = 0;
  #exitCode: number | null = null;
  #signal: string | null = null;
  #exited = false;
  #closed = false;
  #onClosed: () => void = () => {};
  #timer: NodeJS.Timeout | null = null;
  #reject: (error: Error) => void = () => {};
  readonly #abort = () => this.#giveUp(fail('cancelled', { step: this.#text() }, this.#more()));

  constructor(
    private readonly argv: readonly string[],
    private readonly channel: ClientChannel,
    private readonly options: ExecOptions,
  ) {
    this.channel
      .on('error', () => {})
      .on('exit', (code: number | null, signalName?: string) => {
        this.#exited = true;
        this.#exitCode = code;
        this.#signal = signalName ?? null;
      })
      .on('close', () => {
        this.#closed = true;
        this.#onClosed();
      });
    this.channel.stderr.on('error', () => {});
  }

  start(
    resolve: (result: CommandResult) => void,
    reject: (error: Error) => void,
    release: ReleaseSlot,
    live: LiveConnection,
  ): void {
    const { signal, stdin, timeoutMs } = this.options;
    this.#reject = reject;
    this.#onClosed = () => {
      release();
      this.#cleanUp();
      // Without a status nothing is known of the command: a connection that is breaking closes its channels first.
      if (this.#exited) resolve(this.#result());
      else setImmediate(() => reject(live.alive ? live.lostChannel(this.#text()) : live.lost()));
    };
    this.channel.on('data', (chunk: Buffer) => this.#onStdout(chunk));
    this.channel.stderr.on('data', (chunk: Buffer) => this.#onStderr(chunk));
    if (this.#closed) {
      this.#onClosed();
      return;
    }
    if (signal?.aborted) {
      this.#abort();
      return;
    }
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (timeoutMs !== undefined) this.#timer = setTimeout(() => this.#onTimeout(timeoutMs), timeoutMs);
    this.channel.end(stdin);
  }

  #onStdout(chunk: Buffer): void {
    if (this.options.onStdout) {
      this.options.onStdout(chunk);
      return;
    }
    this.#stdoutBytes += chunk.length;
    if (this.#stdoutBytes <= STDOUT_LIMIT) {
      this.#stdout.push(chunk);
      return;
    }
    const exitCode = `none: its output is larger than ${STDOUT_LIMIT / 1024 / 1024} MiB and was not read on`;
    this.#giveUp(fail('command-failed', { command: this.#text(), exitCode }, this.#more()));
  }

  #onStderr(chunk: Buffer): void {
    this.options.onStderr?.(chunk);
    this.#stderr.push(chunk);
    this.#stderrBytes += chunk.length;
    while (this.#stderrBytes > STDERR_LIMIT && this.#stderr.length > 1) {
      this.#stderrBytes -= this.#stderr.shift()?.length ?? 0;
    }
  }

  #onTimeout(timeoutMs: number): void {
    const exitCode = `none: it had not ended after ${timeoutMs / 1000} s`;
    this.#giveUp(fail('command-failed', { command: this.#text(), exitCode }, this.#more()));
  }

  /** sshd passes the signal on where it can; closing the channel alone leaves the process running. */
  #giveUp(error: RestoreConsoleError): void {
    this.#cleanUp();
    this.channel.signal('TERM');
    this.channel.close();
    // What still arrives is thrown away: an unread channel would never close.
    this.channel.removeAllListeners('data').resume();
    this.#reject(error);
  }

  #cleanUp(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.options.signal?.removeEventListener('abort', this.#abort);
  }

  #result(): CommandResult {
    return {
      exitCode: this.#exitCode,
      signal: this.#signal,
      stdout: Buffer.concat(this.#stdout).toString('utf8'),
      stderr: Buffer.concat(this.#stderr).toString('utf8'),
    };
  }

  #text(): string {
    return commandText(this.argv);
  }

  #more() {
    const stderrTail = tailOf(Buffer.concat(this.#stderr).toString('utf8'));
    return {
      evidence: { command: [...this.argv], exitCode: null, stderrTail },
      left: 'command-may-run' as const,
    };
  }
}

/** A status other than 0, or an end by a signal, as an error with what the command said. */
export function commandFailed(argv: readonly string[], result: CommandResult): RestoreConsoleError {
  const { exitCode, signal } = result;
  return fail(
    'command-failed',
    { command: commandText(argv), exitCode: exitCode ?? signal ?? 'none: the host told no status' },
    { evidence: { command: [...argv], exitCode, signal, stderrTail: tailOf(result.stderr) } },
  );
}

function commandText(argv: readonly string[]): string {
  const text = argv.join(' ').replace(/\s+/g, ' ');
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

function tailOf(text: string): string {
  return text.length > STDERR_TAIL ? `…${text.slice(-STDERR_TAIL)}` : text;
}
