import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files by path with their content; what a media tree is in these tests. */
export type Tree = Record<string, string>;

/** Writes the files of a tree below a folder. */
export function plantTree(root: string, tree: Tree): void {
  mkdirSync(root, { recursive: true });
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** Reads it back; links as `-> target`. Our own folder and marker are not media. */
export function readTree(root: string, below = ''): Tree {
  const tree: Tree = {};
  for (const name of readdirSync(join(root, below))) {
    if (below === '' && (name === '.restore-console' || name === '.restore-console-tree')) continue;
    const path = below === '' ? name : `${below}/${name}`;
    const stat = lstatSync(join(root, path));
    if (stat.isDirectory()) Object.assign(tree, readTree(root, path));
    else if (stat.isSymbolicLink()) tree[path] = `-> ${readlinkSync(join(root, path))}`;
    else tree[path] = readFileSync(join(root, path), 'utf8');
  }
  return tree;
}

/** Inode, mode, owner, size, times and content of every file: what must not change of a live tree. */
export function fingerprint(root: string): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [path, content] of Object.entries(readTree(root))) {
    const { ino, mode, uid, gid, size, mtimeMs } = lstatSync(join(root, path));
    facts[path] = [ino, mode.toString(8), uid, gid, size, mtimeMs, content].join(' ');
  }
  return facts;
}
