import { deflateSync } from 'node:zlib';

/** An entry of a TOC as a test wants it. */
export interface TestTocEntry {
  readonly desc: string;
  readonly tag: string;
  readonly namespace?: string;
  readonly owner?: string;
  readonly definition?: string;
  readonly copy?: string;
  /** Data for this entry; `missing` promises data and writes none. */
  readonly data?: string | 'missing';
}

export interface TestArchive {
  /** 1.`minor`. */
  readonly minor: number;
  readonly compression: 'none' | 'gzip' | 'lz4' | 'zstd';
  readonly entries: readonly TestTocEntry[];
  readonly format?: 'custom' | 'toc';
  readonly intSize?: number;
}

/** Writes a custom-format archive (or a `toc.dat`) of any version, as pg_backup_archiver.c does. */
export function customDump(archive: TestArchive): Buffer {
  const writer = new Writer(archive.intSize ?? 4);
  head(writer, archive);
  writer.int(archive.entries.length);
  for (const [index, entry] of archive.entries.entries()) tocEntry(writer, archive, entry, index + 1);
  if (archive.format !== 'toc') {
    for (const [index, entry] of archive.entries.entries()) dataBlock(writer, archive, entry, index + 1);
  }
  return Buffer.concat(writer.pieces);
}

function head(writer: Writer, { minor, compression, format, intSize }: TestArchive): void {
  writer.raw('PGDMP');
  writer.bytes(1, minor, 0, intSize ?? 4, 8, format === 'toc' ? 3 : 1);
  if (minor >= 15) writer.bytes(['none', 'gzip', 'lz4', 'zstd'].indexOf(compression));
  else writer.int(compression === 'none' ? 0 : -1);
  // 2026-02-01 12:00:00, no daylight saving.
  for (const part of [0, 0, 12, 1, 1, 126, 0]) writer.int(part);
  writer.text('tuki_production');
  writer.text('15.4');
  writer.text('15.4');
}

function tocEntry(writer: Writer, { minor, format }: TestArchive, entry: TestTocEntry, dumpId: number): void {
  writer.int(dumpId);
  writer.int(entry.data === undefined ? 0 : 1);
  writer.text('1259');
  writer.text('16384');
  writer.text(entry.tag);
  writer.text(entry.desc);
  writer.int(entry.desc === 'TABLE DATA' ? 3 : 2);
  writer.text(entry.definition ?? '');
  writer.text('');
  writer.text(entry.copy ?? null);
  writer.text(entry.namespace ?? 'public');
  writer.text('');
  if (minor >= 14) writer.text('heap');
  if (minor >= 16) writer.int('r'.charCodeAt(0));
  writer.text(entry.owner ?? 'tuki_user');
  writer.text('false');
  writer.text('1');
  writer.text(null);
  if (format === 'toc') writer.text(entry.data === undefined ? '' : `${dumpId}.dat`);
  else {
    writer.bytes(entry.data === undefined ? 3 : 2);
    writer.raw(Buffer.alloc(8));
  }
}

function dataBlock(
  writer: Writer,
  { compression }: TestArchive,
  { data }: TestTocEntry,
  dumpId: number,
): void {
  if (data === undefined || data === 'missing') return;
  writer.bytes(1);
  writer.int(dumpId);
  const content = compression === 'gzip' ? deflateSync(data) : Buffer.from(data);
  for (let at = 0; at < content.length; at += 7) {
    const chunk = content.subarray(at, at + 7);
    writer.int(chunk.length);
    writer.raw(chunk);
  }
  writer.int(0);
}

class Writer {
  readonly pieces: Buffer[] = [];
  readonly #intSize: number;

  constructor(intSize: number) {
    this.#intSize = intSize;
  }

  raw(content: string | Buffer): void {
    this.pieces.push(Buffer.from(content));
  }

  bytes(...values: readonly number[]): void {
    this.pieces.push(Buffer.from(values));
  }

  int(value: number): void {
    const out = Buffer.alloc(this.#intSize + 1);
    out[0] = value < 0 ? 1 : 0;
    for (let i = 1, rest = Math.abs(value); i <= this.#intSize; i++, rest = Math.floor(rest / 256))
      out[i] = rest % 256;
    this.pieces.push(out);
  }

  text(value: string | null): void {
    if (value === null) {
      this.int(-1);
      return;
    }
    const content = Buffer.from(value);
    this.int(content.length);
    this.raw(content);
  }
}
