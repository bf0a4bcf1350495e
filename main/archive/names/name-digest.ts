import { randomBytes } from 'node:crypto';
import type { NameDigest } from './digest-set';

/** A digest that grows byte by byte, so that each folder of a path is had on the way. */
export interface DigestState {
  a: number;
  b: number;
}

// Seeded a process, so that no archive can be made whose names collide.
const SEED = randomBytes(8);
const SEED_A = SEED.readUInt32LE(0);
const SEED_B = SEED.readUInt32LE(4);

export function startDigest(): DigestState {
  return { a: SEED_A, b: SEED_B };
}

/** Takes bytes from `start` to `end` in; with `fold` ASCII letters count as small ones. */
export function takeBytes(
  state: DigestState,
  bytes: Uint8Array,
  start: number,
  end: number,
  fold: boolean,
): void {
  let { a, b } = state;
  for (let i = start; i < end; i++) {
    let byte = bytes[i] ?? 0;
    if (fold && byte >= 0x41 && byte <= 0x5a) byte += 0x20;
    a = Math.imul(a ^ byte, 0x9e3779b1);
    a ^= a >>> 15;
    b = Math.imul(b ^ byte, 0x5f356495);
    b ^= b >>> 13;
  }
  state.a = a;
  state.b = b;
}

/** The digest of what was taken so far; the state may go on. */
export function digestOf(state: DigestState): NameDigest {
  const a = Math.imul(state.a ^ (state.b >>> 16), 0x85ebca6b);
  const b = Math.imul(state.b ^ (state.a >>> 13), 0xc2b2ae35);
  return { low: (a ^ (a >>> 13)) >>> 0, high: (b ^ (b >>> 16)) >>> 0 };
}

export function digestBytes(bytes: Uint8Array): NameDigest {
  const state = startDigest();
  takeBytes(state, bytes, 0, bytes.length, false);
  return digestOf(state);
}

/** The digest under which names meet that a disk ignoring case or Unicode form would not tell apart. */
export function foldedDigest(bytes: Buffer): NameDigest {
  let ascii = true;
  for (let i = 0; i < bytes.length && ascii; i++) ascii = (bytes[i] ?? 0) < 0x80;
  const folded = ascii ? bytes : Buffer.from(bytes.toString('utf8').normalize('NFC').toLowerCase());
  const state = startDigest();
  takeBytes(state, folded, 0, folded.length, true);
  return digestOf(state);
}
