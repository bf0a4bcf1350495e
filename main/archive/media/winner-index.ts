import { DigestSet, type NameDigest } from '../names/digest-set';
import { digestBytes } from '../names/name-digest';

/** Byte order, the same on every machine: the order in which buckets are merged. */
export function compareNames(a: string, b: string): number {
  return Buffer.from(a).compare(Buffer.from(b));
}

/**
 * Knows, for buckets merged in name order, whose file counts where a path is in several. One set of digests
 * a bucket: a record wins when no later bucket has its path. With one bucket nothing is kept.
 */
export class WinnerIndex {
  readonly #byBucket = new Map<string, DigestSet>();
  #order: readonly string[] = [];

  static async of(records: AsyncIterable<{ bucket: string; pathBytes: Buffer }>): Promise<WinnerIndex> {
    const index = new WinnerIndex();
    let only: string | null = null;
    let several = false;
    for await (const { bucket, pathBytes } of records) {
      only ??= bucket;
      several ||= bucket !== only;
      const digests = index.#byBucket.get(bucket) ?? new DigestSet();
      index.#byBucket.set(bucket, digests);
      digests.add(digestBytes(pathBytes));
    }
    if (several) index.#order = [...index.#byBucket.keys()].sort(compareNames).reverse();
    else index.#byBucket.clear();
    return index;
  }

  /** The bucket whose file counts for a path that `bucket` has. */
  winner(path: NameDigest, bucket: string): string {
    return this.#order.find((name) => name === bucket || this.#byBucket.get(name)?.has(path)) ?? bucket;
  }
}
