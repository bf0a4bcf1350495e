import type { Dump, Member } from '../../../shared/manifest';
import type { Findings } from '../findings';
import { type ByteSink, StreamDamaged } from '../stream/byte-sink';
import { type InspectLimits, LimitPassed } from '../stream/limits';
import type { DumpFinding } from './dump-facts';
import { DumpReader } from './dump-reader';

interface ReadFile {
  readonly member: Member;
  readonly reader: DumpReader;
  /** The stream could not be read to its end. */
  failure: DumpFinding | null;
  /** False when the archive broke off inside it: then the archive's own error says so. */
  ended: boolean;
}

/** Reads every file below `cloudsql/` as a dump and says at the end which are. */
export class DumpCollector {
  readonly #limits: InspectLimits;
  readonly #files: ReadFile[] = [];
  rows = 0;

  constructor(limits: InspectLimits) {
    this.#limits = limits;
  }

  get tables(): number {
    return 0;
  }

  file(member: Member): ByteSink {
    const reader = new DumpReader({
      limits: this.#limits,
      storedBytes: member.bytes,
      onRows: (rows) => {
        this.rows += rows;
      },
    });
    const file: ReadFile = { member, reader, failure: null, ended: false };
    this.#files.push(file);
    return new GuardedSink(reader, file);
  }

  /** The dumps in archive order. What is no dump is an error when nothing else is one, else only named. */
  finish(errors: Findings, warnings: Findings): Dump[] {
    const dumps: Dump[] = [];
    const unrecognised: string[] = [];
    for (const file of this.#files.filter((read) => read.ended)) {
      const { entry } = file.member;
      if (file.failure !== null) {
        report([file.failure], entry, errors, warnings);
        continue;
      }
      const { layers, scan } = file.reader.result();
      if (scan.kind === 'unrecognised') unrecognised.push(entry);
      else report(scan.findings, entry, errors, warnings);
      if (scan.kind === 'dump') {
        dumps.push({ name: entry, members: [file.member], layers: [...layers], ...scan.facts });
      }
    }
    for (const entry of unrecognised) {
      if (dumps.length > 0) warnings.add('unknown-entry', entry, { count: 1 });
      else errors.add('dump-unrecognised', entry);
    }
    return dumps;
  }
}

function report(findings: readonly DumpFinding[], entry: string, errors: Findings, warnings: Findings): void {
  for (const { code, params, line, severity } of findings) {
    const where = line === null ? entry : `${entry}:${line}`;
    (severity === 'error' ? errors : warnings).add(code, where, params);
  }
}

/** A damaged dump ends its own reading, never the archive's. */
class GuardedSink implements ByteSink {
  readonly #inner: ByteSink;
  readonly #file: ReadFile;

  constructor(inner: ByteSink, file: ReadFile) {
    this.#inner = inner;
    this.#file = file;
  }

  write(chunk: Buffer): Promise<void> | void {
    return this.#guard(() => this.#inner.write(chunk));
  }

  end(): Promise<void> | void {
    this.#file.ended = true;
    return this.#guard(() => this.#inner.end());
  }

  #guard(action: () => Promise<void> | void): Promise<void> | void {
    if (this.#file.failure !== null) return;
    try {
      const waiting = action();
      return waiting?.catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (error instanceof StreamDamaged) this.#give('dump-corrupt', { reason: error.reason });
    else if (error instanceof LimitPassed) this.#give(error.code, error.params);
    else throw error;
  }

  #give(code: DumpFinding['code'], params: DumpFinding['params']): void {
    this.#file.failure = { code, params, line: null, severity: 'error' };
  }
}
