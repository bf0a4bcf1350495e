import { describe, expect, it } from 'vitest';
import { inspectBytes } from '../../support/archive-inspect';
import { GOOD_ENTRIES, SMALL_DUMP, type TestEntry, tar, tarGz } from '../../support/archive-tar';

const TOP = 'backups-20260201-120000';

/** Inspects a good backup with these entries added. */
function withEntries(...entries: readonly TestEntry[]) {
  return inspectBytes(tarGz(...GOOD_ENTRIES, ...entries));
}

describe('a good backup', () => {
  it('is valid, with its totals', async () => {
    const { manifest, records } = await inspectBytes(tarGz(...GOOD_ENTRIES));
    expect(manifest).toMatchObject({
      valid: true,
      errors: [],
      root: TOP,
      compression: 'gzip',
      entries: 6,
      madeAt: '2026-02-01T12:00:00.000Z',
      media: {
        buckets: [{ name: 'media', entry: `${TOP}/gcs/media`, files: 2, bytes: 14 }],
        files: 2,
        bytes: 14,
        folders: [
          { path: '', files: 1, bytes: 7 },
          { path: 'events', files: 1, bytes: 7 },
        ],
      },
    });
    expect(manifest.dumps).toMatchObject([{ name: `${TOP}/cloudsql/tuki.sql`, rows: 2 }]);
    expect(records.map(({ bucket, path, bytes }) => ({ bucket, path, bytes }))).toEqual([
      { bucket: 'media', path: 'events/a.jpg', bytes: 7 },
      { bucket: 'media', path: 'b.jpg', bytes: 7 },
    ]);
  });

  it('tells where the dump lies in the uncompressed tar', async () => {
    const bytes = tar(...GOOD_ENTRIES);
    const { manifest } = await inspectBytes(bytes);
    const member = manifest.dumps[0]?.members[0];
    const at = member?.offset ?? 0;
    expect(bytes.toString('utf8', at, at + (member?.bytes ?? 0))).toBe(SMALL_DUMP);
    expect(manifest).toMatchObject({ compression: 'none', expandedBytes: bytes.length });
  });

  it.each(['', './', 'any name/', './deep/er/', 'backups-1/'])('may have “%s” on top', async (top) => {
    const { manifest, records } = await inspectBytes(
      tar({ name: `${top}cloudsql/d`, content: SMALL_DUMP }, { name: `${top}gcs/b/x`, content: 'x' }),
    );
    expect(manifest.valid).toBe(true);
    expect(manifest.dumps[0]?.name).toBe(`${top}cloudsql/d`);
    expect(manifest.media?.buckets[0]?.entry).toBe(`${top}gcs/b`);
    expect(records).toHaveLength(1);
  });

  it('a folder named gcs or cloudsql inside the media is media', async () => {
    const { manifest, records } = await inspectBytes(
      tar({ name: 'gcs/b/cloudsql/x.sql', content: 'x' }, { name: 'gcs/b/gcs/y', content: 'y' }),
    );
    expect(manifest.dumps).toEqual([]);
    expect(records.map((record) => record.path)).toEqual(['cloudsql/x.sql', 'gcs/y']);
  });
});

