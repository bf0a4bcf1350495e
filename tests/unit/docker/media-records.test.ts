import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oldMediaName, shortOfOldMedia } from '../../../main/docker/media-layout';
import { writeRecordLists } from '../../../main/docker/media-records';
import { createLocalHost } from '../../support/local-host';

const SHA = 'a'.repeat(64);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rc-records-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* records(paths: readonly (string | Buffer)[], bytes = 3) {
  for (const path of paths) {
    const text = path.toString('utf8');
    yield { sha256: SHA, bytes, path: text, ...(typeof path === 'string' ? {} : { pathBytes: path }) };
  }
}

describe('record lists for the host', () => {
  it('keep names with control characters and backslashes apart, byte for byte', async () => {
    const latin1 = Buffer.from([0x66, 0xf1, 0x2e, 0x6a]);
    const host = createLocalHost();
    expect(await writeRecordLists(host, folder, records(['a b', 'x\ny', 'c\\d', latin1]))).toEqual({
      lists: 1,
      files: 4,
      bytes: 12,
    });
    expect(await readFile(join(folder, '1.sum'))).toEqual(
      Buffer.concat([Buffer.from(`${SHA}  ./a b\n${SHA}  ./`), latin1, Buffer.from('\n')]),
    );
    expect((await readFile(join(folder, '1.odd'))).toString()).toBe(`${SHA}\0./x\ny\0${SHA}\0./c\\d\0`);
    expect((await readFile(join(folder, '1.bytes'))).toString()).toBe('12\n');
  });

  it('leave out what staging leaves out', async () => {
    const ours = ['._a', 'x/.DS_Store', '.restore-console/1/old/a', '.restore-console-tree', 'lost+found/a'];
    const kept = ['x/.restore-console-tree', '.hidden', 'a._b'];
    expect(await writeRecordLists(createLocalHost(), folder, records([...ours, ...kept]))).toMatchObject({
      files: 3,
    });
  });

  it('are cut by files and by bytes, so progress comes often', async () => {
    const many = Array.from({ length: 45_000 }, (_, i) => `f${i}`);
    expect(await writeRecordLists(createLocalHost(), folder, records(many))).toMatchObject({
      lists: 3,
      files: 45_000,
    });
    expect(await readdir(folder)).toHaveLength(9);
    const big = await writeRecordLists(createLocalHost(), folder, records(['a', 'b'], 300_000_000));
    expect(big.lists).toBe(2);
  });
});

describe('the name of old media', () => {
  it('is read back, and nothing else is', () => {
    expect(shortOfOldMedia(oldMediaName('1f2e3d4c'))).toBe('1f2e3d4c');
    expect(shortOfOldMedia('1f2e3d4c')).toBe('1f2e3d4c');
    for (const wrong of ['', '../1f2e3d4c', '1f2e3d4', 'old', '.restore-console/1f2e3d4c/old/..']) {
      expect(shortOfOldMedia(wrong)).toBeNull();
    }
  });
});
