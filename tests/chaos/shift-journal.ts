import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestHost } from '../target/test-host';
import { foldersOf } from './host-view';

/** Shifts the times of a journal that nobody writes now, as if the host's clock had been set since. */
export async function shiftJournal(host: TestHost, jobId: string, seconds: number): Promise<void> {
  const file = path.join(foldersOf(host).work, 'jobs', jobId, 'cutover.journal');
  const journal = await readFile(file, 'utf8').catch(() => '');
  if (journal === '') return;
  const shifted = journal.replace(/^\d+(?= )/gm, (time) => String(Number(time) + seconds * 1000));
  // In place: it belongs to the host's user.
  await writeFile(file, shifted);
}
