import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity';
import { say } from './say';

/** Does the work while holding the lock file; waits as long as a living process holds it. */
export async function withLock<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(lockFile), { recursive: true });
  await acquire(lockFile);
  try {
    return await work();
  } finally {
    await unlink(lockFile).catch(() => undefined);
  }
}

async function acquire(lockFile: string): Promise<void> {
  const mine = `${lockFile}.${process.pid}`;
  await writeFile(mine, (await processIdentity(process.pid)) ?? '');
  try {
    for (let waited = 0; ; waited += 1) {
      // A hard link appears with its content at once: nobody ever reads a lock without its owner.
      const taken = await link(mine, lockFile).then(
        () => true,
        () => false,
      );
      if (taken) return;
      await dropIfOwnerIsDead(lockFile);
      if (waited === 10) say(`waiting for another process that holds ${lockFile}`);
      await sleep(200);
    }
  } finally {
    await unlink(mine).catch(() => undefined);
  }
}

async function dropIfOwnerIsDead(lockFile: string): Promise<void> {
  const owner = await readFile(lockFile, 'utf8').catch(() => undefined);
  if (owner === undefined) return;
  const pid = Number(owner.split(' ')[0]);
  if ((await processIdentity(pid)) !== owner) await unlink(lockFile).catch(() => undefined);
}
