import { gzipSync } from 'node:zlib';

/** A tar entry as a test wants it, also one no honest tool would write. */
export interface TestEntry {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** Type flag; `0` a file by default, `5` when the name ends with a slash. */
  readonly type?: string;
  readonly linkName?: string;
  /** Overrides the size field only. */
  readonly size?: number;
  /** Writes the size in base 256, as GNU tar does beyond 8 GiB. */
  readonly base256?: boolean;
  readonly prefix?: string;
  /** Added to the checksum. */
  readonly checksumOff?: number;
}

/** One header and its padded content. */
export function tarEntry(entry: TestEntry): Buffer {
  const content = Buffer.from(entry.content ?? '');
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(512);
  name.copy(header, 0, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  writeSize(header, entry.size ?? content.length, entry.base256 ?? false);
  header.write('14000000000\0', 136);
  header.write(entry.type ?? (name.at(-1) === 0x2f ? '5' : '0'), 156);
  header.write(entry.linkName ?? '', 157, 100);
  header.write('ustar\x0000', 257, 'latin1');
  header.write(entry.prefix ?? '', 345, 155);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0) + (entry.checksumOff ?? 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

function writeSize(header: Buffer, size: number, base256: boolean): void {
  if (!base256) {
    header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    return;
  }
  header[124] = 0x80;
  for (let i = 135, rest = size; i > 124 && rest > 0; i--, rest = Math.floor(rest / 256))
    header[i] = rest % 256;
}

/** A pax extended header (type x, or g for all that follows). */
export function paxEntry(records: Readonly<Record<string, string>>, type: 'x' | 'g' = 'x'): Buffer {
  const lines = Object.entries(records).map(([key, value]) => paxRecord(key, value));
  return tarEntry({ name: 'PaxHeaders/x', type, content: Buffer.concat(lines) });
}

function paxRecord(key: string, value: string): Buffer {
  const body = Buffer.from(` ${key}=${value}\n`);
  let length = body.length + 1;
  while (String(length).length + body.length !== length) length++;
  return Buffer.concat([Buffer.from(String(length)), body]);
}

/** A whole tar: entries (or ready-made pieces), then the end mark. */
export function tar(...pieces: readonly (TestEntry | Buffer)[]): Buffer {
  const entries = pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : tarEntry(piece)));
  return Buffer.concat([...entries, Buffer.alloc(1024)]);
}

export function tarGz(...pieces: readonly (TestEntry | Buffer)[]): Buffer {
  return gzipSync(tar(...pieces));
}

/** The smallest dump that pg_dump could have written. */
export const SMALL_DUMP = `--
-- PostgreSQL database dump
--

-- Dumped from database version 15.4
-- Dumped by pg_dump version 15.4

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE TABLE public.ticket (
    id integer NOT NULL,
    name text
);

COPY public.ticket (id, name) FROM stdin;
1\tone
2\ttwo
\\.


--
-- PostgreSQL database dump complete
--

`;

/** A valid backup to spoil: one dump, two media files. */
export const GOOD_ENTRIES: readonly TestEntry[] = [
  { name: 'backups-20260201-120000/' },
  { name: 'backups-20260201-120000/cloudsql/' },
  { name: 'backups-20260201-120000/cloudsql/tuki.sql', content: SMALL_DUMP },
  { name: 'backups-20260201-120000/gcs/media/' },
  { name: 'backups-20260201-120000/gcs/media/events/a.jpg', content: 'image a' },
  { name: 'backups-20260201-120000/gcs/media/b.jpg', content: 'image b' },
];
