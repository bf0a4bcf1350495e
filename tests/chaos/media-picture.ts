import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { STAGE_FOLDER, TREE_MARKER } from '../../main/docker/media-layout';

/** A media tree: path → SHA-256 and who owns it in which mode. */
export interface MediaPicture {
  readonly files: ReadonlyMap<string, string>;
  /** `uid:gid:mode` of every file and folder that occurs. */
  readonly owners: ReadonlySet<string>;
  /** The job the tree's marker names; empty for a tree the console did not make. */
  readonly marker: string;
}

/** Reads a tree from the host's own disk, past the console and past the application. */
export async function mediaPicture(folder: string): Promise<MediaPicture> {
  const files = new Map<string, string>();
  const owners = new Set<string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, full);
    if (name === TREE_MARKER || name === STAGE_FOLDER || name.startsWith(`${STAGE_FOLDER}/`)) continue;
    const found = await lstat(full).catch(() => null);
    // The worker may be writing: what vanished while we looked was never there for long.
    if (found === null) continue;
    owners.add(
      `${found.uid}:${found.gid}:${(found.mode & 0o7777).toString(8)}${entry.isDirectory() ? 'd' : ''}`,
    );
    if (entry.isFile()) files.set(name, sha256(await readFile(full)));
    else if (!entry.isDirectory()) files.set(name, 'neither file nor folder');
  }
  const marker = await readFile(path.join(folder, TREE_MARKER), 'utf8').catch(() => '');
  return { files, owners, marker: /^job (\S+)$/m.exec(marker)?.[1] ?? '' };
}

/** True for a file that the application's worker rendered: its name says its content. */
export function isRendered(name: string, digest: string): boolean {
  const code = /^tickets\/([0-9a-f]{32})\.svg$/.exec(name)?.[1];
  if (code === undefined) return false;
  return digest === sha256(`<svg xmlns="http://www.w3.org/2000/svg"><text>${code}</text></svg>\n`);
}

/** What differs from the expected files, a line each; what the worker rendered may be more, never less. */
export function mediaDifferences(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): readonly string[] {
  const differences: string[] = [];
  for (const [name, digest] of expected) {
    const there = found.get(name);
    if (there === undefined) differences.push(`missing: ${name}`);
    else if (there !== digest) differences.push(`other content: ${name}`);
  }
  for (const [name, digest] of found) {
    if (!expected.has(name) && !isRendered(name, digest)) differences.push(`too much: ${name}`);
  }
  return differences;
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}
