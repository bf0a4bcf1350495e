import { type ByteSink, DISCARD, StreamDamaged } from '../../stream/byte-sink';
import { InflateSink } from '../../stream/inflate-sink';
import { type ByteReader, PullSink } from '../../stream/pull-sink';
import { ZstdSink } from '../../stream/zstd-sink';
import type { OnCount, ScanResult } from '../dump-facts';
import { ArchiveReader } from './archive-reader';
import { Catalogue } from './catalogue';
import {
  type ArchiveHead,
  type InnerCompression,
  NEWEST,
  readHead,
  readToc,
  VersionUnsupported,
} from './toc';

const BLK_DATA = 1;
const BLK_BLOBS = 3;
/** A block of data is at most some kilobytes; this is far beyond. */
const CHUNK_LIMIT = 256 * 1024 * 1024;

/**
 * Reads a custom-format archive to its end: header, TOC, and every data block with its rows counted. Of a
 * `toc.dat` (tar and directory formats) it reads header and TOC, and the data comes from elsewhere.
 */
export class ArchiveScanner implements ByteSink {
  readonly #pull: PullSink;
  readonly #onCount: OnCount;
  #head: ArchiveHead | null = null;
  #catalogue: Catalogue | null = null;
  #unsupported: string | null = null;
  #bytes = 0;

  constructor(onCount: OnCount) {
    this.#onCount = onCount;
    this.#pull = new PullSink((reader) => this.#parse(reader));
  }

  get head(): ArchiveHead | null {
    return this.#head;
  }

  get catalogue(): Catalogue | null {
    return this.#catalogue;
  }

  write(chunk: Buffer): Promise<void> {
    this.#bytes += chunk.length;
    return this.#pull.write(chunk);
  }

  end(): Promise<void> {
    return this.#pull.end();
  }

  result(): ScanResult {
    if (this.#unsupported !== null) return unsupported(this.#unsupported);
    if (this.#head === null || this.#catalogue === null) return { kind: 'unrecognised' };
    return this.#catalogue.result('custom', this.#bytes, this.#head.compression);
  }

  async #parse(reader: ByteReader): Promise<void> {
    const archive = new ArchiveReader(reader);
    try {
      this.#head = await readHead(archive);
    } catch (error) {
      if (!(error instanceof VersionUnsupported)) throw error;
      this.#unsupported = error.version;
      return;
    }
    const catalogue = new Catalogue(this.#head);
    for await (const entry of readToc(archive, this.#head)) catalogue.add(entry);
    this.#catalogue = catalogue;
    this.#onCount(0, catalogue.tables);
    if (this.#head.format === 'custom') await this.#readBlocks(archive, this.#head.compression, catalogue);
    else if (await reader.more()) throw new StreamDamaged('toc-bytes-after');
  }

  async #readBlocks(
    archive: ArchiveReader,
    compression: InnerCompression,
    catalogue: Catalogue,
  ): Promise<void> {
    while (await archive.reader.more()) {
      const type = await archive.byte();
      const dumpId = await archive.int();
      if (type === BLK_DATA) {
        const sink = catalogue.dataSink(dumpId, compression !== 'lz4');
        await this.#readChunks(archive, sink === null ? null : batched(decompressed(compression, sink)));
        this.#onCount(catalogue.rowsOf(dumpId), 0);
      } else if (type === BLK_BLOBS) {
        catalogue.dataSink(dumpId, true);
        while ((await archive.int()) !== 0) await this.#readChunks(archive, null);
      } else throw new StreamDamaged('block-type');
    }
  }

  async #readChunks(archive: ArchiveReader, sink: ByteSink | null): Promise<void> {
    for (;;) {
      const length = await archive.int();
      if (length < 0 || length > CHUNK_LIMIT) throw new StreamDamaged('block-damaged');
      if (length === 0) break;
      await archive.reader.pass(length, sink);
    }
    await sink?.end();
  }
}

/** What a version beyond the newest known becomes. */
export function unsupported(version: string): ScanResult {
  const params = { version, newest: `1.${NEWEST}` };
  return {
    kind: 'refused',
    findings: [{ code: 'dump-version-unsupported', params, line: null, severity: 'error' }],
  };
}

function decompressed(compression: InnerCompression, sink: ByteSink): ByteSink {
  switch (compression) {
    case 'none':
      return sink;
    case 'gzip':
      return new InflateSink('zlib', sink);
    case 'zstd':
      return new ZstdSink(sink);
    case 'lz4':
      return DISCARD;
  }
}

/** pg_dump writes blocks of a few kilobytes; each would be a round trip to zlib's thread. */
function batched(sink: ByteSink): ByteSink {
  const BATCH = 256 * 1024;
  let pieces: Buffer[] = [];
  let bytes = 0;
  const flush = () => {
    const whole = Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
    return sink.write(whole);
  };
  return {
    write: (chunk) => {
      pieces.push(chunk);
      bytes += chunk.length;
      if (bytes >= BATCH) return flush();
    },
    end: async () => {
      if (bytes > 0) await flush();
      await sink.end();
    },
  };
}
