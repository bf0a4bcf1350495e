import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../../../shared/errors/app-error';

const FLUSH_BYTES = 256 * 1024;

/**
 * Appends records to a file, in large writes. Synchronous on purpose: inspection runs in its own thread, and a
 * million promises would cost more than the writes. Where the disk (or the user's quota) is full, the file is
 * removed and `local-space-short` thrown.
 */
export class RecordsWriter {
  readonly #path: string;
  readonly #file: number;
  #open = true;
  #buffered: Buffer[] = [];
  /** Bytes buffered, and bytes in the file. */
  #bytes = 0;
  #written = 0;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = openSync(path, 'w', 0o600);
    } catch (error) {
      throw spaceShort(error, path, FLUSH_BYTES, 0) ?? error;
    }
  }

  append(record: Buffer): void {
    this.#buffered.push(record);
    this.#bytes += record.length;
    if (this.#bytes >= FLUSH_BYTES) this.flush();
  }

  flush(): void {
    const whole = Buffer.concat(this.#buffered);
    this.#buffered = [];
    this.#bytes = 0;
    const needed = this.#written + whole.length;
    this.#orDiscard(needed, () => {
      for (let at = 0; at < whole.length; ) {
        const count = writeSync(this.#file, whole, at);
        at += count;
        this.#written += count;
      }
    });
  }

  close(): void {
    this.flush();
    // A quota or a network filesystem may tell only now that the bytes found no room.
    this.#orDiscard(this.#written, () => {
      this.#open = false;
      closeSync(this.#file);
    });
  }

  /** Nothing of a cancelled or failed inspection stays. May be called again, and after `close`. */
  discard(): void {
    if (this.#open) {
      this.#open = false;
      closeSync(this.#file);
    }
    rmSync(this.#path, { force: true });
  }

  #orDiscard(needed: number, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.discard();
      throw spaceShort(error, this.#path, needed, this.#written) ?? error;
    }
  }
}

/**
 * A full disk as `local-space-short`, null for any other error. `needed` is what is known by then, so a lower
 * bound. `free` is what the operator finds once the partial file is removed; of a quota, whose rest the
 * filesystem does not tell, it is what could be written.
 */
function spaceShort(error: unknown, path: string, needed: number, written: number) {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return null;
  const free = code === 'EDQUOT' ? written : freeBytes(dirname(path));
  return fail('local-space-short', { path, needed, free }, { cause: error });
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
