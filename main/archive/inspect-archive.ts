import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fail } from '../../shared/errors/app-error';
import type { InspectProgress, Manifest } from '../../shared/manifest';
import type { InspectOutcome } from '../restore/inspector';
import { ArchiveContents, type Contents } from './archive-contents';
import { Findings } from './findings';
import { madeAt } from './made-at';
import { type ByteSink, DISCARD, StreamDamaged } from './stream/byte-sink';
import { InflateSink } from './stream/inflate-sink';
import { checkExpansion, DEFAULT_LIMITS, type InspectLimits, LimitPassed } from './stream/limits';
import { SNIFF_BYTES, sniff } from './stream/magic';
import { ZstdSink } from './stream/zstd-sink';
import { TarReader } from './tar/tar-reader';

export interface InspectOptions {
  /** Where the record of every media file goes (see media-records.ts); removed again when there is none. */
  readonly recordsFile: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: InspectProgress) => void;
  readonly limits?: Partial<InspectLimits>;
}

const READ_BYTES = 512 * 1024;

/**
 * Inspects an archive in one streaming pass: digest, decompression, tar, a digest of every media file, every
 * dump to its end. An archive that must not be restored is a manifest with `valid: false` and its errors.
 * Throws only `archive-not-found`, `archive-unreadable`, and `local-space-short` where the records find no room.
 */
export async function inspectArchive(path: string, options: InspectOptions): Promise<InspectOutcome> {
  const file = await openArchive(path);
  try {
    return await new Inspection(resolve(path), options).run(file);
  } finally {
    await file.close();
  }
}

class Inspection {
  readonly #path: string;
  readonly #options: InspectOptions;
  readonly #limits: InspectLimits;
  readonly #errors = new Findings();
  readonly #warnings = new Findings();
  readonly #contents: ArchiveContents;
  readonly #tar: TarReader;
  readonly #hash = createHash('sha256');
  readonly #started = Date.now();
  #compression: Manifest['compression'] = 'none';
  #read = 0;

  constructor(path: string, options: InspectOptions) {
    this.#path = path;
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#contents = new ArchiveContents(this.#errors, this.#warnings, this.#limits, options.recordsFile);
    this.#tar = new TarReader(this.#contents);
  }

  async run(file: FileHandle): Promise<InspectOutcome> {
    try {
      const before = await file.stat();
      const complete = await this.#pass(file, before.size);
      if (!complete) {
        this.#contents.discard();
        return { kind: 'cancelled' };
      }
      const after = await file.stat();
      if (after.size !== before.size || after.mtimeMs !== before.mtimeMs || this.#read !== before.size) {
        this.#errors.add('archive-changed', basename(this.#path), { path: this.#path });
      }
      return { kind: 'inspected', manifest: await this.#manifest() };
    } catch (error) {
      this.#contents.discard();
      throw error;
    }
  }

  /** Reads the file once. False: cancelled. After a fatal finding only the digest goes on. */
  async #pass(file: FileHandle, bytesTotal: number): Promise<boolean> {
    let sink: ByteSink | null = null;
    for (;;) {
      if (this.#options.signal?.aborted) return false;
      const chunk = await this.#next(file);
      if (chunk === null) break;
      this.#hash.update(chunk);
      const into: ByteSink = sink ?? this.#sinkFor(chunk);
      sink = (await this.#survives(() => into.write(chunk))) ? into : DISCARD;
      this.#options.onProgress?.({
        bytesRead: this.#read,
        bytesTotal,
        entries: this.#contents.entries,
        ...this.#contents.counts,
      });
    }
    const last = sink ?? this.#sinkFor(Buffer.alloc(0));
    await this.#survives(() => last.end());
    return this.#options.signal?.aborted !== true;
  }

