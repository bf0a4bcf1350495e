import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { create } from 'tar';
import { describe, expect, it } from 'vitest';
import { inspectBytes, inTemporaryFolder } from '../../support/archive-inspect';
import { GOOD_ENTRIES, paxEntry, SMALL_DUMP, tar, tarEntry, tarGz } from '../../support/archive-tar';

const LONG = `gcs/b/${'long/'.repeat(40)}name.jpg`;

describe('names and sizes in every dialect of tar', () => {
  it.each([
    [
      'a ustar prefix',
      [{ name: 'name.jpg', prefix: `gcs/b/${'p/'.repeat(40)}x`, content: 'x' }],
      `${'p/'.repeat(40)}x/name.jpg`,
    ],
    [
      'GNU’s long name',
      [
        tarEntry({ name: '././@LongLink', type: 'L', content: `${LONG}\0` }),
        tarEntry({ name: LONG, content: 'x' }),
      ],
      LONG.slice(6),
    ],
    ['a pax path', [paxEntry({ path: LONG }), tarEntry({ name: 'short', content: 'x' })], LONG.slice(6)],
    ['a size in base 256', [{ name: 'gcs/b/x', content: 'x', base256: true }], 'x'],
    ['a pax size', [paxEntry({ size: '1' }), tarEntry({ name: 'gcs/b/x', content: 'x', size: 0 })], 'x'],
    [
      'a global pax header',
      [paxEntry({ comment: 'c' }, 'g'), tarEntry({ name: 'gcs/b/x', content: 'x' })],
      'x',
    ],
    ['a v7 type flag', [{ name: 'gcs/b/x', content: 'x', type: '\0' }], 'x'],
  ])('%s', async (_what, pieces, path) => {
    const { records, manifest } = await inspectBytes(tar(...pieces));
    expect(manifest.errors).toEqual([]);
    expect(records.map((record) => record.path)).toEqual([path]);
    expect(records[0]?.sha256).toBe(createHash('sha256').update('x').digest('hex'));
  });

  it('a pax path that climbs out is judged, not the short name', async () => {
    const { errorCodes } = await inspectBytes(
      tar(paxEntry({ path: '../x' }), tarEntry({ name: 'gcs/b/x', content: 'x' })),
    );
    expect(errorCodes).toContain('archive-path-parent');
  });

  it('a pax link target is judged', async () => {
    const { errorCodes } = await inspectBytes(
      tar(paxEntry({ linkpath: '/etc' }), tarEntry({ name: 'gcs/b/x', type: '2', linkName: 'y' })),
    );
    expect(errorCodes).toContain('archive-link-escapes');
  });
});

describe('a tar that is damaged', () => {
  const good = tar(...GOOD_ENTRIES);
  const content = good.subarray(0, good.length - 1024);

  it.each([
    ['a wrong checksum', tar({ name: 'gcs/b/x', content: 'x', checksumOff: 1 }, ...GOOD_ENTRIES)],
    ['cut inside an entry', good.subarray(0, 2_100)],
    ['cut inside a header', good.subarray(0, 1_100)],
    ['without its end mark', content],
    ['two archives joined', Buffer.concat([good, good])],
    ['one volume of several', tar(...GOOD_ENTRIES, { name: 'gcs/b/x', type: 'M', content: 'x' })],
    ['a folder that claims content', tar(...GOOD_ENTRIES, { name: 'gcs/b/', content: 'x' })],
    [
      'a pax record that does not fit',
      tar({ name: 'p', type: 'x', content: '99 path=x\n' }, ...GOOD_ENTRIES),
    ],
    ['no tar at all', Buffer.from('hello'.repeat(500))],
    ['empty', Buffer.alloc(0)],
  ])('%s is an error, not an exception', async (_what, bytes) => {
    const { manifest, errorCodes } = await inspectBytes(bytes);
    expect(errorCodes).toContain('archive-corrupt');
    expect(manifest.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('cut anywhere is never valid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: content.length }), async (length) => {
        expect((await inspectBytes(good.subarray(0, length))).manifest.valid).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('with any byte changed is judged without failing', async () => {
    const bytes = gzipSync(good, { level: 0 });
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, byte) => {
        const changed = Buffer.from(bytes);
        changed[at] = byte;
        expect((await inspectBytes(changed)).manifest.version).toBe(1);
      }),
      { numRuns: 100 },
    );
  });
});

describe('tars of real tools', () => {
  it.each([
    '--format=gnu',
    '--format=pax --sparse-version=0.0',
    '--format=pax --sparse-version=0.1',
    '--format=pax --sparse-version=1.0',
  ])('a sparse file by tar %s has the digest of the whole file', async (format) => {
    await inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'gcs/b'), { recursive: true });
      const file = join(folder, 'gcs/b/sparse');
      const handle = openSync(file, 'w');
      for (let i = 0; i < 30; i++) writeSync(handle, `piece ${i}`, i * 200_000);
      closeSync(handle);
      truncateSync(file, 7_000_000);
      writeFileSync(join(folder, 'gcs/b/after'), 'x');
      const path = join(folder, 'a.tar');
      execFileSync('tar', ['-cSf', path, ...format.split(' '), 'gcs/b/sparse', 'gcs/b/after'], {
        cwd: folder,
      });
      const { records, manifest } = await inspectBytes(readFileSync(path));
      expect(manifest.errors).toEqual([]);
      expect(manifest.expandedBytes).toBeLessThan(1_000_000);
      expect(records.map(({ path: name, bytes, sha256 }) => ({ name, bytes, sha256 }))).toEqual([
        {
          name: 'sparse',
          bytes: 7_000_000,
          sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
        },
        { name: 'after', bytes: 1, sha256: createHash('sha256').update('x').digest('hex') },
      ]);
    });
  });

  it('node-tar and tar agree with inspection on names and digests', async () => {
    await inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'gcs/b/ñandú'), { recursive: true });
      mkdirSync(join(folder, 'cloudsql'));
      writeFileSync(join(folder, 'cloudsql/d'), SMALL_DUMP);
      writeFileSync(join(folder, `gcs/b/ñandú/${'x'.repeat(120)}`), 'one');
      const byNode = join(folder, 'node.tgz');
      await create({ gzip: true, file: byNode, cwd: folder }, ['cloudsql', 'gcs']);
      const byTar = join(folder, 'gnu.tgz');
      execFileSync('tar', ['-czf', byTar, 'cloudsql', 'gcs'], { cwd: folder });
      for (const file of [byNode, byTar]) {
        const { manifest, records } = await inspectBytes(readFileSync(file));
        expect(manifest.valid).toBe(true);
        expect(records.map((record) => record.path)).toEqual([`ñandú/${'x'.repeat(120)}`]);
        expect(manifest.dumps[0]?.rows).toBe(2);
      }
    });
  });

  it('any names that tar can write are recorded as they are', async () => {
    const part = fc
      .stringMatching(/^[a-zA-Z0-9 áñ_'"$;-]{1,30}$/)
      .filter((text) => text.trim() !== '' && !text.startsWith('._'));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 8,
          selector: (p) => p[0]?.toLowerCase(),
        }),
        async (paths) => {
          const names = paths.map((parts) => parts.join('/'));
          const pieces = names.flatMap((name) => [
            paxEntry({ path: `gcs/b/${name}` }),
            tarEntry({ name: 'x', content: name }),
          ]);
          const { records, manifest } = await inspectBytes(tarGz(...pieces));
          expect(manifest.errors).toEqual([]);
          expect(records.map((record) => record.path)).toEqual(names);
        },
      ),
      { numRuns: 40 },
    );
  });
});
