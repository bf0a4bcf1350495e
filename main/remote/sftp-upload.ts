import { type FileHandle, open, stat } from 'node:fs/promises';
import type { SFTPWrapper } from 'ssh2';
import { fail } from '../../shared/errors/app-error';
import { syncRemoteHandle } from './remote-files';
import type { SftpSession } from './sftp-session';

/** Largest write OpenSSH takes: 256 KiB of packet less its head. */
const CHUNK_BYTES = 255 * 1024;
const CHUNKS_IN_FLIGHT = 64;
/** All writes that can be on their way at once: nothing further back than this from the end can be missing. */
export const PIPELINE_BYTES = CHUNK_BYTES * CHUNKS_IN_FLIGHT;

const READ_BYTES = CHUNK_BYTES * 16;
const PROGRESS_INTERVAL_MS = 100;
const DRAIN_LIMIT_MS = 2_000;

/**
 * Where to go on with a part of `remoteSize` bytes: a killed pipeline leaves holes before its end, so the whole
 * pipeline is sent again. Never resume from the size itself.
 */
export function resumeOffset(remoteSize: number): number {
  return Math.max(0, remoteSize - PIPELINE_BYTES);
}

export interface UploadRequest {
  readonly local: string;
  readonly remotePart: string;
  readonly startAt: number;
  readonly signal: AbortSignal;
  /** Bytes from the file's beginning that the host has confirmed without a gap; at most ten times a second. */
  readonly onProgress: (bytesDone: number) => void;
}

/**
 * Sends a file from byte `startAt` into the part, pipelined in a sliding window. Cancelling keeps the part.
 * Throws `archive-changed` when the local file changes under the upload, `connection-lost`, `command-failed`.
 */
export async function uploadFile(
  session: SftpSession,
  request: UploadRequest,
): Promise<{ readonly kind: 'uploaded' } | { readonly kind: 'cancelled' }> {
  const { sftp } = session;
  const local = await openLocal(request.local);
  try {
    const { remotePart, startAt } = request;
    const remote = await session.call<Buffer>(`open ${remotePart}`, (done) =>
      sftp.open(remotePart, startAt > 0 ? 'r+' : 'w', { mode: 0o600 }, done),
    );
    const pump = new UploadPump(sftp, remote, local, request);
    const ended = await session.guard<'sent' | 'cancelled'>((resolve, reject) => pump.start(resolve, reject));
    if (ended === 'cancelled') return { kind: 'cancelled' };
    // A longer part of an earlier file must not stay behind the new end.
    await session.run(`truncate ${remotePart}`, (done) => sftp.fsetstat(remote, { size: local.bytes }, done));
    await syncRemoteHandle(session, remote, remotePart);
    await session.run(`close ${remotePart}`, (done) => sftp.close(remote, done));
    return { kind: 'uploaded' };
  } finally {
    await local.handle.close();
  }
}

interface LocalFile {
  readonly handle: FileHandle;
  readonly bytes: number;
  /** Throws `archive-changed` when the path no longer holds what was opened. */
  readonly check: () => Promise<void>;
}

async function openLocal(path: string): Promise<LocalFile> {
  const handle = await open(path, 'r').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') throw fail('archive-not-found', { path }, { cause: thrown });
    throw fail('archive-unreadable', { path, reason: thrown.message }, { cause: thrown });
  });
  const before = await handle.stat();
  const check = async () => {
    const now = await stat(path).catch(() => null);
    if (now?.size === before.size && now.mtimeMs === before.mtimeMs && now.ino === before.ino) return;
    throw fail('archive-changed', { path });
  };
  return { handle, bytes: before.size, check };
}

/**
 * The sliding window: a write is sent only while it lies within PIPELINE_BYTES of the first one unconfirmed. That
 * bound, not the mere number of writes, is what makes {@link resumeOffset} right.
 */
