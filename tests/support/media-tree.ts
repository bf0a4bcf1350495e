import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar';
import type { TestHost } from '../target/test-host';

/** Path in the media volume → SHA-256, read on the target by its own tools. Our own folder there is left out. */
export async function liveMedia(host: TestHost): Promise<ReadonlyMap<string, string>> {
  const script = `cd ${host.media_path} && find . -path ./.restore-console -prune -o -type f ! -name '.restore-console-tree' -exec sha256sum {} +`;
  const listing = await host.docker(['exec', 'backtuki-backend-1', 'sh', '-c', script]);
  return new Map(
    listing
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(66).replace(/^\.\//, ''), line.slice(0, 64)]),
  );
}

/** Path below `gcs/<bucket>/` → SHA-256, read from the archive by an independent reader. */
export async function archiveMedia(archive: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const parser = new Parser();
  parser.on('entry', (entry) => {
    const match = /\/gcs\/[^/]+\/(.+)$/.exec(entry.path);
    if (entry.type !== 'File' || !match?.[1]) return entry.resume();
    const name = match[1];
    const hash = createHash('sha256');
    entry.on('data', (chunk: Buffer) => hash.update(chunk));
    entry.on('end', () => files.set(name, hash.digest('hex')));
  });
  await new Promise((resolve, reject) => {
    createReadStream(archive).pipe(createGunzip()).pipe(parser).on('end', resolve).on('error', reject);
  });
  return files;
}
