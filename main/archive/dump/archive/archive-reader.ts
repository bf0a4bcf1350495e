import { StreamDamaged } from '../../stream/byte-sink';
import type { ByteReader } from '../../stream/pull-sink';

/** A string of the TOC is never longer than this; a function's body of 32 MB would be a record. */
const STRING_LIMIT = 32 * 1024 * 1024;
/** All of a TOC. */
const TOC_LIMIT = 512 * 1024 * 1024;

/** Integers and strings as pg_dump's archiver writes them (pg_backup_archiver.c: ReadInt, ReadStr, ReadOffset). */
export class ArchiveReader {
  readonly #reader: ByteReader;
  /** Bytes of an integer, from the header. */
  intSize = 4;
  offsetSize = 8;
  #total = 0;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  get reader(): ByteReader {
    return this.#reader;
  }

  async byte(): Promise<number> {
    const [byte] = await this.#reader.take(1);
    return byte ?? 0;
  }

  /** A sign byte, then little-endian magnitude. */
  async int(): Promise<number> {
    const bytes = await this.#reader.take(this.intSize + 1);
    let value = 0;
    for (let i = this.intSize; i >= 1; i--) value = value * 256 + (bytes[i] ?? 0);
    if (!Number.isSafeInteger(value)) throw new StreamDamaged('toc-number');
    return bytes[0] === 0 ? value : -value;
  }

  /** Null for a length below zero. */
  async bytes(): Promise<Buffer | null> {
    const length = await this.int();
    if (length < 0) return null;
    this.#total += length;
    if (length > STRING_LIMIT || this.#total > TOC_LIMIT) {
      throw new StreamDamaged('toc-text');
    }
    return this.#reader.take(length);
  }

  async text(): Promise<string | null> {
    const bytes = await this.bytes();
    return bytes === null ? null : bytes.toString('utf8');
  }

  async offset(): Promise<{ readonly state: number }> {
    const state = await this.byte();
    await this.#reader.take(this.offsetSize);
    return { state };
  }
}
