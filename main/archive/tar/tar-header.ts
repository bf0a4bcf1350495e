import { StreamDamaged } from '../stream/byte-sink';

export const BLOCK = 512;

/** What a tar entry is, by its type flag. */
export type EntryKind =
  | 'file'
  | 'folder'
  | 'symlink'
  | 'hardlink'
  | 'device'
  | 'fifo'
  /** Old GNU sparse: the data holds only what is not zero. */
  | 'gnu-sparse'
  | 'other';

/** The fields of one 512-byte header that matter here, as written. Names stay bytes: tar knows no encoding. */
export interface RawHeader {
  readonly typeflag: number;
  readonly name: Buffer;
  readonly linkName: Buffer;
  readonly size: number;
}

/**
 * Reads a header block; null for a block of zeros. Throws {@link StreamDamaged} for a wrong checksum or a
 * size that is no number. POSIX ustar, GNU and the old v7 layout differ only in the prefix.
 */
export function parseHeader(block: Buffer): RawHeader | null {
  const sums = checksums(block);
  if (sums.unsigned === 8 * 32 && isZeroBlock(block)) return null;
  const expected = numberField(block, 148, 8);
  if (expected !== sums.unsigned && expected !== sums.signed) {
    throw new StreamDamaged('tar-checksum');
  }
  const size = numberField(block, 124, 12);
  if (size === null) throw new StreamDamaged('tar-size');
  const name = textField(block, 0, 100);
  // Only POSIX ustar has a prefix; GNU's magic ends with a space and keeps times there.
  const posix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = posix ? textField(block, 345, 155) : Buffer.alloc(0);
  return {
    typeflag: block[156] ?? 0,
    name: prefix.length > 0 ? Buffer.concat([prefix, SLASH, name]) : name,
    linkName: textField(block, 157, 100),
    size,
  };
}

const SLASH = Buffer.from('/');

/** True when 512 bytes look like a tar header: a valid checksum over a block that is not empty. */
export function looksLikeTar(block: Buffer): boolean {
  if (block.length < BLOCK) return false;
  const sums = checksums(block);
  const expected = numberField(block, 148, 8);
  return expected !== null && expected > 0 && (expected === sums.unsigned || expected === sums.signed);
}

/** The sum of all bytes, the checksum's own field counted as spaces; some old tars summed signed bytes. */
function checksums(block: Buffer): { unsigned: number; signed: number } {
  let unsigned = 8 * 32;
  let high = 0;
  for (let i = 0; i < 148; i++) {
    const byte = block[i] ?? 0;
    unsigned += byte;
    high += byte >> 7;
  }
  for (let i = 156; i < BLOCK; i++) {
    const byte = block[i] ?? 0;
    unsigned += byte;
    high += byte >> 7;
  }
  return { unsigned, signed: unsigned - 256 * high };
}

function isZeroBlock(block: Buffer): boolean {
  for (let i = 148; i < 156; i++) if (block[i] !== 0) return false;
  return true;
}

function textField(block: Buffer, start: number, length: number): Buffer {
  const end = block.indexOf(0, start);
  return Buffer.from(block.subarray(start, end === -1 || end > start + length ? start + length : end));
}

/** Octal text, or base-256 (GNU) when the first bit is set. Null when it is neither, or beyond 2^53. */
export function numberField(block: Buffer, start: number, length: number): number | null {
  const first = block[start] ?? 0;
  if (first >= 0x80) return base256(block, start, length);
  let value = 0;
  let digits = 0;
  let i = start;
  while (i < start + length && (block[i] === 0x20 || block[i] === 0)) i++;
  for (; i < start + length; i++) {
    const digit = (block[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
    digits++;
  }
  // The rest must be padding; an empty field counts as 0, as every tar reads it.
  for (; i < start + length; i++) if (block[i] !== 0x20 && block[i] !== 0) return null;
  return digits === 0 || Number.isSafeInteger(value) ? value : null;
}

function base256(block: Buffer, start: number, length: number): number | null {
  // 0xff… is a negative number, which no size is.
  if (block[start] !== 0x80) return null;
  let value = 0;
  for (let i = start + 1; i < start + length; i++) value = value * 256 + (block[i] ?? 0);
  return Number.isSafeInteger(value) ? value : null;
}

/** Kinds by type flag; a v7 file whose name ends with a slash is a folder. */
export function kindOf(typeflag: number, name: Buffer): EntryKind {
  switch (String.fromCharCode(typeflag)) {
    case '0':
    case '\0':
    case '7':
      return name[name.length - 1] === 0x2f ? 'folder' : 'file';
    case '1':
      return 'hardlink';
    case '2':
      return 'symlink';
    case '3':
    case '4':
      return 'device';
    case '5':
      return 'folder';
    case '6':
      return 'fifo';
    case 'S':
      return 'gnu-sparse';
    default:
      return 'other';
  }
}
