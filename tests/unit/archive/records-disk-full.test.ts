import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../main/archive/inspect-archive';
import { inspectInWorker } from '../../../main/archive/inspect-in-worker';
import { RecordsWriter } from '../../../main/archive/media/records-writer';
import { inTemporaryFolder } from '../../support/archive-inspect';
import { tar, tarGz } from '../../support/archive-tar';

const DISK_BYTES = 64 * 1024;
const root = process.platform === 'linux' && process.getuid?.() === 0;
if (!root) console.warn('Skipped: a full disk is a small filesystem of its own, which needs root to mount');

/** Gives a folder with a disk of 64 KB mounted in it. */
function withSmallDisk(use: (folder: string, disk: string) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk]);
    try {
      await use(folder, disk);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
}

/** Small files with long names: about 170 bytes of records each. */
function mediaEntries(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    name: `b/gcs/media/${String(i).padStart(80, 'n')}`,
    content: 'x',
  }));
}

const short = (path: string, needed: unknown = expect.any(Number)) => ({
  error: { code: 'local-space-short', params: { path, needed, free: DISK_BYTES } },
});

describe.skipIf(!root)('when the disk of the media records is full', () => {
  it.each([
    ['in the last write', 600],
    ['while the archive is read', 3_000],
  ])('%s, it says how much is needed and free, and removes what it wrote', async (_, count) => {
    await withSmallDisk(async (folder, disk) => {
      const recordsFile = join(disk, 'records');
      for (const [name, pack] of [['a.tar', tar] as const, ['a.tar.gz', tarGz] as const]) {
        const path = join(folder, name);
        writeFileSync(path, pack(...mediaEntries(count)));
        await expect(inspectArchive(path, { recordsFile })).rejects.toMatchObject(short(recordsFile));
        expect(readdirSync(disk)).toEqual([]);
      }
    });
  });

  it('the thread hands the same error on', async () => {
    await withSmallDisk(async (folder, disk) => {
      const path = join(folder, 'a.tar.gz');
      const recordsFile = join(disk, 'records');
      writeFileSync(path, tarGz(...mediaEntries(600)));
      await expect(inspectInWorker(path, { recordsFile })).rejects.toMatchObject(short(recordsFile));
      expect(readdirSync(disk)).toEqual([]);
    });
  });

  it('counts what was written before into what is needed', async () => {
    await withSmallDisk(async (_, disk) => {
      const path = join(disk, 'records');
      const writer = new RecordsWriter(path);
      writer.append(Buffer.alloc(50_000));
      writer.flush();
      writer.append(Buffer.alloc(50_000));
      expect(() => writer.close()).toThrow(expect.objectContaining(short(path, 100_000)));
      // Whoever cleans up after the failure may do so once more.
      writer.discard();
      expect(readdirSync(disk)).toEqual([]);
    });
  });

  it('records that fit are written as ever', async () => {
    await withSmallDisk(async (folder, disk) => {
      const path = join(folder, 'a.tar');
      writeFileSync(path, tar(...mediaEntries(100)));
      const outcome = await inspectArchive(path, { recordsFile: join(disk, 'records') });
      expect(outcome).toMatchObject({ kind: 'inspected', manifest: { media: { files: 100 } } });
      expect(readdirSync(disk)).toEqual(['records']);
    });
  });
});
