import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inspectBytes, inspectDump } from '../../support/archive-inspect';
import { GOOD_ENTRIES, SMALL_DUMP, tar } from '../../support/archive-tar';

const plain = tar(...GOOD_ENTRIES);

/** A zstd frame of raw blocks: valid, and needs no compressor. */
function zstd(content: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32LE(0xfd2fb528, 0);
  header[4] = 0xe0; // single segment, content size in 8 bytes
  header.writeBigUInt64LE(BigInt(content.length), 5);
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length; at += 100_000) {
    const block = content.subarray(at, at + 100_000);
    const last = at + 100_000 >= content.length ? 1 : 0;
    const size = Buffer.alloc(3);
    size.writeUIntLE(block.length * 8 + last, 0, 3);
    blocks.push(size, block);
  }
  return Buffer.concat([header, ...blocks]);
}

describe('gzip', () => {
  it.each([
    ['several members', Buffer.concat([gzipSync(plain.subarray(0, 1_000)), gzipSync(plain.subarray(1_000))])],
    ['zeros after the end, as tapes have', Buffer.concat([gzipSync(plain), Buffer.alloc(3_000)])],
  ])('%s is read', async (_what, bytes) => {
    const { manifest } = await inspectBytes(bytes);
    expect(manifest).toMatchObject({ valid: true, expandedBytes: plain.length, compression: 'gzip' });
  });

  it.each([
    ['garbage after the end', Buffer.concat([gzipSync(plain), Buffer.from('garbage')])],
    ['zeros, then another member', Buffer.concat([gzipSync(plain), Buffer.alloc(5), gzipSync(plain)])],
    ['cut off', gzipSync(plain).subarray(0, -9)],
    ['without its last bytes', gzipSync(plain).subarray(0, -4)],
    ['a second member cut off', Buffer.concat([gzipSync(plain), gzipSync(plain).subarray(0, 12)])],
    ['a wrong checksum', spoiled(gzipSync(plain), -6)],
  ])('%s is an error', async (_what, bytes) => {
    const { errorCodes } = await inspectBytes(bytes);
    expect(errorCodes).toContain('archive-corrupt');
  });
});

function spoiled(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = copy.length + at;
  copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}

describe('zstd', () => {
  it('is read, frames joined too', async () => {
    const { manifest } = await inspectBytes(
      Buffer.concat([zstd(plain.subarray(0, 700)), zstd(plain.subarray(700))]),
    );
    expect(manifest).toMatchObject({ valid: true, compression: 'zstd', expandedBytes: plain.length });
  });

  it('cut off is an error', async () => {
    expect((await inspectBytes(zstd(plain).subarray(0, -5))).errorCodes).toContain('archive-corrupt');
  });
});

describe('what is not read', () => {
  it.each([
    ['xz', 'fd377a585a000004e6d6b446'],
    ['bzip2', '425a683931415926535900'],
    ['lz4', '04224d186440a7'],
    ['zip', '504b030414000000'],
    ['7z', '377abcaf271c0004'],
  ])('%s is refused by its own name, whatever the file is called', async (compression, hex) => {
    const { manifest } = await inspectBytes(Buffer.from(hex, 'hex'), { filename: 'backup.tar.gz' });
    expect(manifest.errors).toMatchObject([{ code: 'archive-compression-refused', params: { compression } }]);
  });
});

describe('a dump’s own compression', () => {
  it.each([
    ['none', Buffer.from(SMALL_DUMP), []],
    ['gzip', gzipSync(SMALL_DUMP), ['gzip']],
    ['zstd', zstd(Buffer.from(SMALL_DUMP)), ['zstd']],
    ['gzip twice', gzipSync(gzipSync(SMALL_DUMP)), ['gzip', 'gzip']],
    ['gzip in zstd', zstd(gzipSync(SMALL_DUMP)), ['zstd', 'gzip']],
  ])('%s is peeled', async (_what, content, layers) => {
    const { manifest } = await inspectDump(content);
    expect(manifest.errors).toEqual([]);
    expect(manifest.dumps[0]).toMatchObject({ layers, rows: 2, bytes: SMALL_DUMP.length });
  });

  it.each([
    ['cut off', gzipSync(SMALL_DUMP).subarray(0, -9)],
    ['with garbage after it', Buffer.concat([gzipSync(SMALL_DUMP), Buffer.from('x'.repeat(30))])],
    ['four layers deep', gzipSync(gzipSync(gzipSync(gzipSync(SMALL_DUMP))))],
  ])('%s: the dump is damaged, the rest of the archive is judged', async (_what, content) => {
    const { manifest, errorCodes } = await inspectBytes(
      tar(
        { name: 'b/cloudsql/bad', content },
        { name: 'b/cloudsql/good', content: SMALL_DUMP },
        { name: 'b/gcs/m/x', content: 'x' },
      ),
    );
    expect(errorCodes).toEqual(['dump-corrupt']);
    expect(manifest.errors[0]?.where).toBe('b/cloudsql/bad');
    expect(manifest.dumps.map((dump) => dump.name)).toEqual(['b/cloudsql/good']);
    expect(manifest.media?.files).toBe(1);
  });

  it('an empty dump inside gzip is an empty dump', async () => {
    expect((await inspectDump(gzipSync(''))).errorCodes).toEqual(['dump-empty']);
  });

  it('a dump that expands beyond the limit is refused', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(5_000_000, 'x')));
    const { errorCodes } = await inspectBytes(tar({ name: 'cloudsql/d', content: bomb }), {
      limits: { expansionFloor: 1_000_000, expansionRatio: 10 },
    });
    expect(errorCodes).toEqual(['archive-expansion-limit']);
  });
});
