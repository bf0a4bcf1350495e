import { fail } from '../../../shared/errors/app-error';
import type { FilesystemFacts } from '../ports/database';

/**
 * Reads the last line of `df -Pk` (POSIX format: one line a filesystem, sizes in 1,024-byte blocks; GNU and busybox):
 * `/dev/vda 263174212 22786340 83711244 22% /`. Throws `command-failed` on anything else.
 */
export function parseDf(output: string): FilesystemFacts {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  const match = /^(.+?)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+\S+\s+(\/.*)$/.exec(line);
  if (!match)
    throw fail('command-failed', { command: 'df -Pk' }, { evidence: { stderrTail: output.slice(-500) } });
  const [, device = '', total = '0', , free = '0', mount = '/'] = match;
  return { device, mount, totalBytes: Number(total) * 1024, freeBytes: Math.max(0, Number(free) * 1024) };
}
