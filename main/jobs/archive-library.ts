import { type Manifest, manifestSchema } from '../../shared/manifest';
import type { ArchiveFileFacts, ArchiveLibrary } from '../restore/job-store';
import type { HistoryDatabase } from './history-database';

/** Inspected archives in the history. A manifest another version wrote and this one cannot read is as if it were not there. */
export class SqliteArchiveLibrary implements ArchiveLibrary {
  constructor(private readonly database: HistoryDatabase) {}

  remember(file: ArchiveFileFacts, manifest: Manifest): void {
    this.database
      .prepare(
        'INSERT OR REPLACE INTO archives (path, bytes, modified_at_ms, inspected_at, manifest) VALUES (?, ?, ?, ?, ?)',
      )
      .run(file.path, file.bytes, file.modifiedAtMs, manifest.inspectedAt, JSON.stringify(manifest));
  }

  recall(file: ArchiveFileFacts): Manifest | null {
    const rows = this.database
      .prepare('SELECT manifest FROM archives WHERE path = ? AND bytes = ? AND modified_at_ms = ?')
      .all(file.path, file.bytes, file.modifiedAtMs);
    return parse(rows)[0] ?? null;
  }

  recent(limit: number): readonly Manifest[] {
    return parse(
      this.database.prepare('SELECT manifest FROM archives ORDER BY inspected_at DESC LIMIT ?').all(limit),
    );
  }
}

function parse(rows: readonly unknown[]): readonly Manifest[] {
  return rows.flatMap((row) => {
    const parsed = manifestSchema.safeParse(JSON.parse((row as { manifest: string }).manifest));
    return parsed.success ? [parsed.data] : [];
  });
}
