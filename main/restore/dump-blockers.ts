import type { AppError } from '../../shared/errors/app-error';
import type { Dump } from '../../shared/manifest';
import type { DatabaseFacts } from './ports/database';

/** What stands against loading a dump on a server, and what is worth knowing before. Pure. */
export interface DumpFindings {
  readonly blockers: readonly AppError[];
  readonly warnings: readonly AppError[];
}

/** Newest archive format a pg_restore reads, by its major version (pg_backup_archiver.h; reference facts §2.3). */
const NEWEST_ARCHIVE: readonly (readonly [major: number, minor: number])[] = [
  [17, 16],
  [16, 15],
  [12, 14],
  [11, 13],
  [0, 12],
];
/** Majors whose archive format is known here; a newer client reads whatever we can inspect. */
const NEWEST_KNOWN_CLIENT = 19;
/** UTF8 has every character; SQL_ASCII stores bytes as they come. */
const HOLD_ANY_TEXT: ReadonlySet<string> = new Set(['utf8', 'sqlascii']);

/** Judges a dump against what the probes found. Every dump passes the same judges, in the order an operator acts on them. */
export function dumpBlockers(facts: DatabaseFacts, dump: Dump): DumpFindings {
  return {
    blockers: [
      ...serverTooOld(facts, dump),
      ...clientTooOld(facts, dump),
      ...toolsMissing(facts, dump),
      ...extensionsMissing(facts, dump),
      ...encodingCannotHold(facts, dump),
    ],
    warnings: [...encodingConverted(facts, dump), ...rowsCountedThere(dump)],
  };
}

/** First number of a version such as `15.20 (Debian 15.20-1)`; `9.6` counts as 9. Null when there is none. */
function major(version: string | null): number | null {
  const match = /\d+/.exec(version ?? '');
  return match ? Number(match[0]) : null;
}

/** Newer syntax may not load on an older server; downgrading is not supported upstream. */
function serverTooOld(facts: DatabaseFacts, dump: Dump): readonly AppError[] {
  const from = major(dump.serverVersion);
  const server = Math.floor(facts.versionNumber / 10_000);
  if (from === null || from <= server) return [];
  return [
    { code: 'server-older-than-dump', params: { server: facts.version, dump: dump.serverVersion ?? '' } },
  ];
}

function clientTooOld(facts: DatabaseFacts, dump: Dump): readonly AppError[] {
  const minor = /^1\.(\d+)/.exec(dump.archiveVersion ?? '')?.[1];
  const client = major(facts.clientVersion);
  if (minor === undefined || client === null || client > NEWEST_KNOWN_CLIENT) return [];
  const newest = NEWEST_ARCHIVE.find(([from]) => client >= from)?.[1] ?? 0;
  if (Number(minor) <= newest) return [];
  return [
    {
      code: 'client-older-than-archive',
      params: {
        client: `pg_restore ${facts.clientVersion}`,
        archive: `archive format ${dump.archiveVersion}`,
      },
    },
  ];
}

function toolsMissing(facts: DatabaseFacts, dump: Dump): readonly AppError[] {
  const needed = new Set(['dd', 'gzip', 'psql', ...dump.layers]);
  if (dump.format !== 'plain') for (const tool of ['pg_restore', 'awk']) needed.add(tool);
  return [...needed]
    .filter((tool) => !facts.tools.has(tool))
    .map((tool) => ({
      code: 'client-tool-missing',
      params: { tool, image: `PostgreSQL ${facts.clientVersion}` },
    }));
}

/** Extensions the admin must be able to create. Those only Cloud SQL has are left out of the dump and not owed. */
function extensionsMissing(facts: DatabaseFacts, dump: Dump): readonly AppError[] {
  const available = new Set(facts.availableExtensions);
  const missing = neededExtensions(dump)
    .map((extension) => extension.name)
    .filter((name) => !available.has(name));
  if (missing.length === 0) return [];
  return [{ code: 'extension-missing', params: { names: missing.join(', '), server: facts.version } }];
}

/** The dump's extensions without those that are left out as Cloud SQL's own. */
export function neededExtensions(dump: Dump): Dump['extensions'] {
  const cut = new Set(
    [...dump.cutRanges, ...dump.cutEntries]
      .filter((each) => each.rule === 'cloud-sql-extension' && each.subject !== undefined)
      .map((each) => each.subject),
  );
  return dump.extensions.filter((extension) => !cut.has(extension.name));
}

/** The fresh database has the live one's encoding. Other encodings may lack characters of the dump. */
function encodingCannotHold(facts: DatabaseFacts, dump: Dump): readonly AppError[] {
  const pair = differingEncodings(facts, dump);
  if (!pair || HOLD_ANY_TEXT.has(plain(pair.live))) return [];
  return [{ code: 'encoding-mismatch', params: pair }];
}

/** The dump declares its encoding and the server converts; a byte that is no text stops the load loudly. */
function encodingConverted(facts: DatabaseFacts, dump: Dump): readonly AppError[] {
  const pair = differingEncodings(facts, dump);
  if (!pair || !HOLD_ANY_TEXT.has(plain(pair.live))) return [];
  return [{ code: 'encoding-mismatch', params: pair }];
}

function differingEncodings(
  facts: DatabaseFacts,
  dump: Dump,
): { readonly dump: string; readonly live: string } | null {
  if (!facts.live || !dump.encoding) return null;
  if (plain(dump.encoding) === plain(facts.live.encoding)) return null;
  return { dump: dump.encoding, live: facts.live.encoding };
}

/** `UTF-8`, `utf8` and `UNICODE` are one; `ISO_8859_1` is LATIN1. */
function plain(encoding: string): string {
  const name = encoding.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (name === 'unicode') return 'utf8';
  if (name === 'iso88591') return 'latin1';
  return name;
}

function rowsCountedThere(dump: Dump): readonly AppError[] {
  if (dump.format === 'plain') return [];
  const tables = dump.tables.filter((table) => table.rows === null);
  if (tables.length === 0) return [];
  return [{ code: 'rows-counted-on-host', params: { tables: tables.map((table) => table.name).join(', ') } }];
}
