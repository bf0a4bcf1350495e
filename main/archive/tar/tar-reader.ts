import { type ByteSink, StreamDamaged } from '../stream/byte-sink';
import { type PaxRecords, parsePax, paxNumber } from './pax';
import { GnuSparseMap, mapFromPax, type SparseMap, SparseSink } from './sparse';
import { BLOCK, type EntryKind, kindOf, parseHeader, type RawHeader } from './tar-header';

/** One entry, extended headers applied. */
export interface TarEntry {
  readonly kind: EntryKind;
  readonly typeflag: string;
  readonly name: Buffer;
  readonly linkName: Buffer;
  /** Bytes the file has once unpacked. */
  readonly size: number;
  /** Bytes of data in the stream: less than `size` for a sparse file. */
  readonly storedSize: number;
  /** Where its data begins in the uncompressed stream. */
  readonly offset: number;
  readonly sparse: boolean;
}

export interface TarHandler {
  /** Gives the sink for the entry's bytes, or null to pass over them. */
  entry(entry: TarEntry): ByteSink | null;
}

/** Extended headers longer than this are an attack, not a name. */
const EXTENDED_LIMIT = 1024 * 1024;

/**
 * Reads a tar stream and knows the exact offset of every entry's data, which the host needs to cut a dump
 * out. (node-tar's Parser gives no offsets and normalises names before they can be judged.)
 * Two zero blocks end the archive; without them it was cut off. What follows them must be zeros.
 */
