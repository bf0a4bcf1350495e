import { fail } from '../../../shared/errors/app-error';
import type { RemoteHost } from '../ports/host';

/** Digest of a file by the host's own tool, read from its disk. */
export async function digestOf(host: RemoteHost, path: string): Promise<string> {
  const said = await host.run(['sha256sum', '--', path]);
  const digest = /^\\?([0-9a-f]{64})\b/.exec(said)?.[1];
  if (digest) return digest;
  throw fail(
    'command-failed',
    { command: 'sha256sum', exitCode: 0 },
    { evidence: { stderrTail: said.slice(-500) } },
  );
}

/** The safety backup lies there as it was proven: size and digest. Throws `safety-backup-failed`. */
export async function proveBackupFile(
  host: RemoteHost,
  backup: { readonly path: string; readonly bytes: number; readonly sha256: string },
): Promise<void> {
  const refuse = (reason: string): Error => fail('safety-backup-failed', { database: backup.path, reason });
  const there = await host.stat(backup.path);
  if (!there) throw refuse('the file is gone');
  if (there.bytes !== backup.bytes) throw refuse(`${there.bytes} bytes instead of ${backup.bytes}`);
  const digest = await digestOf(host, backup.path);
  if (digest !== backup.sha256) throw refuse(`its SHA-256 is ${digest} instead of ${backup.sha256}`);
}
