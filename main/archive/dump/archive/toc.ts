import { StreamDamaged } from '../../stream/byte-sink';
import type { ArchiveReader } from './archive-reader';

export type InnerCompression = 'none' | 'gzip' | 'lz4' | 'zstd';

/** An archive's header (pg_backup_archiver.c: ReadHead). */
export interface ArchiveHead {
  /** Minor version: 1.14 is 14. */
  readonly minor: number;
  readonly version: string;
  /** Tar and directory formats both write 3 in their `toc.dat`. */
  readonly format: 'custom' | 'toc';
  readonly compression: InnerCompression;
  /** When pg_dump wrote it, in the time zone it ran in, written as if it were UTC. */
  readonly createdAt: string | null;
  readonly database: string | null;
  readonly serverVersion: string | null;
  readonly toolVersion: string | null;
}

/** One entry of the table of contents, as far as it matters here. */
export interface TocEntry {
  readonly dumpId: number;
  readonly desc: string;
  readonly tag: string;
  readonly namespace: string;
  readonly owner: string;
  readonly definition: Buffer;
  readonly copyStatement: string;
  readonly hasData: boolean;
  /** The file with its data in tar and directory formats. */
  readonly filename: string | null;
}

/** Raised for a version no pg_restore of ours reads. */
export class VersionUnsupported extends Error {
  readonly version: string;

  constructor(version: string) {
    super(version);
    this.name = 'VersionUnsupported';
    this.version = version;
  }
}

/** 1.10 is PostgreSQL 8.0's, 1.16 is 17's and 18's. */
const OLDEST = 10;
export const NEWEST = 16;
const ENTRY_LIMIT = 5_000_000;
/** K_OFFSET_NO_DATA. */
const NO_DATA = 3;

export async function readHead(archive: ArchiveReader): Promise<ArchiveHead> {
  const magic = await archive.reader.take(5);
  if (magic.toString('latin1') !== 'PGDMP') throw new StreamDamaged('header-damaged');
  const major = await archive.byte();
  const minor = await archive.byte();
  const version = `${major}.${minor}`;
  if (major !== 1 || minor < OLDEST || minor > NEWEST) throw new VersionUnsupported(version);
  await archive.byte();
  archive.intSize = await archive.byte();
  archive.offsetSize = await archive.byte();
  if (archive.intSize < 2 || archive.intSize > 8 || archive.offsetSize < 1 || archive.offsetSize > 16) {
    throw new StreamDamaged('header-damaged');
  }
  const format = await archive.byte();
  if (format !== 1 && format !== 3 && format !== 5) throw new StreamDamaged('header-format');
  const compression = minor >= 15 ? algorithm(await archive.byte()) : level(await archive.int());
  const createdAt = await readTime(archive);
  const database = await archive.text();
  const serverVersion = await archive.text();
  const toolVersion = await archive.text();
  const head = { minor, version, compression, createdAt, database, serverVersion, toolVersion };
  return { ...head, format: format === 1 ? 'custom' : 'toc' };
}

function algorithm(byte: number): InnerCompression {
  const found = (['none', 'gzip', 'lz4', 'zstd'] as const)[byte];
  if (found === undefined) throw new StreamDamaged('header-compression');
  return found;
}

function level(value: number): InnerCompression {
  return value === 0 ? 'none' : 'gzip';
}

async function readTime(archive: ArchiveReader): Promise<string | null> {
  const second = await archive.int();
  const minute = await archive.int();
  const hour = await archive.int();
  const day = await archive.int();
  const month = await archive.int();
  const year = await archive.int();
  // Daylight saving.
  await archive.int();
  const time = Date.UTC(year + 1900, month, day, hour, minute, second);
  return Number.isNaN(time) || year < 70 || year > 300 ? null : new Date(time).toISOString();
}

/** The entries one by one, so that no more than one definition is in memory (ReadToc). */
export async function* readToc(archive: ArchiveReader, head: ArchiveHead): AsyncGenerator<TocEntry> {
  const count = await archive.int();
  if (count < 0 || count > ENTRY_LIMIT) throw new StreamDamaged('toc-damaged');
  for (let i = 0; i < count; i++) yield await readEntry(archive, head);
}

async function readEntry(archive: ArchiveReader, head: ArchiveHead): Promise<TocEntry> {
  const dumpId = await archive.int();
  if (dumpId <= 0) throw new StreamDamaged('toc-damaged');
  const hadDumper = (await archive.int()) !== 0;
  // Catalog ids of the object: table's and its own.
  await archive.bytes();
  await archive.bytes();
  const tag = (await archive.text()) ?? '';
  const desc = (await archive.text()) ?? '';
  if (head.minor >= 11) await archive.int();
  const definition = (await archive.bytes()) ?? Buffer.alloc(0);
  // The statement for pg_restore --clean, which is never used.
  await archive.bytes();
  const copyStatement = (await archive.text()) ?? '';
  const namespace = (await archive.text()) ?? '';
  // Tablespace, table access method, kind of relation.
  await archive.bytes();
  if (head.minor >= 14) await archive.bytes();
  if (head.minor >= 16) await archive.int();
  const owner = (await archive.text()) ?? '';
  // WITH OIDS.
  await archive.bytes();
  while ((await archive.bytes()) !== null);
  const filename = head.format === 'toc' ? await archive.text() : null;
  const state = head.format === 'custom' ? (await archive.offset()).state : 0;
  const hasData = hadDumper && state !== NO_DATA && filename !== '';
  return {
    dumpId,
    desc,
    tag,
    namespace,
    owner,
    definition,
    copyStatement,
    hasData,
    filename: filename || null,
  };
}
