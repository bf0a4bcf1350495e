import type { AppError } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { ReachOutcome } from '../../../shared/target-checks';

/** Result of a command that ended, whatever its status. A lost connection is thrown (`connection-lost`), never a result. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  /** Written to standard input, then closed. Secrets travel here or in 0600 files, never in argv. */
  readonly stdin?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Given up after this long: the channel is closed and `command-failed` thrown with what was said so far. */
  readonly timeoutMs?: number;
  /** Chunks as they come; with a listener stdout is not collected. */
  readonly onStdout?: (chunk: Buffer) => void;
  readonly onStderr?: (chunk: Buffer) => void;
}

export interface RemoteFile {
  readonly bytes: number;
  readonly modifiedAt: number;
  readonly directory: boolean;
}

/** A machine reached over SSH: commands as argument arrays, files over SFTP, HTTP from the host's point of view. */
export interface RemoteHost {
  /** `user@host:port`, for messages. */
  readonly address: string;
  /** `SHA256:…` of the host key that was accepted. */
  readonly fingerprint: string;
  /** Runs argv without a shell's interpretation; resolves when it has ended. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<CommandResult>;
  /** As exec, but a status other than 0 is thrown as `command-failed` with evidence. Gives stdout. */
  run(argv: readonly string[], options?: ExecOptions): Promise<string>;
  readFile(path: string): Promise<Buffer | null>;
  /** Written beside and renamed, so a reader sees the old or the new content. */
  writeFile(path: string, content: string | Uint8Array, mode: number): Promise<void>;
  stat(path: string): Promise<RemoteFile | null>;
  list(path: string): Promise<readonly string[]>;
  makeDirectory(path: string, mode: number): Promise<void>;
  removeFile(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Pipelined upload into `remotePart` from byte `startAt`; resolves with the bytes written in all. */
  upload(options: {
    readonly local: string;
    readonly remotePart: string;
    readonly startAt: number;
    readonly signal: AbortSignal;
    readonly onProgress: (bytesDone: number) => void;
  }): Promise<{ readonly kind: 'uploaded' } | { readonly kind: 'cancelled' }>;
  /** HTTP GET through the SSH connection: what the host itself reaches. Throws `command-failed` when nothing answers in time. */
  httpGet(url: string, timeoutMs: number): Promise<{ readonly status: number; readonly body: string }>;
  /** Called once when the connection ends, wanted or not. */
  onClose(listener: (error: AppError | null) => void): void;
  close(): Promise<void>;
}

export type ConnectOutcome =
  | { readonly kind: 'connected'; readonly host: RemoteHost; readonly milliseconds: number }
  | Exclude<ReachOutcome, { kind: 'reached' }>;

/** Opens connections to targets: host key, jump hosts, secrets and agent are its business. */
export interface Connector {
  connect(profile: Profile, options?: { readonly signal?: AbortSignal }): Promise<ConnectOutcome>;
}
