import type { Findings } from './findings';
import { readAllMediaRecords } from './media/media-records';
import type { NameDigest } from './names/digest-set';
import { foldedDigest } from './names/name-digest';

/** Names looked up; the rest is only counted. */
const LOOKED_UP = 20;

/**
 * Entries whose name differs from an earlier one's by case only. The earlier names are not in memory, so those
 * of the first few are found again in the records of the media.
 */
export class SameButCase {
  readonly #seen: { readonly path: Buffer; readonly written: string }[] = [];
  #count = 0;

  add(path: Buffer, written: string): void {
    this.#count++;
    if (this.#seen.length < LOOKED_UP) this.#seen.push({ path: Buffer.from(path), written });
  }

  async report(warnings: Findings, root: string | null, recordsFile: string | null): Promise<void> {
    if (this.#count === 0) return;
    const others = recordsFile === null ? new Map<string, string>() : await this.#lookUp(root, recordsFile);
    for (const { path, written } of this.#seen) {
      const other = others.get(keyOf(foldedDigest(path)));
      warnings.add('names-differ-by-case', written, { other: other ?? written.toLowerCase() });
    }
    for (let i = this.#seen.length; i < this.#count; i++) warnings.add('names-differ-by-case', '', {});
  }

  /** The first recorded name by the digest under which it meets others. */
  async #lookUp(root: string | null, recordsFile: string): Promise<Map<string, string>> {
    const wanted = new Set(this.#seen.map(({ path }) => keyOf(foldedDigest(path))));
    const prefix = root === null ? 'gcs/' : `${root}/gcs/`;
    const found = new Map<string, string>();
    for await (const { bucket, pathBytes } of readAllMediaRecords(recordsFile)) {
      const name = Buffer.concat([Buffer.from(`${prefix}${bucket}/`), pathBytes]);
      const key = keyOf(foldedDigest(name));
      if (wanted.has(key) && !found.has(key)) found.set(key, name.toString('utf8'));
    }
    return found;
  }
}

function keyOf({ low, high }: NameDigest): string {
  return `${low} ${high}`;
}
