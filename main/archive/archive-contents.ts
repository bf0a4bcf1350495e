import type { Dump, Media } from '../../shared/manifest';
import { DumpCollector } from './dump/dump-collector';
import type { Findings } from './findings';
import { Layout, type Place } from './layout';
import { MediaCollector } from './media/media-collector';
import { isMacFile, isUnusual, linkStaysInside, normalisePath } from './names/entry-path';
import { NameIndex } from './names/name-index';
import { SameButCase } from './same-but-case';
import type { ByteSink } from './stream/byte-sink';
import { type InspectLimits, LimitPassed } from './stream/limits';
import type { TarEntry, TarHandler } from './tar/tar-reader';

const NOTHING = Buffer.alloc(0);

/** What came of all entries. */
export interface Contents {
  readonly root: string | null;
  readonly entries: number;
  readonly dumps: Dump[];
  /** When the first archive-format dump says it was written. */
  readonly dumpedAt: string | null;
  readonly media: Media | null;
}

/** Judges every entry of the tar, and hands its bytes to whoever they are for. */
export class ArchiveContents implements TarHandler {
  readonly #errors: Findings;
  readonly #warnings: Findings;
  readonly #limits: InspectLimits;
  readonly #recordsFile: string;
  readonly #layout = new Layout();
  readonly #names = new NameIndex();
  readonly #media: MediaCollector;
  readonly #dumps: DumpCollector;
  readonly #sameButCase = new SameButCase();
  #macFiles = 0;
  #firstMacFile = '';
  entries = 0;

  constructor(errors: Findings, warnings: Findings, limits: InspectLimits, recordsFile: string) {
    this.#errors = errors;
    this.#warnings = warnings;
    this.#limits = limits;
    this.#recordsFile = recordsFile;
    this.#media = new MediaCollector(recordsFile, errors, warnings);
    this.#dumps = new DumpCollector(limits);
  }

  get counts(): { readonly mediaFiles: number; readonly tables: number; readonly rows: number } {
    return { mediaFiles: this.#media.files, tables: this.#dumps.tables, rows: this.#dumps.rows };
  }

  entry(entry: TarEntry): ByteSink | null {
    // A volume's label is no entry.
    if (entry.typeflag === 'V') return null;
    if (++this.entries > this.#limits.entries) {
      throw new LimitPassed('archive-entry-limit', { limit: this.#limits.entries });
    }
    const written = entry.name.toString('utf8');
    const { path, fault } = normalisePath(entry.name);
    if (fault !== null) {
      this.#errors.add(fault === 'absolute' ? 'archive-path-absolute' : 'archive-path-parent', written);
      return null;
    }
    if (path.length === 0) return null;
    if (!this.#isAllowed(entry, written) || !this.#isNew(entry, path, written)) return null;
    if (isMacFile(path)) {
      if (this.#macFiles++ === 0) this.#firstMacFile = written;
      return null;
    }
    const place = this.#layout.place(path, written, entry.kind === 'folder');
    return this.#place(entry, path, written, place);
  }

  async finish(): Promise<Contents> {
    const dumps = this.#dumps.finish(this.#errors, this.#warnings);
    const media = await this.#media.finish();
    await this.#sameButCase.report(
      this.#warnings,
      this.#layout.root,
      media === null ? null : this.#recordsFile,
    );
    if (this.#macFiles > 0)
      this.#warnings.add('mac-files-skipped', this.#firstMacFile, { count: this.#macFiles });
    return { root: this.#layout.root, entries: this.entries, dumps, dumpedAt: this.#dumps.createdAt, media };
  }

  /** Leaves no records file behind. */
  discard(): void {
    this.#media.discard();
  }

  #isAllowed(entry: TarEntry, written: string): boolean {
    if (entry.kind === 'device') this.#errors.add('archive-device', written);
    else if (entry.kind === 'fifo') this.#errors.add('archive-fifo', written);
    else return true;
    return false;
  }

  #isNew(entry: TarEntry, path: Buffer, written: string): boolean {
    const link = entry.kind === 'symlink' || entry.kind === 'hardlink';
    const verdict = this.#names.add(path, entry.kind === 'folder' ? 'folder' : link ? 'link' : 'other');
    if (verdict.throughLink !== null) {
      this.#errors.add('archive-write-through-link', written, { link: verdict.throughLink });
      return false;
    }
    if (verdict.duplicate) {
      this.#errors.add('archive-duplicate', written);
      return false;
    }
    if (verdict.differsByCase) {
      this.#sameButCase.add(path, written);
    }
    return true;
  }

  #place(entry: TarEntry, path: Buffer, written: string, place: Place): ByteSink | null {
    if (entry.kind === 'symlink' || entry.kind === 'hardlink') return this.#link(entry, path, written, place);
    switch (place.kind) {
      case 'scaffold':
        return null;
      case 'unknown':
        return this.#unknown(written);
      case 'dump':
        if (entry.kind === 'file') return this.#dump(entry, written);
        return this.#unknown(written);
      case 'media': {
        if (entry.kind === 'folder') {
          if (place.path.length === 0) this.#media.bucket(place.bucket, place.bucketEntry);
          return null;
        }
        if (entry.kind !== 'file') return this.#unknown(written);
        if (isUnusual(path)) this.#warnings.add('media-name-unusual', written);
        return this.#media.file(place, entry.size);
      }
    }
  }

  #dump(entry: TarEntry, written: string): ByteSink {
    if (entry.sparse) {
      // Its bytes do not lie in one piece, so the host could not cut it out.
      this.#errors.add('dump-corrupt', written, {
        reason: 'packed-sparse',
      });
    }
    return this.#dumps.file({ entry: written, offset: entry.offset, bytes: entry.storedSize });
  }

  #link(entry: TarEntry, path: Buffer, written: string, place: Place): ByteSink | null {
    const hard = entry.kind === 'hardlink';
    const root = place.kind === 'media' && !hard ? place.bucketPath : NOTHING;
    const target = hard ? normalisePath(entry.linkName) : { path: entry.linkName, fault: null };
    if (target.fault !== null || !linkStaysInside(path, target.path, root, hard)) {
      this.#errors.add('archive-link-escapes', written, { target: entry.linkName.toString('utf8') });
      return null;
    }
    if (!hard || place.kind !== 'media') return this.#unknown(written);
    const aim = this.#layout.place(target.path, entry.linkName.toString('utf8'), false);
    if (aim.kind !== 'media' || !this.#media.hardLink(place, aim.bucket, aim.path)) {
      this.#errors.add('archive-link-escapes', written, { target: entry.linkName.toString('utf8') });
    }
    return null;
  }

  #unknown(written: string): null {
    this.#warnings.add('unknown-entry', written, { count: 1 });
    return null;
  }
}
