import { createReadStream } from 'node:fs';
import { digestBytes } from '../names/name-digest';
import { WinnerIndex } from './winner-index';

/**
 * One media file as inspection saw it. In the file: `sha256 SP bytes SP bucket/path NUL`, in archive order,
 * the path's bytes as they are in the archive. A bucket's name is one folder, so the first slash ends it.
 */
export interface MediaRecord {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly bucket: string;
  /** Below the bucket's folder; where the name is no UTF-8, use `pathBytes`. */
  readonly path: string;
  readonly pathBytes: Buffer;
}

export function encodeRecord(sha256: string, bytes: number, bucketAndPath: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${sha256} ${bytes} `), bucketAndPath, NUL]);
}

const NUL = Buffer.from([0]);

/** Every record of the file, as written: a path in two buckets comes twice. */
export async function* readAllMediaRecords(file: string): AsyncGenerator<MediaRecord> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, start)) {
      yield decodeRecord(bytes.subarray(start, end), file);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) throw new Error(`${file} ends inside a record`);
}

/**
 * The media after the merge: buckets in name order, so a path in two of them comes once, from the later one.
 * Order is the archive's.
 */
export async function* readMediaRecords(file: string): AsyncGenerator<MediaRecord> {
  const winners = await WinnerIndex.of(readAllMediaRecords(file));
  for await (const record of readAllMediaRecords(file)) {
    if (winners.winner(digestBytes(record.pathBytes), record.bucket) === record.bucket) yield record;
  }
}

function decodeRecord(record: Buffer, file: string): MediaRecord {
  const sizeEnd = record.indexOf(0x20, 65);
  const slash = record.indexOf(0x2f, sizeEnd);
  if (record[64] !== 0x20 || sizeEnd === -1 || slash === -1)
    throw new Error(`${file} holds a damaged record`);
  const pathBytes = record.subarray(slash + 1);
  return {
    sha256: record.toString('latin1', 0, 64),
    bytes: Number(record.toString('latin1', 65, sizeEnd)),
    bucket: record.toString('utf8', sizeEnd + 1, slash),
    path: pathBytes.toString('utf8'),
    pathBytes,
  };
}
