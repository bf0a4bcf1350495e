import { randomBytes } from 'node:crypto';
import type { RemoteFile } from '../restore/ports/host';
import { isNoSuchFile, type SftpSession } from './sftp-session';

/*
 * Files of a host over one SFTP session. Paths are absolute. What is missing is an answer (null, an empty list),
 * what is not allowed is `command-failed`.
 */

/** The whole content, or null when there is no such file. For small files: job files, journals, markers. */
export async function readRemoteFile(session: SftpSession, path: string): Promise<Buffer | null> {
  return missingAs(null, () =>
    session.call<Buffer>(`read ${path}`, (done) =>
      session.sftp.readFile(path, (error, data) => done(error, data)),
    ),
  );
}

export async function statRemoteFile(session: SftpSession, path: string): Promise<RemoteFile | null> {
  return missingAs(null, async () => {
    const stats = await session.call<import('ssh2').Stats>(`stat ${path}`, (done) =>
      session.sftp.stat(path, done),
    );
    return { bytes: stats.size, modifiedAt: stats.mtime * 1000, directory: stats.isDirectory() };
  });
}

/** Names in a folder without `.` and `..`, sorted; empty when there is no such folder. */
export async function listRemoteFolder(session: SftpSession, path: string): Promise<readonly string[]> {
  return missingAs([], async () => {
    const entries = await session.call<readonly { filename: string }[]>(`list ${path}`, (done) =>
      session.sftp.readdir(path, done),
    );
    return entries
      .map((entry) => entry.filename)
      .filter((name) => name !== '.' && name !== '..')
      .sort();
  });
}

/** Makes the folder and those above it; what exists stays as it is. `mode` holds whatever the host's umask. */
export async function makeRemoteFolder(session: SftpSession, path: string, mode: number): Promise<void> {
  const found = await statRemoteFile(session, path);
  if (found?.directory) return;
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (found === null && parent !== '') await makeRemoteFolder(session, parent, mode);
  try {
    await session.run(`mkdir ${path}`, (done) => session.sftp.mkdir(path, { mode }, done));
  } catch (thrown) {
    // Two consoles may make it at once.
    if ((await statRemoteFile(session, path))?.directory) return;
    throw thrown;
  }
  await session.run(`chmod ${path}`, (done) => session.sftp.chmod(path, mode, done));
}

/** Removes a file; one that is gone is no error. */
export async function removeRemoteFile(session: SftpSession, path: string): Promise<void> {
  await missingAs(undefined, () => session.run(`remove ${path}`, (done) => session.sftp.unlink(path, done)));
}

/** Written beside, synced where the server can, and renamed over: a reader sees the old or the new content. */
export async function writeRemoteFile(
  session: SftpSession,
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  const beside = `${path}.${randomBytes(4).toString('hex')}.part`;
  const { sftp } = session;
  const handle = await session.call<Buffer>(`create ${beside}`, (done) =>
    sftp.open(beside, 'wx', { mode }, done),
  );
  try {
    // The umask of the session may have taken bits away.
    await session.run(`chmod ${beside}`, (done) => sftp.fchmod(handle, mode, done));
    const bytes = Buffer.from(content);
    if (bytes.length > 0) {
      await session.run(`write ${beside}`, (done) => sftp.write(handle, bytes, 0, bytes.length, 0, done));
    }
    await syncRemoteHandle(session, handle, beside);
    await session.run(`close ${beside}`, (done) => sftp.close(handle, done));
    await renameRemoteFile(session, beside, path);
  } catch (thrown) {
    await removeRemoteFile(session, beside).catch(() => {});
    throw thrown;
  }
}

/** fsync by OpenSSH's extension; a server without it is taken as it is. */
export async function syncRemoteHandle(session: SftpSession, handle: Buffer, name: string): Promise<void> {
  try {
    await session.run(`fsync ${name}`, (done) =>
      session.sftp.ext_openssh_fsync(handle, (error) => done(error)),
    );
  } catch (thrown) {
    if (!isUnsupported(thrown)) throw thrown;
  }
}

/** Renames, also over an existing file. Plain SFTP refuses that, so OpenSSH's extension comes first. */
export async function renameRemoteFile(session: SftpSession, from: string, to: string): Promise<void> {
  const { sftp } = session;
  try {
    await session.run(`rename ${from}`, (done) => sftp.ext_openssh_rename(from, to, done));
  } catch (thrown) {
    if (!isUnsupported(thrown)) throw thrown;
    await removeRemoteFile(session, to);
    await session.run(`rename ${from}`, (done) => sftp.rename(from, to, done));
  }
}

function isUnsupported(thrown: unknown): boolean {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  return cause instanceof Error && /does not support|unsupported/i.test(cause.message);
}

async function missingAs<Value>(answer: Value, start: () => Promise<Value>): Promise<Value> {
  try {
    return await start();
  } catch (thrown) {
    if (isNoSuchFile(thrown)) return answer;
    throw thrown;
  }
}
