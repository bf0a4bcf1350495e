import { readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../shared/errors/app-error';

const STALE_MS = 10_000;
const WAIT_MS = 5_000;
const PAUSE_MS = 10;

/**
 * Runs `change` while no other console changes the folder: window and command line share it. The change is a few
 * small files, so waiting blocks for milliseconds; a lock whose process is gone, or that is old, is taken over.
 */
export function withFolderLock<Value>(folder: string, change: () => Value): Value {
  const lock = join(folder, '.lock');
  const deadline = Date.now() + WAIT_MS;
  while (!take(lock)) {
    if (isStale(lock)) remove(lock);
    else if (Date.now() > deadline) throw fail('internal', { message: `${lock} is held by another process` });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
  try {
    return change();
  } finally {
    remove(lock);
  }
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  }
}

function isStale(lock: string): boolean {
  try {
    if (Date.now() - statSync(lock).mtimeMs > STALE_MS) return true;
    const pid = Number(readFileSync(lock, 'utf8'));
    return pid > 0 && !lives(pid);
  } catch {
    // Gone meanwhile: the next try takes it.
    return false;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

function remove(lock: string): void {
  try {
    unlinkSync(lock);
  } catch {
    // Taken over by another, who removed it.
  }
}
