import type { Dump, Manifest } from '../../../shared/manifest';
import type { PlanSpace } from '../../../shared/restore/plan';
import type { FilesystemFacts } from '../ports/database';
import type { TargetFacts } from '../preflight/probe-target';

const GIGABYTE = 1_000_000_000;
/** A plain dump of 358 MB loaded into 515 MB of tables and indexes (reference facts §4.1). */
const TABLE_BYTES_PER_DUMP_BYTE = 1.6;
/** Where inspection could not count a table's bytes: an archive of 49 MB held 358 MB of SQL (same source). */
const EXPANSION_OF_AN_ARCHIVE_FORMAT = 8;
/** WAL of the load beside the tables; PostgreSQL recycles it at checkpoints (max_wal_size, 1 GB by default). */
const WAL_BYTES = GIGABYTE;

/** Kept free always: the larger of 5 % and 1 GB, because a full disk can PANIC the live server. */
export function reserveBytes(totalBytes: number): number {
  return Math.max(Math.round(totalBytes * 0.05), GIGABYTE);
}

export interface SpaceQuestion {
  readonly facts: TargetFacts;
  readonly manifest: Manifest;
  readonly dump: Dump | null;
  readonly withMedia: boolean;
  readonly safetyBackup: boolean;
  /** The live database is dropped before the new one is loaded, and put back if that fails: only the larger counts. */
  readonly inPlace?: boolean;
}

/** What each filesystem of the host that grows must hold, and whether it fits above the reserve. Needs on one device add up. */
export function planSpace(question: SpaceQuestion): readonly PlanSpace[] {
  const needs = [...workNeeds(question), ...databaseNeeds(question), ...mediaNeeds(question)];
  const byDevice = new Map<string, { facts: FilesystemFacts; purposes: string[]; bytes: number }>();
  for (const need of needs) {
    const key = filesystemKey(need.facts, needs);
    const entry = byDevice.get(key) ?? { facts: need.facts, purposes: [], bytes: 0 };
    if (!entry.purposes.includes(need.purpose)) entry.purposes.push(need.purpose);
    entry.bytes += need.bytes;
    byDevice.set(key, entry);
  }
  return [...byDevice.values()].map(({ facts, purposes, bytes }) => {
    const reserve = reserveBytes(facts.totalBytes);
    return {
      purpose: purposes.join(', '),
      mount: facts.mount,
      total_bytes: facts.totalBytes,
      free_bytes: facts.freeBytes,
      needed_bytes: Math.round(bytes),
      reserve_bytes: reserve,
      fits: facts.freeBytes - bytes >= reserve,
    };
  });
}

/**
 * Needs on one device add up. A container without a volume sees its disk as `overlay`: it is taken for the one of the
 * same size, since too much asked is a question and too little a full disk.
 */
function filesystemKey(facts: FilesystemFacts, needs: readonly Need[]): string {
  const same = needs.filter((need) => need.facts.totalBytes === facts.totalBytes);
  const layered = same.some((need) => need.facts.device === 'overlay');
  return layered ? `${facts.totalBytes}` : `${facts.device} ${facts.totalBytes}`;
}

interface Need {
  readonly facts: FilesystemFacts;
  readonly purpose: string;
  readonly bytes: number;
}

function workNeeds({ facts, manifest, dump, safetyBackup }: SpaceQuestion): readonly Need[] {
  if (!facts.workFilesystem) return [];
  const upload = facts.archiveThere === manifest.bytes ? 0 : manifest.bytes;
  // pg_restore -j and -Fd need files they can seek in; a plain dump is streamed.
  const extracted = dump && dump.format !== 'plain' ? Math.max(memberBytes(dump), dump.bytes) : 0;
  const backup = dump && safetyBackup ? Math.round((facts.database?.live?.bytes ?? 0) * 0.5) : 0;
  return [{ facts: facts.workFilesystem, purpose: 'work directory', bytes: upload + extracted + backup }];
}

function databaseNeeds({ facts, dump, inPlace }: SpaceQuestion): readonly Need[] {
  if (!facts.database || !dump) return [];
  const loaded = loadedBytes(dump);
  const live = inPlace ? (facts.database.live?.bytes ?? 0) : 0;
  const tables = Math.max(0, loaded - live);
  const { dataFilesystem, walFilesystem } = facts.database;
  const wal = Math.min(WAL_BYTES, Math.max(loaded, live));
  return walFilesystem
    ? [
        { facts: dataFilesystem, purpose: 'database', bytes: tables },
        { facts: walFilesystem, purpose: 'WAL', bytes: wal },
      ]
    : [{ facts: dataFilesystem, purpose: 'database', bytes: tables + wal }];
}

function mediaNeeds({ facts, manifest, withMedia }: SpaceQuestion): readonly Need[] {
  if (!facts.media || !withMedia || !manifest.media) return [];
  return [{ facts: facts.media.filesystem, purpose: 'media', bytes: manifest.media.bytes }];
}

/** Bytes of tables and indexes a dump will make; from counted data where there is some. */
export function loadedBytes(dump: Dump): number {
  const known = dump.tables.every((table) => table.bytes !== null);
  const data = dump.tables.reduce((sum, table) => sum + (table.bytes ?? 0), 0);
  if (dump.format === 'plain') return Math.round(Math.max(data, dump.bytes) * TABLE_BYTES_PER_DUMP_BYTE);
  return Math.round((known ? data : dump.bytes * EXPANSION_OF_AN_ARCHIVE_FORMAT) * TABLE_BYTES_PER_DUMP_BYTE);
}

function memberBytes(dump: Dump): number {
  return dump.members.reduce((sum, member) => sum + member.bytes, 0);
}