class UploadPump {
  readonly #chunkBytes: number;
  readonly #confirmed = new Map<number, number>();
  readonly #readBuffer: Buffer;
  #low: number;
  #next: number;
  #inFlight = 0;
  #stopped = false;
  #cancelled = false;
  #lastProgress = 0;
  #wake: (() => void) | null = null;
  #failure: Error | null = null;

  constructor(
    private readonly sftp: SFTPWrapper,
    private readonly remote: Buffer,
    private readonly local: LocalFile,
    private readonly request: UploadRequest,
  ) {
    this.#chunkBytes = Math.min(CHUNK_BYTES, serverWriteLimit(sftp));
    this.#readBuffer = Buffer.allocUnsafe(READ_BYTES);
    this.#low = request.startAt;
    this.#next = request.startAt;
  }

  start(resolve: (ended: 'sent' | 'cancelled') => void, reject: (error: Error) => void): void {
    const { signal } = this.request;
    const abort = () => {
      this.#cancelled = true;
      this.#stop();
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#run()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  }

  async #run(): Promise<'sent' | 'cancelled'> {
    while (!this.#stopped && this.#next < this.local.bytes) {
      await this.local.check();
      await this.#sendBlock();
    }
    await this.#drain();
    if (this.#failure) throw this.#failure;
    if (this.#cancelled) return 'cancelled';
    await this.local.check();
    this.request.onProgress(this.#low);
    return 'sent';
  }

  async #sendBlock(): Promise<void> {
    const wanted = Math.min(READ_BYTES, this.local.bytes - this.#next);
    const { bytesRead } = await this.local.handle.read(this.#readBuffer, 0, wanted, this.#next);
    if (bytesRead === 0) throw fail('archive-changed', { path: this.request.local });
    for (let from = 0; from < bytesRead; from += this.#chunkBytes) {
      const length = Math.min(this.#chunkBytes, bytesRead - from);
      while (!this.#stopped && this.#next + length > this.#low + PIPELINE_BYTES) await this.#confirmation();
      if (this.#stopped) return;
      this.#write(from, length);
    }
  }

  /** ssh2 copies the bytes before it returns, so the read buffer may be filled again. */
  #write(from: number, length: number): void {
    const offset = this.#next;
    this.#next += length;
    this.#inFlight += 1;
    this.sftp.write(this.remote, this.#readBuffer, from, length, offset, (error) => {
      this.#inFlight -= 1;
      if (error) {
        const command = `sftp write ${this.request.remotePart}`;
        this.#failure ??= fail('command-failed', { command, exitCode: error.message }, { cause: error });
        this.#stop();
      } else {
        this.#confirm(offset, length);
      }
      this.#wakeUp();
    });
  }

  #confirm(offset: number, length: number): void {
    this.#confirmed.set(offset, length);
    let contiguous = this.#confirmed.get(this.#low);
    while (contiguous !== undefined) {
      this.#confirmed.delete(this.#low);
      this.#low += contiguous;
      contiguous = this.#confirmed.get(this.#low);
    }
    const now = performance.now();
    if (now - this.#lastProgress < PROGRESS_INTERVAL_MS) return;
    this.#lastProgress = now;
    this.request.onProgress(this.#low);
  }

  async #drain(): Promise<void> {
    const deadline = performance.now() + DRAIN_LIMIT_MS;
    while (this.#inFlight > 0) {
      if (this.#stopped && performance.now() > deadline) return;
      const timer = this.#stopped ? setTimeout(() => this.#wakeUp(), DRAIN_LIMIT_MS) : undefined;
      await this.#confirmation();
      clearTimeout(timer);
    }
  }

  async #confirmation(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  #stop(): void {
    this.#stopped = true;
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = null;
  }
}

/** The server's own limit on one write (limits@openssh.com), which ssh2 learns but does not publish. */
function serverWriteLimit(sftp: SFTPWrapper): number {
  const limit: unknown = Reflect.get(sftp, '_maxWriteLen');
  return typeof limit === 'number' && limit > 0 ? limit : 32 * 1024;
}
