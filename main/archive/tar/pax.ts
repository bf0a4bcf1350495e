import { StreamDamaged } from '../stream/byte-sink';

/** Values of extended headers, as bytes: names need not be UTF-8. */
export type PaxRecords = Map<string, Buffer>;

/**
 * Reads `length key=value\n` records (POSIX pax). The length counts itself; a value may hold newlines and
 * zeros. Repeated `GNU.sparse.offset`/`numbytes` (sparse format 0.0) are joined with commas as in 0.1.
 * Throws {@link StreamDamaged} when a record does not fit.
 */
export function parsePax(data: Buffer): PaxRecords {
  const records: PaxRecords = new Map();
  let at = 0;
  while (at < data.length && data[at] !== 0) {
    const space = data.indexOf(0x20, at);
    const digits = space === -1 ? '' : data.toString('latin1', at, space);
    const length = /^[0-9]{1,9}$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    const equals = data.indexOf(0x3d, space);
    if (length === 0 || end > data.length || data[end - 1] !== 0x0a || equals === -1 || equals >= end) {
      throw new StreamDamaged('pax-damaged');
    }
    const key = data.toString('utf8', space + 1, equals);
    store(records, key, Buffer.from(data.subarray(equals + 1, end - 1)));
    at = end;
  }
  return records;
}

function store(records: PaxRecords, key: string, value: Buffer): void {
  if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') {
    const before = records.get('GNU.sparse.map');
    records.set('GNU.sparse.map', before ? Buffer.concat([before, Buffer.from(','), value]) : value);
    return;
  }
  // An empty value takes an earlier one back.
  if (value.length === 0) records.delete(key);
  else records.set(key, value);
}

/** A decimal value such as `size`; undefined when absent. Throws when it is no safe whole number. */
export function paxNumber(records: PaxRecords, key: string): number | undefined {
  const text = records.get(key)?.toString('latin1');
  if (text === undefined) return undefined;
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new StreamDamaged('pax-value', null, { key });
  return value;
}
