/** Where an entry belongs in a backup: `[any folders/]cloudsql/…` or `[any folders/]gcs/<bucket>/…`. */
export type Place =
  | { readonly kind: 'dump' }
  | {
      readonly kind: 'media';
      readonly bucket: string;
      /** The bucket's folder as written in the archive, without a trailing slash. */
      readonly bucketEntry: string;
      /** The bucket's folder, normalised: links of the media must stay inside it. */
      readonly bucketPath: Buffer;
      /** Below the bucket's folder; empty for the folder itself. */
      readonly path: Buffer;
    }
  /** A folder on the way: the top folder, `cloudsql`, `gcs`. */
  | { readonly kind: 'scaffold' }
  | { readonly kind: 'unknown' };

const SLASH = 0x2f;

/**
 * Places entries by their path. The top folder may have any name, be several folders, or be missing; the first
 * entry that shows one decides, and what lies beside it is unknown.
 */
export class Layout {
  #root: string | null = null;

  /** The one top folder, as it is normalised; null when there is none or nothing was placed. */
  get root(): string | null {
    return this.#root === null || this.#root === '' ? null : this.#root;
  }

  /** `written` is the entry's name in the archive, `path` the same normalised. */
  place(path: Buffer, written: string, folder: boolean): Place {
    const found = this.#anchor(path);
    if (found === null) return { kind: folder ? 'scaffold' : 'unknown' };
    const root = path.toString('utf8', 0, Math.max(0, found.start - 1));
    this.#root ??= root;
    if (root !== this.#root) return { kind: 'unknown' };
    if (found.end === path.length) return { kind: folder ? 'scaffold' : 'unknown' };
    if (found.name === 'cloudsql') return folder ? { kind: 'scaffold' } : { kind: 'dump' };
    return inBucket(path, found.end + 1, written, folder);
  }

  /** The first component that is `cloudsql` or `gcs`; below the known root only there. */
  #anchor(path: Buffer): { start: number; end: number; name: string } | null {
    let start = 0;
    for (;;) {
      const next = path.indexOf(SLASH, start);
      const end = next === -1 ? path.length : next;
      const length = end - start;
      if (length === 3 || length === 8) {
        const name = path.toString('latin1', start, end);
        if (name === 'gcs' || name === 'cloudsql') return { start, end, name };
      }
      if (next === -1) return null;
      start = next + 1;
    }
  }
}

function inBucket(path: Buffer, start: number, written: string, folder: boolean): Place {
  const slash = path.indexOf(SLASH, start);
  // A file right below gcs/ lies in no bucket.
  if (slash === -1 && !folder) return { kind: 'unknown' };
  const end = slash === -1 ? path.length : slash;
  const rest = slash === -1 ? Buffer.alloc(0) : path.subarray(slash + 1);
  const below = rest.length === 0 ? 0 : rest.toString('utf8').length + 1;
  const trimmed = written.replace(/\/+$/, '');
  return {
    kind: 'media',
    bucket: path.toString('utf8', start, end),
    bucketEntry: trimmed.slice(0, trimmed.length - below),
    bucketPath: path.subarray(0, end),
    path: rest,
  };
}