  async #next(file: FileHandle): Promise<Buffer | null> {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    let filled = 0;
    try {
      // The first piece must hold enough to tell what the file is.
      do {
        const { bytesRead } = await file.read(buffer, filled, READ_BYTES - filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      } while (filled < SNIFF_BYTES);
    } catch (error) {
      throw fail('archive-unreadable', { path: this.#path, reason: reasonOf(error) }, { cause: error });
    }
    this.#read += filled;
    return filled === 0 ? null : buffer.subarray(0, filled);
  }

  /** False: the stream is damaged or beyond a limit; what it was is in the findings. */
  async #survives(action: () => Promise<void> | void): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      if (error instanceof StreamDamaged) {
        const offset = error.offset ?? this.#read;
        this.#errors.add('archive-corrupt', basename(this.#path), {
          path: this.#path,
          reason: error.reason,
          ...error.params,
          offset,
        });
      } else if (error instanceof Cancelled) return false;
      else if (error instanceof LimitPassed) this.#errors.add(error.code, basename(this.#path), error.params);
      else throw error;
      return false;
    }
  }

  #sinkFor(head: Buffer): ByteSink {
    const kind = sniff(head.subarray(0, SNIFF_BYTES));
    switch (kind) {
      case 'gzip':
      case 'zstd': {
        this.#compression = kind;
        const tar = this.#bounded();
        return kind === 'gzip' ? new InflateSink('gzip', tar) : new ZstdSink(tar);
      }
      case 'tar':
        return this.#tar;
      case 'xz':
      case 'bzip2':
      case 'lz4':
      case 'zip':
      case '7z':
      case 'rar':
      case 'lzip':
      case 'compress':
        this.#errors.add('archive-compression-refused', basename(this.#path), {
          path: this.#path,
          compression: kind,
        });
        return DISCARD;
      default: {
        const reason = kind === 'empty' ? 'file-empty' : 'not-tar';
        this.#errors.add('archive-corrupt', basename(this.#path), { path: this.#path, reason, offset: 0 });
        return DISCARD;
      }
    }
  }

  /** The tar reader, behind a check of how much the archive expands. */
  #bounded(): ByteSink {
    let expanded = 0;
    return {
      write: (chunk) => {
        // One piece read can become a thousand here: cancel must not wait for all of them.
        if (this.#options.signal?.aborted) throw new Cancelled();
        expanded += chunk.length;
        checkExpansion(this.#limits, this.#read, expanded);
        return this.#tar.write(chunk);
      },
      end: () => this.#tar.end(),
    };
  }

  async #manifest(): Promise<Manifest> {
    const contents = await this.#contents.finish();
    this.#judgeContents(contents);
    const errors = this.#errors.list();
    const { dumps, media, root, entries } = contents;
    return {
      version: 1,
      path: this.#path,
      filename: basename(this.#path),
      bytes: this.#read,
      sha256: this.#hash.digest('hex'),
      compression: this.#compression,
      expandedBytes: this.#tar.position,
      entries,
      root,
      madeAt: madeAt(root, basename(this.#path), dumps) ?? contents.dumpedAt,
      valid: errors.length === 0,
      errors,
      warnings: this.#warnings.list(),
      dumps,
      media,
      recordsFile: media === null ? null : this.#options.recordsFile,
      inspectedAt: new Date().toISOString(),
      inspectionSeconds: (Date.now() - this.#started) / 1000,
    };
  }

  /** Neither dump nor media is an error, unless a graver one already says why. */
  #judgeContents({ dumps, media }: Contents): void {
    const any = this.#errors.list().length > 0;
    const hasMedia = media !== null && media.files > 0;
    if (dumps.length === 0 && !hasMedia) {
      if (!any) this.#errors.add('archive-empty', basename(this.#path), { path: this.#path });
      return;
    }
    if (dumps.length === 0 && !any) this.#warnings.add('no-dump', basename(this.#path));
    if (!hasMedia) this.#warnings.add('no-media', basename(this.#path));
    for (const dump of dumps) {
      const count = dump.cutRanges.length + dump.cutEntries.length;
      if (count > 0) this.#warnings.add('dump-lines-left-out', dump.name, { count });
    }
  }
}

/** Ends the stream; the loop that reads it sees the signal itself. */
class Cancelled extends Error {}

async function openArchive(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw fail('archive-not-found', { path });
    throw fail('archive-unreadable', { path, reason: reasonOf(error) }, { cause: error });
  }
  throw fail('archive-unreadable', { path, reason: 'not-a-file' });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
