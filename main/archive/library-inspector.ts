import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fail } from '../../shared/errors/app-error';
import type { InspectProgress, Manifest } from '../../shared/manifest';
import type { InspectOutcome, Inspector } from '../restore/inspector';
import type { ArchiveFileFacts, ArchiveLibrary } from '../restore/job-store';
import { inspectInWorker } from './inspect-in-worker';
import { readMediaRecords } from './media/media-records';

/** Inspection that remembers: a file whose path, size and modification time are unchanged is not read again. */
export class LibraryInspector implements Inspector {
  constructor(
    private readonly library: ArchiveLibrary,
    private readonly recordsFolder: string,
    private readonly newId: () => string,
  ) {}

  async inspect(
    archivePath: string,
    options: { readonly signal: AbortSignal; readonly onProgress: (progress: InspectProgress) => void },
  ): Promise<InspectOutcome> {
    const file = await fileFacts(path.resolve(archivePath));
    if (!file) throw fail('archive-not-found', { path: archivePath });
    const known = this.library.recall(file);
    if (known && (await recordsAreThere(known))) return { kind: 'inspected', manifest: known };
    await mkdir(this.recordsFolder, { recursive: true, mode: 0o700 });
    const recordsFile = path.join(this.recordsFolder, `${this.newId()}.records`);
    const outcome = await inspectInWorker(file.path, { ...options, recordsFile });
    if (outcome.kind === 'cancelled') return outcome;
    const after = await fileFacts(file.path);
    // A file that changed while it was read is nobody's archive: what was read is not what lies there.
    if (!after || after.bytes !== file.bytes || after.modifiedAtMs !== file.modifiedAtMs) {
      throw fail('archive-changed', { path: file.path });
    }
    this.library.remember(file, outcome.manifest);
    return outcome;
  }

  async isUnchanged(manifest: Manifest): Promise<boolean> {
    const file = await fileFacts(manifest.path);
    return file !== null && this.library.recall(file)?.sha256 === manifest.sha256;
  }

  async *mediaRecords(manifest: Manifest): AsyncIterable<{ sha256: string; bytes: number; path: string }> {
    if (manifest.recordsFile === null) return;
    yield* readMediaRecords(manifest.recordsFile);
  }
}

async function fileFacts(file: string): Promise<ArchiveFileFacts | null> {
  try {
    const found = await stat(file);
    return found.isFile() ? { path: file, bytes: found.size, modifiedAtMs: found.mtimeMs } : null;
  } catch (thrown) {
    if (
      thrown instanceof Error &&
      'code' in thrown &&
      (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')
    )
      return null;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw fail('archive-unreadable', { path: file, reason });
  }
}

async function recordsAreThere(manifest: Manifest): Promise<boolean> {
  if (manifest.recordsFile === null) return true;
  return (await fileFacts(manifest.recordsFile)) !== null;
}