export class TarReader implements ByteSink {
  readonly #handler: TarHandler;
  readonly #header = Buffer.alloc(BLOCK);
  #filled = 0;
  #position = 0;
  #data: {
    left: number;
    padding: number;
    sink: ByteSink | null;
    extended: ((data: Buffer) => void) | null;
  } | null = null;
  #collected: Buffer[] = [];
  #zeroBlocks = 0;
  #ended = false;
  #longName: Buffer | null = null;
  #longLink: Buffer | null = null;
  #local: PaxRecords = new Map();
  readonly #global: PaxRecords = new Map();
  #gnuSparse: { map: GnuSparseMap; header: RawHeader } | null = null;

  constructor(handler: TarHandler) {
    this.#handler = handler;
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#position;
  }

  async write(chunk: Buffer): Promise<void> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#ended) return this.#afterEnd(chunk.subarray(at));
      at = this.#data === null ? this.#takeHeader(chunk, at) : await this.#takeData(chunk, at);
      // An entry without data ends where it begins.
      const data = this.#data;
      if (data !== null && data.left === 0 && data.padding === 0) await this.#endData();
    }
  }

  async end(): Promise<void> {
    if (this.#data !== null) throw new StreamDamaged('tar-ends-in-entry', this.#position);
    if (this.#filled > 0 || this.#gnuSparse !== null) {
      throw new StreamDamaged('tar-ends-in-header', this.#position);
    }
    if (this.#zeroBlocks === 0) throw new StreamDamaged('tar-no-end', this.#position);
  }

  #afterEnd(rest: Buffer): void {
    for (let i = 0; i < rest.length; i++) {
      if (rest[i] !== 0) {
        throw new StreamDamaged('tar-data-after-end', this.#position + i);
      }
    }
    this.#position += rest.length;
  }

  #takeHeader(chunk: Buffer, at: number): number {
    const take = Math.min(BLOCK - this.#filled, chunk.length - at);
    chunk.copy(this.#header, this.#filled, at, at + take);
    this.#filled += take;
    this.#position += take;
    if (this.#filled === BLOCK) {
      this.#filled = 0;
      this.#headerBlock(this.#header);
    }
    return at + take;
  }

  async #takeData(chunk: Buffer, at: number): Promise<number> {
    const data = this.#data;
    if (data === null) return at;
    const take = Math.min(data.left, chunk.length - at);
    if (take > 0) {
      const slice = chunk.subarray(at, at + take);
      data.left -= take;
      this.#position += take;
      if (data.extended !== null) this.#collected.push(Buffer.from(slice));
      else if (data.sink !== null) {
        const waiting = data.sink.write(slice);
        if (waiting !== undefined) await waiting;
      }
      return at + take;
    }
    const skip = Math.min(data.padding, chunk.length - at);
    data.padding -= skip;
    this.#position += skip;
    return at + skip;
  }

  async #endData(): Promise<void> {
    const data = this.#data;
    this.#data = null;
    if (data?.extended) {
      const whole = Buffer.concat(this.#collected);
      this.#collected = [];
      data.extended(whole);
    } else if (data?.sink) {
      const waiting = data.sink.end();
      if (waiting !== undefined) await waiting;
    }
  }

  #headerBlock(block: Buffer): void {
    if (this.#gnuSparse !== null) {
      const { map, header } = this.#gnuSparse;
      if (!map.extend(block)) return;
      this.#gnuSparse = null;
      this.#begin(header, map.finish());
      return;
    }
    const header = this.#parse(block);
    if (header === null) {
      this.#zeroBlocks++;
      if (this.#zeroBlocks === 2) this.#ended = true;
      return;
    }
    if (this.#zeroBlocks > 0) {
      throw new StreamDamaged('tar-data-after-end', this.#position - BLOCK);
    }
    this.#typed(header, block);
  }

  #parse(block: Buffer): RawHeader | null {
    try {
      return parseHeader(block);
    } catch (error) {
      if (error instanceof StreamDamaged)
        throw new StreamDamaged(error.reason, this.#position - BLOCK, error.params);
      throw error;
    }
  }

  #typed(header: RawHeader, block: Buffer): void {
    switch (String.fromCharCode(header.typeflag)) {
      case 'L':
        this.#extended(header, (data) => {
          this.#longName = untilZero(data);
        });
        break;
      case 'K':
        this.#extended(header, (data) => {
          this.#longLink = untilZero(data);
        });
        break;
      case 'x':
      case 'X':
        this.#extended(header, (data) => {
          this.#local = parsePax(data);
        });
        break;
      case 'g':
        this.#extended(header, (data) => {
          for (const [key, value] of parsePax(data)) this.#global.set(key, value);
        });
        break;
      case 'M':
      case 'N':
        throw new StreamDamaged('tar-volume', this.#position - BLOCK);
      case 'S':
        this.#beginSparse(header, new GnuSparseMap(block));
        break;
      default:
        this.#begin(header, null);
    }
  }

  #beginSparse(header: RawHeader, map: GnuSparseMap): void {
    if (map.extended) this.#gnuSparse = { map, header };
    else this.#begin(header, map.finish());
  }

  #extended(header: RawHeader, take: (data: Buffer) => void): void {
    if (header.size > EXTENDED_LIMIT) {
      throw new StreamDamaged('tar-extended-too-long', this.#position - BLOCK);
    }
    this.#data = { left: header.size, padding: padding(header.size), sink: null, extended: take };
  }

  #begin(header: RawHeader, gnuMap: SparseMap | null): void {
    const plain = this.#global.size === 0;
    const pax: PaxRecords = plain ? this.#local : new Map([...this.#global, ...this.#local]);
    const name = pax.get('GNU.sparse.name') ?? pax.get('path') ?? this.#longName ?? header.name;
    const linkName = pax.get('linkpath') ?? this.#longLink ?? header.linkName;
    if (this.#local.size > 0) this.#local = new Map();
    this.#longName = null;
    this.#longLink = null;
    const kind = kindOf(header.typeflag, name);
    const stored = this.#storedSize(kind, paxNumber(pax, 'size') ?? header.size);
    const sparse = gnuMap ?? mapFromPax(pax);
    const entry: TarEntry = {
      kind: kind === 'gnu-sparse' ? 'file' : kind,
      typeflag: String.fromCharCode(header.typeflag),
      name,
      linkName,
      size: sparse?.realSize ?? stored,
      storedSize: stored,
      offset: this.#position,
      sparse: sparse !== null,
    };
    const sink = this.#handler.entry(entry);
    this.#data = {
      left: stored,
      padding: padding(stored),
      sink: sink !== null && sparse !== null ? new SparseSink(sparse, sink) : sink,
      extended: null,
    };
  }

  /** A hard link's size is its target's and no data follows. For the rest, tars differ on whether data would. */
  #storedSize(kind: EntryKind, size: number): number {
    if (kind === 'hardlink') return 0;
    const dataless = kind === 'symlink' || kind === 'device' || kind === 'fifo' || kind === 'folder';
    if (dataless && size > 0) {
      throw new StreamDamaged('tar-content-unexpected', this.#position - BLOCK);
    }
    return size;
  }
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function untilZero(data: Buffer): Buffer {
  const end = data.indexOf(0);
  return end === -1 ? data : data.subarray(0, end);
}
