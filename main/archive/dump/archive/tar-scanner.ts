import { dirname } from 'node:path/posix';
import { normalisePath } from '../../names/entry-path';
import type { ByteSink } from '../../stream/byte-sink';
import { type TarEntry, type TarHandler, TarReader } from '../../tar/tar-reader';
import type { OnCount, ScanResult } from '../dump-facts';
import { ArchiveScanner } from './archive-scanner';
import { DataFile, isDataName, tocName } from './data-file';

/** Members of a dump's tar; a real one has a few per table. */
const MEMBER_LIMIT = 1_000_000;

/**
 * Reads a tar that is a dump: pg_dump's tar format (`toc.dat` first, data uncompressed), or a directory-format
 * dump that somebody packed. Any other tar is not a dump.
 */
export class TarScanner implements ByteSink, TarHandler {
  readonly #tar = new TarReader(this);
  readonly #data = new Map<string, DataFile>();
  readonly #onCount: OnCount;
  #toc: { readonly scanner: ArchiveScanner; readonly written: string } | null = null;
  #first = '';
  #bytes = 0;

  constructor(onCount: OnCount) {
    this.#onCount = onCount;
  }

  write(chunk: Buffer): Promise<void> {
    this.#bytes += chunk.length;
    return this.#tar.write(chunk);
  }

  async end(): Promise<void> {
    await this.#tar.end();
    for (const file of this.#data.values()) this.#onCount(file.counter?.rows ?? 0, 0);
  }

  entry(entry: TarEntry): ByteSink | null {
    const written = entry.name.toString('utf8');
    if (this.#first === '') this.#first = written;
    if (entry.kind !== 'file' || this.#data.size > MEMBER_LIMIT) return null;
    const path = normalisePath(entry.name).path.toString('utf8');
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name === 'toc.dat' && this.#toc === null) {
      const scanner = new ArchiveScanner(this.#onCount);
      this.#toc = { scanner, written };
      return scanner;
    }
    if (!isDataName(name)) return null;
    const file = new DataFile(name);
    this.#data.set(path, file);
    return file;
  }

  result(): ScanResult {
    const toc = this.#toc;
    if (toc === null) return { kind: 'unrecognised' };
    const { head, catalogue } = toc.scanner;
    if (head === null || catalogue === null) return toc.scanner.result();
    const folder = dirname(toc.written);
    const inFolder = folder === '.' ? '' : `${normalisePath(Buffer.from(folder)).path.toString('utf8')}/`;
    let compressed = false;
    for (const [path, file] of this.#data) {
      if (!path.startsWith(inFolder)) continue;
      catalogue.assign(tocName(path.slice(inFolder.length)), file);
      compressed ||= file.suffix !== '';
    }
    const plainTar = toc.written === 'toc.dat' && this.#first === 'toc.dat' && !compressed;
    if (plainTar) return catalogue.result('tar', this.#bytes, 'none');
    const result = catalogue.result(
      'directory',
      this.#bytes,
      compressed ? compressionOf(this.#data.values()) : 'none',
    );
    if (result.kind !== 'dump') return result;
    return { ...result, facts: { ...result.facts, tarFolder: folder } };
  }
}

/** The compression of a directory's files, by their suffix. */
export function compressionOf(files: Iterable<DataFile>): 'none' | 'gzip' | 'lz4' | 'zstd' {
  for (const { suffix } of files) {
    if (suffix === '.gz') return 'gzip';
    if (suffix === '.zst') return 'zstd';
    if (suffix === '.lz4') return 'lz4';
  }
  return 'none';
}
