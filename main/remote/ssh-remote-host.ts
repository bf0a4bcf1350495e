import type { AppError } from '../../shared/errors/app-error';
import { fail } from '../../shared/errors/app-error';
import type { CommandResult, ExecOptions, RemoteFile, RemoteHost } from '../restore/ports/host';
import { httpGetThrough } from './http-get';
import { LiveConnection } from './live-connection';
import { commandFailed, followCommand, RemoteCommand } from './remote-command';
import {
  listRemoteFolder,
  makeRemoteFolder,
  readRemoteFile,
  removeRemoteFile,
  renameRemoteFile,
  statRemoteFile,
  writeRemoteFile,
} from './remote-files';
import { SessionSlots } from './session-slots';
import { openSftp, type SftpSession } from './sftp-session';
import { type UploadRequest, uploadFile } from './sftp-upload';
import { quoteCommand } from './shell-quote';
import type { SshConnection } from './ssh-connection';

/** A machine over one SSH connection: see {@link RemoteHost}. */
export class SshRemoteHost implements RemoteHost {
  readonly address: string;
  readonly fingerprint: string;
  readonly #live: LiveConnection;
  readonly #slots: SessionSlots;
  #files: SftpSession | null = null;
  #opening: Promise<SftpSession> | null = null;

  constructor(connection: SshConnection) {
    this.address = connection.address;
    this.fingerprint = connection.fingerprint;
    this.#live = new LiveConnection(connection);
    this.#slots = new SessionSlots(() => this.#closeIdleFiles());
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<CommandResult> {
    const line = quoteCommand(argv);
    if (options.signal?.aborted) throw fail('cancelled', { step: argv[0] ?? '' });
    const { channel: command, release } = await this.#slots.open(
      () =>
        this.#live.guard<RemoteCommand>((resolve, reject) => {
          this.#live.client.exec(line, (error, opened) =>
            error ? reject(error) : resolve(new RemoteCommand(argv, opened, options)),
          );
        }),
      options.signal,
    );
    return followCommand(this.#live, command, release);
  }

  async run(argv: readonly string[], options: ExecOptions = {}): Promise<string> {
    const result = await this.exec(argv, options);
    if (result.exitCode !== 0) throw commandFailed(argv, result);
    return result.stdout;
  }

  async readFile(path: string): Promise<Buffer | null> {
    return this.#withFiles((session) => readRemoteFile(session, path));
  }

  async writeFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
    await this.#withFiles((session) => writeRemoteFile(session, path, content, mode));
  }

  async stat(path: string): Promise<RemoteFile | null> {
    return this.#withFiles((session) => statRemoteFile(session, path));
  }

  /** Empty when there is no such folder. */
  async list(path: string): Promise<readonly string[]> {
    return this.#withFiles((session) => listRemoteFolder(session, path));
  }

  /** Those above it are made too; what exists stays as it is. */
  async makeDirectory(path: string, mode: number): Promise<void> {
    await this.#withFiles((session) => makeRemoteFolder(session, path, mode));
  }

  /** One that is gone is no error. */
  async removeFile(path: string): Promise<void> {
    await this.#withFiles((session) => removeRemoteFile(session, path));
  }

  /** Also over an existing file. */
  async rename(from: string, to: string): Promise<void> {
    await this.#withFiles((session) => renameRemoteFile(session, from, to));
  }

  /** In a session of its own: the other files must not queue behind an archive. */
  async upload(
    options: UploadRequest,
  ): Promise<{ readonly kind: 'uploaded' } | { readonly kind: 'cancelled' }> {
    const session = await openSftp(this.#live, this.#slots, options.signal);
    try {
      return await uploadFile(session, options);
    } finally {
      session.close();
    }
  }

  /** The absolute path SFTP makes of `path`; `.` is where SFTP begins. */
  async realPath(path: string): Promise<string> {
    return this.#withFiles((session) =>
      session.call<string>(`realpath ${path}`, (done) => session.sftp.realpath(path, done)),
    );
  }

  async httpGet(url: string, timeoutMs: number): Promise<{ readonly status: number; readonly body: string }> {
    return httpGetThrough(this.#live, url, timeoutMs);
  }

  onClose(listener: (error: AppError | null) => void): void {
    this.#live.onClose(listener);
  }

  async close(): Promise<void> {
    await this.#live.close();
  }

  /** The session is held for all of `work`: given up between two requests, the second would never be answered. */
  async #withFiles<Value>(work: (session: SftpSession) => Promise<Value>): Promise<Value> {
    for (;;) {
      const session = this.#files ?? (await this.#openFiles());
      if (!session.closed) return session.hold(() => work(session)).finally(() => this.#giveWay());
      // It was given up to somebody starved before our turn came.
      if (this.#files === session) this.#files = null;
    }
  }

  async #openFiles(): Promise<SftpSession> {
    this.#opening ??= openSftp(this.#live, this.#slots).finally(() => {
      this.#opening = null;
    });
    this.#files = await this.#opening;
    return this.#files;
  }

  /** Whoever asked while the session was held must not wait for a release that nothing else will bring. */
  #giveWay(): void {
    if (this.#slots.starved) this.#closeIdleFiles();
  }

  #closeIdleFiles(): void {
    if (this.#files?.idle) this.#files.close();
  }
}
