import { createHash } from 'node:crypto';
import type { Media } from '../../../shared/manifest';
import type { Findings } from '../findings';
import { digestBytes } from '../names/name-digest';
import type { ByteSink } from '../stream/byte-sink';
import { FolderTotals } from './folder-totals';
import { encodeRecord, readAllMediaRecords } from './media-records';
import { RecordsWriter } from './records-writer';
import { compareNames, WinnerIndex } from './winner-index';

interface Bucket {
  readonly name: string;
  readonly entry: string;
  files: number;
  bytes: number;
}

/** A file of the media, placed: `path` below the bucket's folder. */
export interface MediaPlace {
  readonly bucket: string;
  /** The bucket's folder as written in the archive. */
  readonly bucketEntry: string;
  readonly path: Buffer;
}

/** Hard links remembered until their target's digest is known; more than this many is no backup of media. */
const HARD_LINK_LIMIT = 100_000;

/** Hashes every media file, writes its record, and keeps totals only. */
export class MediaCollector {
  readonly #recordsFile: string;
  readonly #errors: Findings;
  readonly #warnings: Findings;
  readonly #writer: RecordsWriter;
  readonly #buckets = new Map<string, Bucket>();
  readonly #folders = new FolderTotals();
  /** Target (`bucket/path`) to the links that share its content. */
  readonly #hardLinks = new Map<string, MediaPlace[]>();
  #hardLinkCount = 0;
  files = 0;

  constructor(recordsFile: string, errors: Findings, warnings: Findings) {
    this.#recordsFile = recordsFile;
    this.#errors = errors;
    this.#warnings = warnings;
    this.#writer = new RecordsWriter(recordsFile);
  }

  /** A bucket's own folder counts as media even when it is empty. */
  bucket(name: string, entry: string): void {
    this.#bucket(name, entry);
  }

  file(place: MediaPlace, bytes: number): ByteSink {
    const hash = createHash('sha256');
    return {
      write: (chunk) => {
        hash.update(chunk);
      },
      end: () => this.#record(place, hash.digest('hex'), bytes),
    };
  }

  /** A hard link is a file of its own for whoever reads it. False: its target lies in no bucket, or there are too many. */
  hardLink(place: MediaPlace, targetBucket: string, targetPath: Buffer): boolean {
    if (++this.#hardLinkCount > HARD_LINK_LIMIT) return false;
    this.#bucket(place.bucket, place.bucketEntry);
    const key = keyOf(targetBucket, targetPath);
    const links = this.#hardLinks.get(key);
    if (links === undefined) this.#hardLinks.set(key, [place]);
    else links.push(place);
    return true;
  }

  async finish(): Promise<Media | null> {
    this.#writer.flush();
    await this.#resolveHardLinks();
    if (this.#buckets.size === 0) {
      this.#writer.discard();
      return null;
    }
    this.#writer.close();
    const buckets = [...this.#buckets.values()].sort((a, b) => compareNames(a.name, b.name));
    const merged = buckets.length === 1 ? this.#folders : await this.#merge();
    return { buckets: buckets.map((bucket) => ({ ...bucket })), ...merged.totals() };
  }

  discard(): void {
    this.#writer.discard();
  }

  #record(place: MediaPlace, sha256: string, bytes: number): void {
    const bucket = this.#bucket(place.bucket, place.bucketEntry);
    bucket.files++;
    bucket.bytes += bytes;
    this.files++;
    this.#folders.add(place.path, bytes);
    const name = Buffer.concat([Buffer.from(`${place.bucket}/`), place.path]);
    this.#writer.append(encodeRecord(sha256, bytes, name));
  }

  #bucket(name: string, entry: string): Bucket {
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    const bucket = { name, entry, files: 0, bytes: 0 };
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /** A link to a link counts too, so targets found are looked up again until nothing new is. */
  async #resolveHardLinks(): Promise<void> {
    for (let found = true; found && this.#hardLinks.size > 0; ) {
      found = false;
      const resolved: { place: MediaPlace; sha256: string; bytes: number }[] = [];
      for await (const record of readAllMediaRecords(this.#recordsFile)) {
        const key = keyOf(record.bucket, record.pathBytes);
        for (const place of this.#hardLinks.get(key) ?? []) {
          resolved.push({ place, sha256: record.sha256, bytes: record.bytes });
        }
        found = this.#hardLinks.delete(key) || found;
      }
      for (const { place, sha256, bytes } of resolved) this.#record(place, sha256, bytes);
      this.#writer.flush();
    }
    for (const places of this.#hardLinks.values()) {
      for (const place of places) {
        const where = `${place.bucketEntry}/${place.path.toString('utf8')}`;
        this.#errors.add('archive-link-escapes', where, { target: '(not in the archive)' });
      }
    }
  }

  async #merge(): Promise<FolderTotals> {
    const winners = await WinnerIndex.of(readAllMediaRecords(this.#recordsFile));
    const totals = new FolderTotals();
    let lost = 0;
    let example = '';
    let kept = '';
    for await (const { bucket, pathBytes, bytes } of readAllMediaRecords(this.#recordsFile)) {
      const winner = winners.winner(digestBytes(pathBytes), bucket);
      if (winner === bucket) totals.add(pathBytes, bytes);
      else if (lost++ === 0) [example, kept] = [pathBytes.toString('utf8'), winner];
    }
    if (lost > 0) this.#warnings.add('media-same-path', example, { count: lost, kept });
    return totals;
  }
}

function keyOf(bucket: string, path: Buffer): string {
  return `${bucket}/${path.toString('latin1')}`;
}
