/** A 64-bit digest of a name, as two halves. */
export interface NameDigest {
  readonly low: number;
  readonly high: number;
}

const START_SLOTS = 1 << 12;

/**
 * A set of 64-bit digests in one typed array: a million names take 16 MB where strings would take 150.
 * Two different names share a digest with a chance of 1 in 30 million per million names.
 */
export class DigestSet {
  #table = new Uint32Array(START_SLOTS * 2);
  #slots = START_SLOTS;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(digest: NameDigest): boolean {
    const at = this.#find(digest.low, digest.high);
    return this.#table[at] !== 0 || this.#table[at + 1] !== 0;
  }

  /** False when it was there already. */
  add(digest: NameDigest): boolean {
    const at = this.#find(digest.low, digest.high);
    if (this.#table[at] !== 0 || this.#table[at + 1] !== 0) return false;
    this.#table[at] = digest.low;
    this.#table[at + 1] = filled(digest.low, digest.high);
    this.#size++;
    if (this.#size * 2 > this.#slots) this.#grow();
    return true;
  }

  #find(low: number, high: number): number {
    const stored = filled(low, high);
    const mask = this.#slots - 1;
    let slot = low & mask;
    for (;;) {
      const at = slot * 2;
      const l = this.#table[at];
      const h = this.#table[at + 1];
      if ((l === 0 && h === 0) || (l === low && h === stored)) return at;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const old = this.#table;
    this.#slots *= 2;
    this.#table = new Uint32Array(this.#slots * 2);
    for (let i = 0; i < old.length; i += 2) {
      const low = old[i] ?? 0;
      const high = old[i + 1] ?? 0;
      if (low === 0 && high === 0) continue;
      const at = this.#find(low, high);
      this.#table[at] = low;
      this.#table[at + 1] = high;
    }
  }
}

/** Zero marks an empty slot, so the one digest that is all zeros is stored as another. */
function filled(low: number, high: number): number {
  return low === 0 && high === 0 ? 1 : high;
}
