import { DigestSet, type NameDigest } from './digest-set';
import { digestOf, foldedDigest, startDigest, takeBytes } from './name-digest';

/** What an entry's name says against the names before it. */
export interface NameVerdict {
  /** The same name again, or a file where a folder is (or the other way round). */
  readonly duplicate: boolean;
  /** The link, written by the archive itself, through which this entry would be written. */
  readonly throughLink: string | null;
  readonly differsByCase: boolean;
}

const SLASH = 0x2f;

/** All names of the archive so far, as digests. */
export class NameIndex {
  readonly #others = new DigestSet();
  readonly #folders = new DigestSet();
  readonly #links = new DigestSet();
  readonly #folded = new DigestSet();
  #lastFolder: Buffer = Buffer.alloc(0);

  /** `path` is normalised: no leading, trailing, double slash, no `.`. */
  add(path: Buffer, kind: 'folder' | 'link' | 'other'): NameVerdict {
    const state = startDigest();
    const cut = path.lastIndexOf(SLASH);
    let duplicate = false;
    let throughLink: string | null = null;
    if (cut > 0 && !this.#sameFolder(path, cut)) {
      for (let at = path.indexOf(SLASH); at !== -1; at = path.indexOf(SLASH, at + 1)) {
        const folder = prefixDigest(path, at);
        if (this.#links.has(folder)) throughLink ??= path.toString('utf8', 0, at);
        else if (this.#others.has(folder)) duplicate = true;
        this.#folders.add(folder);
      }
      // Only a folder without complaint may be passed over the next time.
      if (throughLink === null && !duplicate) this.#lastFolder = Buffer.from(path.subarray(0, cut));
    }
    takeBytes(state, path, 0, path.length, false);
    const verdict = this.#place(path, digestOf(state), kind);
    return { duplicate: duplicate || verdict.duplicate, throughLink, differsByCase: verdict.differsByCase };
  }

  #sameFolder(path: Buffer, cut: number): boolean {
    return this.#lastFolder.length === cut && path.compare(this.#lastFolder, 0, cut, 0, cut) === 0;
  }

  #place(path: Buffer, digest: NameDigest, kind: 'folder' | 'link' | 'other') {
    if (kind === 'folder') {
      const duplicate = this.#others.has(digest) || this.#links.has(digest);
      // A folder listed twice (tar -r) changes nothing.
      const known = !this.#folders.add(digest);
      return { duplicate, differsByCase: !known && !this.#folded.add(foldedDigest(path)) };
    }
    const duplicate = this.#folders.has(digest) || this.#links.has(digest) || !this.#others.add(digest);
    if (kind === 'link') {
      this.#links.add(digest);
      // What was written into a folder of that name before is not seen again: forget the shortcut.
      this.#lastFolder = Buffer.alloc(0);
    }
    const folded = this.#folded.add(foldedDigest(path));
    return { duplicate, differsByCase: !folded && !duplicate };
  }
}

function prefixDigest(path: Buffer, end: number): NameDigest {
  const state = startDigest();
  takeBytes(state, path, 0, end, false);
  return digestOf(state);
}
