import type { Media } from '../../../shared/manifest';
import { compareNames } from './winner-index';

/** Folders named one by one; a bucket with more of them at its top is shown summed up under `…`. */
const FOLDERS_NAMED = 500;
const REST = '…';
const SLASH = 0x2f;

/** Files and bytes, in all and by top-level folder; files at the top itself count under an empty name. */
export class FolderTotals {
  readonly #folders = new Map<string, { files: number; bytes: number }>();
  #files = 0;
  #bytes = 0;

  add(path: Buffer, bytes: number): void {
    this.#files++;
    this.#bytes += bytes;
    const slash = path.indexOf(SLASH);
    const name = slash === -1 ? '' : path.toString('utf8', 0, slash);
    const folder = this.#folders.get(name) ?? this.#make(name);
    folder.files++;
    folder.bytes += bytes;
  }

  totals(): Pick<Media, 'files' | 'bytes' | 'folders'> {
    const folders = [...this.#folders]
      .map(([path, totals]) => ({ path, ...totals }))
      .sort((a, b) => compareNames(a.path, b.path));
    return { files: this.#files, bytes: this.#bytes, folders };
  }

  #make(name: string): { files: number; bytes: number } {
    const key = this.#folders.size < FOLDERS_NAMED ? name : REST;
    const known = this.#folders.get(key);
    if (known !== undefined) return known;
    const made = { files: 0, bytes: 0 };
    this.#folders.set(key, made);
    return made;
  }
}
