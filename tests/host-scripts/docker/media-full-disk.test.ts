import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_SWAP_SCRIPT } from '../../../main/docker/media-swap-script';
import { plantTree, readTree, type Tree } from '../../support/planted-tree';
import { hostShells } from '../../support/shells';

const SHORT = '1f2e3d4c';
const OLD: Tree = { 'a.jpg': 'old a', 'docs/1': 'old 1', 'top.jpg': 'old top' };
const NEW: Tree = { 'a.jpg': 'new a', 'photos/c': 'new c' };
const MARKER: Tree = { '.restore-console-tree': 'restore-console\njob the-job\n' };
/** Rounds of waiting for a lock take no time. */
const SCRIPT = MEDIA_SWAP_SCRIPT.replaceAll('sleep 1\n  done', 'sleep 0\n  done');

/** A filesystem of its own, small enough to be filled. */
function mount(path: string): string | null {
  mkdirSync(path, { recursive: true });
  const { status, stderr } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', 'size=1m,nr_inodes=400', 'tmpfs', path],
    { encoding: 'utf8' },
  );
  return status === 0 ? null : stderr.trim();
}

/** Why there is none to be had here; null where there is. */
function unmountable(): string | null {
  if (process.getuid?.() !== 0) return 'a filesystem to be filled needs root';
  const probe = mkdtempSync(join(tmpdir(), 'rc-full-'));
  const why = mount(probe);
  if (why === null) spawnSync('umount', [probe]);
  rmSync(probe, { recursive: true, force: true });
  return why;
}

/** What an application does that fills the disk, until nothing goes any more. */
const FILL = {
  blocks(live: string): void {
    const file = openSync(join(live, 'filler'), 'w');
    expect(() => {
      for (;;) writeSync(file, Buffer.alloc(4096));
    }).toThrow('ENOSPC');
    closeSync(file);
  },
  inodes(live: string): void {
    mkdirSync(join(live, 'filler'));
    expect(() => {
      for (let i = 0; ; i += 1) writeFileSync(join(live, `filler/${i}`), '');
    }).toThrow('ENOSPC');
  },
};
const KINDS = ['blocks', 'inodes'] as const;

const skipped = unmountable();
if (skipped !== null) console.warn(`Skipped: media on a full disk (${skipped})`);

let root: string;
let stage: string;

beforeEach(() => {
  if (skipped !== null) return;
  root = mkdtempSync(join(tmpdir(), 'rc-full-'));
  expect(mount(root)).toBeNull();
  stage = join(root, '.restore-console', SHORT);
  plantTree(root, OLD);
  plantTree(join(stage, 'new'), { ...NEW, ...MARKER });
});
afterEach(() => {
  if (skipped !== null) return;
  spawnSync('umount', [root]);
  rmSync(root, { recursive: true, force: true });
});

describe.skipIf(skipped !== null).each(hostShells().map((shell) => [shell.name, shell] as const))(
  'media on a full disk with %s',
  (_, shell) => {
    const swap = (verb: string, more: Record<string, string> = {}) => {
      const env = { RC_ROOT: root, RC_JOB: 'the-job', RC_SHORT: SHORT, RC_FOLDER: '', RC_MODE: 'mirror' };
      const { status, stdout, stderr } = shell.run(SCRIPT, { args: [verb], env: { ...env, ...more } });
      return {
        status,
        stdout,
        stderr: stderr.replace(/^goes on without a lock: .*No space left on device\n/, ''),
      };
    };
    const ended = (word: string) => ({ status: 0, stdout: `RC-MEDIA ${word}\n`, stderr: '' });
    const withoutFiller = (tree: Tree) =>
      Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith('filler')));

    it.each(KINDS)('goes back when the restored application took the last of its %s', (kind) => {
      expect(swap('forward')).toEqual(ended('new'));
      FILL[kind](root);
      expect(swap('reverse')).toEqual(ended('old'));
      expect(readTree(root)).toEqual(OLD);
      expect(withoutFiller(readTree(join(stage, 'new')))).toEqual(NEW);
    });

    it.each(KINDS)('goes back from half moved media when the last of the %s is gone', (kind) => {
      rmSync(join(root, 'docs'), { recursive: true });
      plantTree(join(stage, 'old.part'), { 'docs/1': 'old 1' });
      FILL[kind](root);
      expect(swap('state').stdout).toBe('RC-MEDIA state between\n');
      expect(swap('reverse')).toEqual(ended('old'));
      expect(withoutFiller(readTree(root))).toEqual(OLD);
      expect(readTree(join(stage, 'new'))).toEqual(NEW);
    });

    it.each(KINDS)(
      'goes back from a rollback when the application before took the last of the %s',
      (kind) => {
        const inverted = { RC_INVERTED: '1' };
        swap('forward');
        expect(swap('forward', inverted)).toEqual(ended('new'));
        expect(readTree(root)).toEqual(OLD);
        FILL[kind](root);
        expect(swap('reverse', inverted)).toEqual(ended('old'));
        expect(readTree(root)).toEqual(NEW);
        expect(withoutFiller(readTree(join(stage, 'old')))).toEqual(OLD);
      },
    );

    it('takes what was written since along on the way back of media alone', () => {
      const alone = { RC_ALONE: '1' };
      expect(swap('catch-up', alone).status).toBe(0);
      expect(swap('forward', alone)).toEqual(ended('new'));
      plantTree(root, { 'born.jpg': 'born', 'photos/born': 'born too' });
      plantTree(join(stage, 'old'), { 'photos/x': 'old x' });
      FILL.blocks(root);
      expect(swap('reverse', alone)).toEqual(ended('old'));
      expect(withoutFiller(readTree(root))).toEqual({
        ...OLD,
        'photos/x': 'old x',
        'born.jpg': 'born',
        'photos/born': 'born too',
      });
    });

    it('does not begin on a disk that takes no lock, and says that it is full', () => {
      FILL.inodes(root);
      const { status, stdout, stderr } = swap('forward');
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/^media: the lock cannot be made: .*No space left on device$/m);
      expect(withoutFiller(readTree(root))).toEqual(OLD);
    });
  },
);