describe('entries that make an archive invalid', () => {
  const cases: readonly (readonly [string, string, TestEntry])[] = [
    ['an absolute path', 'archive-path-absolute', { name: '/etc/passwd', content: 'x' }],
    ['a path with ..', 'archive-path-parent', { name: `${TOP}/gcs/media/../../../x`, content: 'x' }],
    ['.. at the end', 'archive-path-parent', { name: `${TOP}/..` }],
    ['an absolute link', 'archive-link-escapes', { name: `${TOP}/gcs/media/l`, type: '2', linkName: '/etc' }],
    [
      'a link out of the bucket',
      'archive-link-escapes',
      { name: `${TOP}/gcs/media/l`, type: '2', linkName: '../other/x' },
    ],
    [
      'a link that leaves and comes back',
      'archive-link-escapes',
      { name: `${TOP}/gcs/media/l`, type: '2', linkName: '../media/x' },
    ],
    [
      'a hard link out of the archive',
      'archive-link-escapes',
      { name: `${TOP}/gcs/media/h`, type: '1', linkName: '../../etc/passwd' },
    ],
    [
      'an absolute hard link',
      'archive-link-escapes',
      { name: `${TOP}/gcs/media/h`, type: '1', linkName: '/etc/passwd' },
    ],
    [
      'a hard link to nothing',
      'archive-link-escapes',
      { name: `${TOP}/gcs/media/h`, type: '1', linkName: `${TOP}/gcs/media/none` },
    ],
    ['a character device', 'archive-device', { name: `${TOP}/gcs/media/d`, type: '3' }],
    ['a block device', 'archive-device', { name: `${TOP}/gcs/media/d`, type: '4' }],
    ['a fifo', 'archive-fifo', { name: `${TOP}/gcs/media/f`, type: '6' }],
    ['the same file again', 'archive-duplicate', { name: `${TOP}/gcs/media/b.jpg`, content: 'other' }],
    [
      'the same file by another spelling',
      'archive-duplicate',
      { name: `./${TOP}//gcs/./media/b.jpg`, content: 'other' },
    ],
    ['a file below a file', 'archive-duplicate', { name: `${TOP}/gcs/media/b.jpg/x`, content: 'x' }],
    ['a file where a folder is', 'archive-duplicate', { name: `${TOP}/gcs/media/events`, content: 'x' }],
  ];
  it.each(cases)('%s is %s and named', async (_what, code, entry) => {
    const { manifest } = await withEntries(entry);
    const where =
      code === 'archive-link-escapes' && entry.linkName?.endsWith('none') ? undefined : entry.name;
    expect(manifest.errors.map((finding) => finding.code)).toEqual([code]);
    if (where !== undefined) expect(manifest.errors[0]?.where).toBe(where);
    expect(manifest.valid).toBe(false);
  });

  it('writing through a link, at any depth, is found', async () => {
    const { manifest } = await withEntries(
      { name: `${TOP}/gcs/media/l`, type: '2', linkName: 'events' },
      { name: `${TOP}/gcs/media/l/deep/x`, content: 'x' },
    );
    expect(manifest.errors).toMatchObject([
      {
        code: 'archive-write-through-link',
        where: `${TOP}/gcs/media/l/deep/x`,
        params: { link: `${TOP}/gcs/media/l` },
      },
    ]);
  });

  it('neither dump nor media is an error', async () => {
    const { errorCodes } = await inspectBytes(tar({ name: 'photos/a.jpg', content: 'x' }));
    expect(errorCodes).toEqual(['archive-empty']);
  });

  it('many findings of a kind are counted, and only some listed', async () => {
    const { manifest } = await withEntries(
      ...Array.from({ length: 50 }, (_, i) => ({ name: `${TOP}/gcs/media/f${i}`, type: '6' })),
    );
    expect(manifest.errors).toHaveLength(20);
    expect(manifest.errors.at(-1)?.params).toMatchObject({ more: 30 });
  });

  it('more entries than allowed end inspection, the digest is still whole', async () => {
    const bytes = tarGz(...GOOD_ENTRIES);
    const whole = await inspectBytes(bytes);
    const { manifest, errorCodes } = await inspectBytes(bytes, { limits: { entries: 3 } });
    expect(errorCodes).toEqual(['archive-entry-limit']);
    expect(manifest.sha256).toBe(whole.manifest.sha256);
  });

  it('an archive that expands beyond the limit is refused', async () => {
    const bomb = tarGz({ name: 'gcs/b/zeros', content: Buffer.alloc(4_000_000) });
    const { errorCodes } = await inspectBytes(bomb, {
      limits: { expansionFloor: 1_000_000, expansionRatio: 10 },
    });
    expect(errorCodes).toContain('archive-expansion-limit');
  });
});

