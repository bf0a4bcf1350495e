import { inspectInWorker } from '../../main/archive/inspect-in-worker';

/**
 * A process of its own for the memory figure: inspects a small archive, then a big one, and prints by how many
 * bytes the process (its thread included) was larger at most during the second.
 */
async function main(small: string, big: string, recordsFile: string): Promise<void> {
  await inspectInWorker(small, { recordsFile });
  const before = process.memoryUsage.rss();
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  const outcome = await inspectInWorker(big, { recordsFile });
  clearInterval(sampling);
  if (outcome.kind !== 'inspected' || !outcome.manifest.valid)
    throw new Error('the bench’s own archive is not valid');
  process.stdout.write(`${most - before}\n`);
}

const [small = '', big = '', recordsFile = ''] = process.argv.slice(2);
void main(small, big, recordsFile);
