import { basename, dirname } from 'node:path/posix';
import type { Dump, Member } from '../../../shared/manifest';
import type { Findings } from '../findings';
import type { ByteSink } from '../stream/byte-sink';
import type { InspectLimits } from '../stream/limits';
import type { ArchiveScanner } from './archive/archive-scanner';
import { DataFile, isDataName, tocName } from './archive/data-file';
import { compressionOf } from './archive/tar-scanner';
import type { DumpFinding, ScanResult } from './dump-facts';
import { DumpReader } from './dump-reader';
import { GuardedSink, type Reading } from './guarded-sink';

interface ReadFile {
  readonly member: Member;
  /** Null: surely a directory dump's data file. */
  readonly reader: DumpReader | null;
  readonly asDump: Reading;
  /** Set for names that a directory-format dump gives its data. */
  readonly data: DataFile | null;
  readonly asData: Reading;
}

/**
 * Reads every file below `cloudsql/` as a dump and says at the end which are. A folder with a `toc.dat` is one
 * dump; since a tar's order is anybody's, files that may be its data are read both ways until that is known.
 */
export class DumpCollector {
  readonly #limits: InspectLimits;
  readonly #folders = new Map<string, ReadFile[]>();
  readonly #tocFolders = new Set<string>();
  rows = 0;
  tables = 0;
  createdAt: string | null = null;

  constructor(limits: InspectLimits) {
    this.#limits = limits;
  }

  file(member: Member): ByteSink {
    const folder = dirname(member.entry);
    const name = basename(member.entry);
    const data = isDataName(name) ? new DataFile(name) : null;
    const reader = data !== null && this.#tocFolders.has(folder) ? null : this.#reader(member);
    const file: ReadFile = { member, reader, data, asDump: reading(), asData: reading() };
    const files = this.#folders.get(folder);
    if (files === undefined) this.#folders.set(folder, [file]);
    else files.push(file);
    const sinks: ByteSink[] = [];
    if (reader !== null) sinks.push(new GuardedSink(reader, file.asDump));
    if (data !== null) sinks.push(new GuardedSink(data, file.asData));
    return new Both(sinks, () => {
      if (reader?.tableOfContents) this.#tocFolders.add(folder);
    });
  }

  /** The dumps in archive order. What is no dump is an error when nothing else is one, else only named. */
  finish(errors: Findings, warnings: Findings): Dump[] {
    const dumps: Dump[] = [];
    const unrecognised: string[] = [];
    const report = (name: string, findings: readonly DumpFinding[]) => {
      for (const { code, params, line, severity } of findings) {
        const where = line === null ? name : `${name}:${line}`;
        (severity === 'error' ? errors : warnings).add(code, where, params);
      }
    };
    const take = (name: string, members: Member[], layers: Dump['layers'], scan: ScanResult) => {
      if (scan.kind === 'unrecognised') unrecognised.push(name);
      else report(name, scan.findings);
      if (scan.kind !== 'dump') return;
      this.createdAt ??= scan.createdAt ?? null;
      dumps.push({ name, members, layers, ...scan.facts });
    };
    for (const [folder, files] of this.#folders) {
      const toc = this.#tocFolders.has(folder)
        ? files.find((file) => file.reader?.tableOfContents)
        : undefined;
      const rest = toc === undefined ? files : this.#directory(folder, toc, files, take, report);
      for (const { member, reader, asDump } of rest) {
        if (!asDump.ended || reader === null) continue;
        if (asDump.failure !== null) report(member.entry, [asDump.failure]);
        else {
          const { layers, scan } = reader.result();
          take(member.entry, [member], [...layers], scan);
        }
      }
    }
    for (const entry of unrecognised) {
      if (dumps.length > 0) warnings.add('unknown-entry', entry, { count: 1 });
      else errors.add('dump-unrecognised', entry);
    }
    return dumps;
  }

  /** A folder with a `toc.dat`: one dump. Gives back the files that are none of its. */
  #directory(
    folder: string,
    toc: ReadFile,
    files: readonly ReadFile[],
    take: (name: string, members: Member[], layers: Dump['layers'], scan: ScanResult) => void,
    report: (name: string, findings: readonly DumpFinding[]) => void,
  ): ReadFile[] {
    const scanner: ArchiveScanner | null = toc.reader?.tableOfContents ?? null;
    const catalogue = scanner?.catalogue ?? null;
    if (catalogue === null || toc.asDump.failure !== null) {
      report(folder, toc.asDump.failure === null ? [] : [toc.asDump.failure]);
      return [];
    }
    const mine = [toc];
    const rest: ReadFile[] = [];
    for (const file of files.filter((other) => other !== toc)) {
      const belongs = file.data !== null && catalogue.assign(tocName(basename(file.member.entry)), file.data);
      (belongs ? mine : rest).push(file);
      if (belongs && file.asData.failure !== null) report(file.member.entry, [file.asData.failure]);
    }
    if (basename(toc.member.entry) !== 'toc.dat') catalogue.error('dump-corrupt', { reason: 'toc-name' });
    const members = mine.map((file) => file.member);
    const bytes = members.reduce((sum, member) => sum + member.bytes, 0);
    const compression = compressionOf(mine.flatMap((file) => file.data ?? []));
    take(folder, members, [], catalogue.result('directory', bytes, compression));
    return rest;
  }

  #reader(member: Member): DumpReader {
    return new DumpReader({
      limits: this.#limits,
      storedBytes: member.bytes,
      onCount: (rows, tables) => {
        this.rows += rows;
        this.tables += tables;
      },
    });
  }
}

function reading(): Reading {
  return { failure: null, ended: false };
}

/** Hands bytes to each of a few sinks. */
class Both implements ByteSink {
  readonly #sinks: readonly ByteSink[];
  readonly #onEnd: () => void;

  constructor(sinks: readonly ByteSink[], onEnd: () => void) {
    this.#sinks = sinks;
    this.#onEnd = onEnd;
  }

  write(chunk: Buffer): Promise<void> | void {
    const waiting = this.#sinks.flatMap((sink) => sink.write(chunk) ?? []);
    if (waiting.length > 0) return Promise.all(waiting).then(() => {});
  }

  async end(): Promise<void> {
    for (const sink of this.#sinks) await sink.end();
    this.#onEnd();
  }
}
