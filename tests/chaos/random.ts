import { createHash } from 'node:crypto';

/** A generator whose numbers depend on its seed alone: the same run is drawn again from the same words. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** One of the values, each as likely as its weight. */
  weighted<T>(values: readonly (readonly [weight: number, value: T])[]): T;
}

/** The generator of run `index` of a series: independent of every other run, so that any run can be drawn alone. */
export function randomOf(seed: string, index: number): Random {
  let state = createHash('sha256').update(`${seed}\0${index}`).digest().readUInt32LE(0);
  // Mulberry32, a published generator of 32 bits of state: enough to draw a scenario.
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(values: readonly T[]): T => {
    const value = values[Math.floor(fraction() * values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };
  return {
    fraction,
    between: (from, to) => from + Math.floor(fraction() * (to - from + 1)),
    chance: (probability) => fraction() < probability,
    pick,
    weighted(values) {
      let left = fraction() * values.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of values) {
        left -= weight;
        if (left < 0) return value;
      }
      return pick(values.map(([, value]) => value));
    },
  };
}
