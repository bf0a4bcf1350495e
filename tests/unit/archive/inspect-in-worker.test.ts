import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../main/archive/inspect-archive';
import { inspectInWorker } from '../../../main/archive/inspect-in-worker';
import { throttled } from '../../../main/archive/throttled';
import type { InspectProgress, Manifest } from '../../../shared/manifest';
import { manifestSchema } from '../../../shared/manifest';
import { inTemporaryFolder } from '../../support/archive-inspect';
import { GOOD_ENTRIES, tarGz } from '../../support/archive-tar';

function withoutClock(manifest: Manifest): Manifest {
  return { ...manifest, inspectedAt: '', inspectionSeconds: 0, recordsFile: '' };
}

describe('inspection in a thread', () => {
  it('gives the same manifest as without one, and progress to the end', async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.tar.gz');
      writeFileSync(path, tarGz(...GOOD_ENTRIES));
      const seen: InspectProgress[] = [];
      const here = await inspectArchive(path, { recordsFile: join(folder, 'one') });
      const there = await inspectInWorker(path, {
        recordsFile: join(folder, 'two'),
        onProgress: (p) => seen.push(p),
      });
      if (here.kind !== 'inspected' || there.kind !== 'inspected') throw new Error('cancelled by nobody');
      expect(withoutClock(there.manifest)).toEqual(withoutClock(here.manifest));
      expect(manifestSchema.parse(there.manifest)).toEqual(there.manifest);
      expect(seen.at(-1)).toMatchObject({
        bytesRead: there.manifest.bytes,
        bytesTotal: there.manifest.bytes,
      });
    });
  });

  it('cancelled, it leaves no records file', async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.tar');
      const big = Buffer.alloc(3_000_000, 'x');
      writeFileSync(
        path,
        tarGz(...Array.from({ length: 40 }, (_, i) => ({ name: `gcs/b/${i}`, content: big }))),
      );
      const recordsFile = join(folder, 'records');
      const cancel = new AbortController();
      const outcome = await inspectInWorker(path, {
        recordsFile,
        signal: cancel.signal,
        onProgress: () => cancel.abort(),
      });
      expect(outcome).toEqual({ kind: 'cancelled' });
      expect(existsSync(recordsFile)).toBe(false);
    });
  });

  it('a file that is not there is an error with its path, in the thread and without', async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'none');
      const options = { recordsFile: join(folder, 'records') };
      const expected = { error: { code: 'archive-not-found', params: { path } } };
      await expect(inspectArchive(path, options)).rejects.toMatchObject(expected);
      await expect(inspectInWorker(path, options)).rejects.toMatchObject(expected);
      expect(existsSync(options.recordsFile)).toBe(false);
    });
  });

  it('a folder is unreadable', async () => {
    await inTemporaryFolder(async (folder) => {
      await expect(inspectArchive(folder, { recordsFile: join(folder, 'records') })).rejects.toMatchObject({
        error: { code: 'archive-unreadable' },
      });
    });
  });

  it('many reports at once are passed on as one, and the last always', () => {
    const seen: number[] = [];
    const report = throttled((progress) => seen.push(progress.bytesRead));
    for (let bytesRead = 1; bytesRead <= 100; bytesRead++) {
      report({ bytesRead, bytesTotal: 100, entries: 0, mediaFiles: 0, tables: 0, rows: 0 });
    }
    expect(seen).toEqual([1, 100]);
  });
});
