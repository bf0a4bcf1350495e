import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';

/** A process told from every other, also from a later one with the same pid and from one before a reboot. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the system words it; empty where it cannot be read. */
  readonly startedAt: string;
  readonly bootId: string;
}

/** The identity of the process that asks. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '', bootId: bootId() };
}

/** True while exactly that process lives on this machine since the same boot. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.bootId !== bootId() || !pidExists(identity.pid)) return false;
  const startedAt = startTimeOf(identity.pid);
  return startedAt === null || startedAt === identity.startedAt;
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it exists and belongs to somebody else.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

function startTimeOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The command may hold spaces and brackets: fields are counted after the last one. Field 22 is the start time.
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
    }
    if (process.platform === 'darwin')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return null;
  } catch {
    return null;
  }
}

function bootId(): string {
  if (process.platform === 'linux') {
    try {
      return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    } catch {
      // Some containers hide it: the time of boot stands in, as on other systems.
    }
  }
  return String(Math.round((Date.now() / 1000 - os.uptime()) / 60));
}
