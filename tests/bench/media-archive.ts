import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import { tarEntry } from '../support/archive-tar';

/** Writes an archive of media of 1.5 KB each, hardly compressed, so that a million files make a file of 2 GB. */
export async function writeMediaArchive(path: string, files: number): Promise<void> {
  const gzip = createGzip({ level: 0 });
  const file = createWriteStream(path);
  gzip.pipe(file);
  const content = randomBytes(1_536);
  for (let i = 0; i < files; i += 500) {
    const entries: Buffer[] = [];
    for (let j = i; j < Math.min(files, i + 500); j++) {
      entries.push(tarEntry({ name: `b/gcs/media/${j % 997}/ticket-image-${j}.jpg`, content }));
    }
    await written(gzip, Buffer.concat(entries));
  }
  gzip.end(Buffer.alloc(1_024));
  await finished(file);
}

/** Writes a block and waits until there is room for the next. */
export async function written(gzip: Gzip, bytes: Buffer): Promise<void> {
  if (!gzip.write(bytes)) await new Promise((resolve) => gzip.once('drain', resolve));
}
