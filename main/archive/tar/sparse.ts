import { type ByteSink, StreamDamaged } from '../stream/byte-sink';
import { type PaxRecords, paxNumber } from './pax';
import { BLOCK, numberField } from './tar-header';

/** Where a sparse file's stored bytes belong; the rest of `realSize` is zeros. `inData`: format 1.0 keeps the map before the data. */
export interface SparseMap {
  readonly realSize: number;
  readonly segments: readonly { readonly offset: number; readonly bytes: number }[];
  readonly inData: boolean;
}

const MAP_LIMIT = 1_000_000;
const ZEROS = Buffer.alloc(64 * 1024);

/** Old GNU format: four segments in the header, 21 more in each extension block. */
export class GnuSparseMap {
  readonly #segments: { offset: number; bytes: number }[] = [];
  readonly #realSize: number;
  extended: boolean;

  constructor(header: Buffer) {
    this.#realSize = required(numberField(header, 483, 12));
    this.#take(header, 386, 4);
    this.extended = header[482] !== 0;
  }

  /** True when the map is complete. */
  extend(block: Buffer): boolean {
    this.#take(block, 0, 21);
    this.extended = block[504] !== 0;
    if (this.#segments.length > MAP_LIMIT) throw damaged();
    return !this.extended;
  }

  finish(): SparseMap {
    return checked({ realSize: this.#realSize, segments: this.#segments, inData: false });
  }

  #take(block: Buffer, start: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const at = start + i * 24;
      if (block[at] === 0) return;
      this.#segments.push({
        offset: required(numberField(block, at, 12)),
        bytes: required(numberField(block, at + 12, 12)),
      });
    }
  }
}

/** GNU's pax formats 0.0, 0.1 (map in the header) and 1.0 (map at the start of the data). Null: not sparse. */
export function mapFromPax(pax: PaxRecords): SparseMap | null {
  const realSize = paxNumber(pax, 'GNU.sparse.realsize') ?? paxNumber(pax, 'GNU.sparse.size');
  if (realSize === undefined) return null;
  if (pax.get('GNU.sparse.major')?.toString() === '1') return { realSize, segments: [], inData: true };
  const numbers = (pax.get('GNU.sparse.map')?.toString('latin1') ?? '')
    .split(',')
    .filter((text) => text !== '');
  return checked({ realSize, segments: pairs(numbers.map(decimal)), inData: false });
}

/** Hands on the file as it will be on disk, holes as zeros. */
export class SparseSink implements ByteSink {
  readonly #downstream: ByteSink;
  #map: SparseMap;
  #head: Buffer | null;
  #segment = 0;
  #inSegment = 0;
  #written = 0;

  constructor(map: SparseMap, downstream: ByteSink) {
    this.#map = map;
    this.#downstream = downstream;
    this.#head = map.inData ? Buffer.alloc(0) : null;
  }

  async write(chunk: Buffer): Promise<void> {
    let rest = chunk;
    if (this.#head !== null) {
      this.#head = Buffer.concat([this.#head, chunk]);
      const parsed = mapFromData(this.#head, this.#map.realSize);
      if (parsed === null) return;
      this.#head = null;
      this.#map = parsed.map;
      rest = parsed.rest;
    }
    await this.#place(rest);
  }

  async end(): Promise<void> {
    if (this.#head !== null) throw damaged();
    await this.#place(Buffer.alloc(0));
    const next = this.#map.segments[this.#segment];
    if (next !== undefined && next.bytes > this.#inSegment) throw damaged();
    await this.#zerosTo(this.#map.realSize);
    await this.#downstream.end();
  }

  async #place(chunk: Buffer): Promise<void> {
    let at = 0;
    for (;;) {
      const segment = this.#map.segments[this.#segment];
      if (segment === undefined) {
        if (at < chunk.length) throw damaged();
        return;
      }
      if (segment.bytes > this.#inSegment && at === chunk.length) return;
      if (this.#inSegment === 0) await this.#zerosTo(segment.offset);
      const take = Math.min(segment.bytes - this.#inSegment, chunk.length - at);
      if (take > 0) await this.#downstream.write(chunk.subarray(at, at + take));
      at += take;
      this.#written += take;
      this.#inSegment += take;
      if (this.#inSegment < segment.bytes) return;
      this.#segment++;
      this.#inSegment = 0;
    }
  }

  async #zerosTo(offset: number): Promise<void> {
    while (this.#written < offset) {
      const take = Math.min(ZEROS.length, offset - this.#written);
      await this.#downstream.write(ZEROS.subarray(0, take));
      this.#written += take;
    }
  }
}

/** Format 1.0: decimal numbers on lines (count, then offset and length of each), padded to a block. */
function mapFromData(data: Buffer, realSize: number): { map: SparseMap; rest: Buffer } | null {
  const numbers: number[] = [];
  let at = 0;
  let wanted = 1;
  while (numbers.length < wanted) {
    const end = data.indexOf(0x0a, at);
    if (end === -1) {
      if (data.length - at > 32) throw damaged();
      return null;
    }
    numbers.push(decimal(data.toString('latin1', at, end)));
    at = end + 1;
    if (numbers.length === 1) wanted = 1 + 2 * (numbers[0] ?? 0);
    if (wanted > 2 * MAP_LIMIT) throw damaged();
  }
  const padded = Math.ceil(at / BLOCK) * BLOCK;
  if (data.length < padded) return null;
  const map = checked({ realSize, segments: pairs(numbers.slice(1)), inData: false });
  return { map, rest: data.subarray(padded) };
}

function pairs(numbers: readonly number[]): { offset: number; bytes: number }[] {
  if (numbers.length % 2 !== 0 || numbers.length > 2 * MAP_LIMIT) throw damaged();
  const segments: { offset: number; bytes: number }[] = [];
  for (let i = 0; i < numbers.length; i += 2) {
    segments.push({ offset: numbers[i] ?? 0, bytes: numbers[i + 1] ?? 0 });
  }
  return segments;
}

function checked(map: SparseMap): SparseMap {
  let end = 0;
  for (const { offset, bytes } of map.segments) {
    if (offset < end) throw damaged();
    end = offset + bytes;
  }
  if (end > map.realSize) throw damaged();
  return map;
}

function decimal(text: string): number {
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw damaged();
  return value;
}

function required(value: number | null): number {
  if (value === null) throw damaged();
  return value;
}

function damaged(): StreamDamaged {
  return new StreamDamaged('sparse-map');
}
