import { type ByteSink, StreamDamaged } from '../stream/byte-sink';
import { InflateSink } from '../stream/inflate-sink';
import { checkExpansion, type InspectLimits } from '../stream/limits';
import { SNIFF_BYTES, type StreamKind, sniff } from '../stream/magic';
import { ZstdSink } from '../stream/zstd-sink';
import { ArchiveScanner } from './archive/archive-scanner';
import { TarScanner } from './archive/tar-scanner';
import type { DumpFinding, OnCount, ScanResult } from './dump-facts';
import { PlainScanner } from './plain/plain-scanner';

/** A scanner at the end of the layers. */
export interface Scanner extends ByteSink {
  result(): ScanResult;
}

export type Layer = 'gzip' | 'zstd';

/** What reading one file as a dump needs to know from outside. */
export interface DumpReaderOptions {
  readonly limits: InspectLimits;
  /** Bytes of the file as it lies in the archive. */
  readonly storedBytes: number;
  readonly onCount: OnCount;
}

/** gzip in gzip in zstd happens; more is an attack. */
const LAYER_LIMIT = 3;

/** Peels compression layers off a file by magic bytes and hands what is below to the scanner for it. */
export class DumpReader implements ByteSink {
  readonly #options: DumpReaderOptions;
  readonly #depth: number;
  #head: Buffer = Buffer.alloc(0);
  #next: ByteSink | null = null;
  #inner: DumpReader | null = null;
  #scanner: Scanner | null = null;
  #refused: DumpFinding | null = null;
  #layer: Layer | null = null;
  #bytes = 0;

  constructor(options: DumpReaderOptions, depth = 0) {
    this.#options = options;
    this.#depth = depth;
  }

  write(chunk: Buffer): Promise<void> | void {
    this.#bytes += chunk.length;
    if (this.#depth > 0) checkExpansion(this.#options.limits, this.#options.storedBytes, this.#bytes);
    if (this.#next !== null) return this.#next.write(chunk);
    if (this.#refused !== null) return;
    this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    if (this.#head.length >= SNIFF_BYTES) return this.#choose();
  }

  async end(): Promise<void> {
    if (this.#next === null && this.#refused === null) await this.#choose();
    await this.#next?.end();
  }

  /** The scanner, where the file is a bare `toc.dat`: the TOC of a directory-format dump. */
  get tableOfContents(): ArchiveScanner | null {
    const scanner = this.#scanner;
    return scanner instanceof ArchiveScanner && scanner.head?.format === 'toc' ? scanner : null;
  }

  /** Layers outermost first, and what lay below them. */
  result(): { readonly layers: readonly Layer[]; readonly scan: ScanResult } {
    if (this.#refused !== null) return { layers: [], scan: { kind: 'refused', findings: [this.#refused] } };
    if (this.#inner !== null && this.#layer !== null) {
      const below = this.#inner.result();
      return { layers: [this.#layer, ...below.layers], scan: below.scan };
    }
    return { layers: [], scan: this.#scanner?.result() ?? { kind: 'unrecognised' } };
  }

  #choose(): Promise<void> | void {
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    this.#next = this.#sinkFor(sniff(head.subarray(0, SNIFF_BYTES)));
    if (head.length > 0) return this.#next?.write(head);
  }

  #sinkFor(kind: StreamKind): ByteSink | null {
    switch (kind) {
      case 'gzip':
      case 'zstd':
        return this.#peel(kind);
      case 'empty':
        return this.#refuse('dump-empty', {});
      case 'html':
        return this.#refuse('dump-html', {});
      case 'lfs-pointer':
        return this.#refuse('dump-lfs-pointer', {});
      case 'xz':
      case 'bzip2':
      case 'lz4':
      case 'zip':
      case '7z':
      case 'rar':
      case 'lzip':
      case 'compress':
        return this.#refuse('dump-compression-refused', { compression: kind });
      case 'text':
        this.#scanner = new PlainScanner(this.#options.onCount);
        return this.#scanner;
      case 'pgdump':
        this.#scanner = new ArchiveScanner(this.#options.onCount);
        return this.#scanner;
      case 'tar':
        this.#scanner = new TarScanner(this.#options.onCount);
        return this.#scanner;
      case 'binary':
        return null;
    }
  }

  #peel(layer: Layer): ByteSink {
    if (this.#depth === LAYER_LIMIT) throw new StreamDamaged('layers-too-many');
    this.#layer = layer;
    this.#inner = new DumpReader(this.#options, this.#depth + 1);
    return layer === 'gzip' ? new InflateSink('gzip', this.#inner) : new ZstdSink(this.#inner);
  }

  #refuse(code: DumpFinding['code'], params: DumpFinding['params']): null {
    this.#refused = { code, params, line: null, severity: 'error' };
    return null;
  }
}
