import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogLines } from '../../../main/docker/log-lines';

describe('lines of a growing log', () => {
  it('come once each, however the log is cut and wherever a reader begins again', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\n\r]/g, ' '));
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), cuts, fc.nat(30), (lines, sizes, restartAfter) => {
        const log = Buffer.from(lines.map((each) => `${each}\n`).join(''));
        const seen: string[] = [];
        let offset = 0;
        const read = (limit: number) => {
          const reader = new LogLines(offset, (text, next) => {
            if (seen.length >= limit) throw new Error('cut');
            seen.push(text);
            offset = next;
          });
          for (let at = offset, i = 0; at < log.length; i += 1) {
            const size = sizes[i % sizes.length] ?? 1;
            reader.push(log.subarray(at, at + size));
            at += size;
          }
          reader.flush();
        };
        if (restartAfter < lines.length) expect(() => read(restartAfter)).toThrow('cut');
        read(Number.POSITIVE_INFINITY);
        expect(seen).toEqual(lines);
        expect(offset).toBe(log.length);
      }),
    );
  });

  it('are given in pieces when one never ends, without splitting a character', () => {
    const pieces: string[] = [];
    const reader = new LogLines(0, (text) => pieces.push(text));
    const text = `x${'ñ'.repeat(400_000)}`;
    reader.push(Buffer.from(text));
    expect(pieces.length).toBeGreaterThan(1);
    reader.flush();
    expect(pieces.join('')).toBe(text);
  });

  it('lose the carriage return a tool puts before the line break', () => {
    const lines: string[] = [];
    const reader = new LogLines(0, (text) => lines.push(text));
    reader.push(Buffer.from('a\r\nb\r\n'));
    expect(lines).toEqual(['a', 'b']);
  });
});
