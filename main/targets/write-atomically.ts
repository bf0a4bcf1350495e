import { closeSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a small file whole: beside, synced, then put in place, so that a reader or a crash sees the old or the new
 * one. Closed to other users. With `exclusive` an existing file stays and false is returned.
 */
export function writeAtomically(path: string, content: string, exclusive: boolean): boolean {
  const beside = `${path}.${process.pid}.${Date.now().toString(36)}.tmp`;
  const file = openSync(beside, 'wx', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (exclusive && !placeNew(beside, path)) return false;
  if (!exclusive) renameSync(beside, path);
  syncFolder(dirname(path));
  return true;
}

/** A hard link fails where the name is taken, which a rename does not. */
function placeNew(beside: string, path: string): boolean {
  try {
    linkSync(beside, path);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  } finally {
    unlinkSync(beside);
  }
}

/** So that the name survives a power cut too; Windows has no such thing. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