describe('entries that are only remarked on', () => {
  it('names that differ by case, ASCII or not', async () => {
    const { manifest } = await withEntries(
      { name: `${TOP}/gcs/media/Cc.jpg`, content: 'x' },
      { name: `${TOP}/gcs/media/cC.JPG`, content: 'x' },
      { name: `${TOP}/gcs/media/ñ`, content: 'x' },
      { name: `${TOP}/gcs/media/Ñ`, content: 'x' },
    );
    expect(manifest.valid).toBe(true);
    expect(manifest.warnings).toMatchObject([
      {
        code: 'names-differ-by-case',
        where: `${TOP}/gcs/media/cC.JPG`,
        params: { other: `${TOP}/gcs/media/Cc.jpg` },
      },
      { code: 'names-differ-by-case', where: `${TOP}/gcs/media/Ñ`, params: { other: `${TOP}/gcs/media/ñ` } },
    ]);
  });

  it('macOS notes are skipped and counted, never recorded', async () => {
    const { manifest, records } = await withEntries(
      { name: `${TOP}/gcs/media/._b.jpg`, content: 'x' },
      { name: `${TOP}/gcs/media/.DS_Store`, content: 'x' },
      { name: `${TOP}/cloudsql/._tuki.sql`, content: 'x' },
      { name: `${TOP}/gcs/media/.DS_Store.jpg`, content: 'x' },
    );
    expect(manifest.warnings).toMatchObject([{ code: 'mac-files-skipped', params: { count: 3 } }]);
    expect(records.map((record) => record.path)).toEqual(['events/a.jpg', 'b.jpg', '.DS_Store.jpg']);
    expect(manifest.dumps).toHaveLength(1);
  });

  it('entries that are neither dump nor media', async () => {
    const { manifest } = await withEntries(
      { name: `${TOP}/README`, content: 'x' },
      { name: `${TOP}/gcs/loose.jpg`, content: 'x' },
    );
    expect(manifest.valid).toBe(true);
    expect(manifest.warnings.map((finding) => finding.where)).toEqual([
      `${TOP}/README`,
      `${TOP}/gcs/loose.jpg`,
    ]);
  });

  it('a note beside the dump is no dump, whatever its name says', async () => {
    const { manifest } = await withEntries({
      name: `${TOP}/cloudsql/notes.sql.gz`,
      content: 'Please read this first.\n',
    });
    expect(manifest.valid).toBe(true);
    expect(manifest.warnings).toMatchObject([
      { code: 'unknown-entry', where: `${TOP}/cloudsql/notes.sql.gz` },
    ]);
  });

  it('no media, and no dump', async () => {
    const dumpOnly = await inspectBytes(tar({ name: 'cloudsql/d', content: SMALL_DUMP }));
    expect(dumpOnly.warningCodes).toEqual(['no-media']);
    expect(dumpOnly.manifest.recordsFile).toBeNull();
    const mediaOnly = await inspectBytes(tar({ name: 'gcs/b/x', content: 'x' }));
    expect(mediaOnly.warningCodes).toEqual(['no-dump']);
  });

  it('a media name that is no UTF-8 is kept byte for byte', async () => {
    const name = Buffer.concat([Buffer.from('gcs/b/'), Buffer.from([0xe9, 0x41])]);
    const { records, warningCodes } = await inspectBytes(tar({ name, content: 'x' }));
    expect(warningCodes).toContain('media-name-unusual');
    expect(records[0]?.pathBytes).toEqual(Buffer.from([0xe9, 0x41]));
  });

  it('a link inside its bucket is let through and not counted', async () => {
    const { manifest, records } = await withEntries({
      name: `${TOP}/gcs/media/l`,
      type: '2',
      linkName: 'events/../b.jpg',
    });
    expect(manifest.valid).toBe(true);
    expect(records).toHaveLength(2);
  });
});

describe('buckets', () => {
  it('are merged in name order: the later one’s file counts', async () => {
    const { manifest, records } = await inspectBytes(
      tar(
        { name: 'gcs/b2/same', content: 'from b2' },
        { name: 'gcs/b10/same', content: 'b10' },
        { name: 'gcs/b10/only', content: '1' },
        { name: 'gcs/b2/sub/x', content: '22' },
      ),
    );
    expect(records.map(({ bucket, path }) => `${bucket}/${path}`)).toEqual([
      'b2/same',
      'b10/only',
      'b2/sub/x',
    ]);
    expect(manifest.media).toMatchObject({ files: 3, bytes: 10 });
    expect(manifest.media?.buckets.map(({ name, files }) => ({ name, files }))).toEqual([
      { name: 'b10', files: 2 },
      { name: 'b2', files: 2 },
    ]);
    expect(manifest.warnings).toMatchObject(
      [
        { code: 'no-dump' },
        { code: 'media-same-path', where: 'same', params: { count: 1, kept: 'b2' } },
      ].reverse(),
    );
  });

  it('a hard link counts as a file with its target’s content', async () => {
    const { records } = await inspectBytes(
      tar(
        { name: 'gcs/b/a', content: 'same' },
        { name: 'gcs/b/h1', type: '1', linkName: 'gcs/b/a' },
        { name: 'gcs/b/h2', type: '1', linkName: 'gcs/b/h1' },
      ),
    );
    expect(records.map(({ path, bytes }) => ({ path, bytes }))).toEqual([
      { path: 'a', bytes: 4 },
      { path: 'h1', bytes: 4 },
      { path: 'h2', bytes: 4 },
    ]);
    expect(new Set(records.map((record) => record.sha256)).size).toBe(1);
  });

  it('several dumps are all listed', async () => {
    const { manifest } = await inspectBytes(
      tar({ name: 'cloudsql/a', content: SMALL_DUMP }, { name: 'cloudsql/sub/b', content: SMALL_DUMP }),
    );
    expect(manifest.dumps.map((dump) => dump.name)).toEqual(['cloudsql/a', 'cloudsql/sub/b']);
  });
});
