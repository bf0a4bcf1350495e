import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DumpFacts, DumpFinding } from '../../main/archive/dump/dump-facts';
import { PlainScanner } from '../../main/archive/dump/plain/plain-scanner';
import { inspectArchive } from '../../main/archive/inspect-archive';
import { type MediaRecord, readMediaRecords } from '../../main/archive/media/media-records';
import type { InspectLimits } from '../../main/archive/stream/limits';
import type { Manifest } from '../../shared/manifest';
import { tar } from './archive-tar';

/** Makes a folder, gives it to `use`, and removes it. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rc-archive-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Inspected {
  readonly manifest: Manifest;
  readonly records: readonly MediaRecord[];
  readonly errorCodes: readonly string[];
  readonly warningCodes: readonly string[];
}

/** Inspects an archive given as bytes. */
export function inspectBytes(
  bytes: Buffer,
  options: { readonly limits?: Partial<InspectLimits>; readonly filename?: string } = {},
): Promise<Inspected> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, options.filename ?? 'backup-gcp-20260201.tar.gz');
    await writeFile(path, bytes);
    const recordsFile = join(folder, 'records');
    const outcome = await inspectArchive(path, {
      recordsFile,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
    if (outcome.kind !== 'inspected') throw new Error('cancelled by nobody');
    const { manifest } = outcome;
    const records: MediaRecord[] = [];
    if (manifest.recordsFile !== null) {
      for await (const record of readMediaRecords(manifest.recordsFile)) {
        records.push({ ...record, pathBytes: Buffer.from(record.pathBytes) });
      }
    }
    return {
      manifest,
      records,
      errorCodes: manifest.errors.map((finding) => finding.code),
      warningCodes: manifest.warnings.map((finding) => finding.code),
    };
  });
}

/** Inspects an archive whose one dump is these bytes, under a name that tells nothing. */
export function inspectDump(content: string | Buffer): Promise<Inspected> {
  return inspectBytes(tar({ name: 'b/cloudsql/file', content }));
}

export interface Scanned {
  readonly facts: DumpFacts;
  readonly findings: readonly DumpFinding[];
  readonly errorCodes: readonly string[];
}

/** Scans a script, in one piece or split at these offsets. Fails when it is not taken for SQL. */
export function scan(sql: string | Buffer, splits: readonly number[] = []): Scanned {
  const bytes = Buffer.from(sql);
  const scanner = new PlainScanner();
  const cuts = [0, ...[...splits].sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < cuts.length; i++) {
    const piece = bytes.subarray(cuts[i - 1], cuts[i]);
    if (piece.length > 0) scanner.write(piece);
  }
  scanner.end();
  const result = scanner.result();
  if (result.kind !== 'dump') throw new Error(`not taken for a dump: ${result.kind}`);
  const errors = result.findings.filter((finding) => finding.severity === 'error');
  return {
    facts: result.facts,
    findings: result.findings,
    errorCodes: errors.map((finding) => finding.code),
  };
}

/** The script as the host loads it: every range cut out, unless its setting is one the server knows. */
export function cutOut(
  sql: string | Buffer,
  facts: DumpFacts,
  knownSettings: readonly string[] = [],
): string {
  const bytes = Buffer.from(sql);
  const pieces: Buffer[] = [];
  let at = 0;
  for (const range of facts.cutRanges) {
    if (range.rule === 'unknown-setting' && knownSettings.includes(range.subject ?? '')) continue;
    pieces.push(bytes.subarray(at, range.start));
    at = range.end;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces).toString('utf8');
}
