import { databaseNames, takenOutName } from '../names';

/** What a database of ours is: `old` moved aside, `out` taken out by a rollback, `new` filled beside the live one. */
export interface OurDatabase {
  readonly kind: 'old' | 'out' | 'new';
  readonly short: string;
}

/** Reads a database's name; null for one that no job on `live` has made. The cut for 63 bytes counts too. */
export function readDatabaseName(live: string, name: string): OurDatabase | null {
  const match = /__rc_(old|out|new)_([0-9a-f]{8})$/.exec(name);
  const kind = match?.[1];
  const short = match?.[2];
  if (short === undefined) return null;
  const names = databaseNames(live, short);
  if (kind === 'new') return names.fresh === name ? { kind, short } : null;
  if (kind === 'old') return names.old === name ? { kind, short } : null;
  if (kind === 'out') return takenOutName(live, short) === name ? { kind, short } : null;
  return null;
}

/** The short id in `rc-<short>-<step>` or `rc_loader_<short>`; null for anything else. */
export function shortInName(name: string): string | null {
  return /^rc-([0-9a-f]{8})-/.exec(name)?.[1] ?? /^rc_loader_([0-9a-f]{8})$/.exec(name)?.[1] ?? null;
}

/** The short id in a safety backup's name, and whether it is one that was never proven. */
export function readBackupName(name: string): { readonly short: string; readonly part: boolean } | null {
  const match = /-([0-9a-f]{8})\.dump(\.part)?$/.exec(name);
  return match?.[1] === undefined ? null : { short: match[1], part: match[2] !== undefined };
}

/** The digest in an archive's name, and whether its upload was not ended. */
export function readArchiveName(name: string): { readonly sha256: string; readonly part: boolean } | null {
  const match = /^([0-9a-f]{64})\.tar\.gz(\.part)?$/.exec(name);
  return match?.[1] === undefined ? null : { sha256: match[1], part: match[2] !== undefined };
}
