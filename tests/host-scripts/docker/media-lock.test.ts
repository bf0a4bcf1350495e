import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_SWAP_SCRIPT } from '../../../main/docker/media-swap-script';
import { plantTree, readTree, type Tree } from '../../support/planted-tree';
import { hostShells } from '../../support/shells';

const SHORT = '1f2e3d4c';
const OLD: Tree = { 'a.jpg': 'old a', 'docs/1': 'old 1' };
const NEW: Tree = { 'a.jpg': 'new a', 'photos/c': 'new c' };
/** The lock as it is on a disk that takes no new entries; rounds take no time. */
const NO_LINK = MEDIA_SWAP_SCRIPT.replace(
  'ln -s "$here:$$" "$stage/lock"',
  'eval "echo ln: No space left on device >&2; false"',
).replaceAll('sleep 1', 'echo waits >&2');

let root: string;
let stage: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rc-lock-'));
  stage = join(root, '.restore-console', SHORT);
  plantTree(root, OLD);
  plantTree(join(stage, 'new'), { ...NEW, '.restore-console-tree': 'restore-console\njob the-job\n' });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe.each(hostShells().map((shell) => [shell.name, shell] as const))(
  'the lock of a move with %s',
  (_, shell) => {
    const run = (script: string, verb: string, more: { RC_INVERTED?: string } = {}) => {
      const env = { RC_ROOT: root, RC_JOB: 'the-job', RC_SHORT: SHORT, RC_FOLDER: '', RC_MODE: 'mirror' };
      return shell.run(script, { args: [verb], env: { ...env, ...more } });
    };
    const waits = (text: string) => text.match(/^waits$/gm)?.length ?? 0;

    it.each(['forward', 'catch-up'])(
      'stops %s after some rounds where it cannot be made, and says why',
      (verb) => {
        const { status, stdout, stderr } = run(NO_LINK, verb);
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        expect(stderr).toMatch(/^media: the lock cannot be made: ln: No space left on device$/m);
        expect(waits(stderr)).toBeGreaterThan(10);
        expect(waits(stderr)).toBeLessThan(60);
        expect(readTree(root)).toEqual(OLD);
      },
    );

    it.each<[string, { RC_INVERTED?: string }]>([
      ['a restore', {}],
      ['a rollback', { RC_INVERTED: '1' }],
    ])('does not keep %s from going back', (_what, env) => {
      if (env.RC_INVERTED) run(MEDIA_SWAP_SCRIPT, 'forward');
      run(MEDIA_SWAP_SCRIPT, 'forward', env);
      expect(readTree(root)).toEqual(env.RC_INVERTED ? OLD : NEW);
      const { status, stdout, stderr } = run(NO_LINK, 'reverse', env);
      expect({ status, stdout }).toEqual({ status: 0, stdout: 'RC-MEDIA old\n' });
      expect(stderr).toContain('goes on without a lock: ln: No space left on device\n');
      expect(waits(stderr)).toBeLessThan(10);
      expect(readTree(root)).toEqual(env.RC_INVERTED ? NEW : OLD);
    });

    it('stops where the lock of a holder that is gone cannot be taken away', () => {
      symlinkSync('another-container:1', join(stage, 'lock'));
      const stuck = MEDIA_SWAP_SCRIPT.replaceAll('rm -f "$stage/lock"', ':').replaceAll('sleep 1', ':');
      const { status, stderr } = run(stuck, 'forward');
      expect(status).toBe(1);
      expect(stderr).toContain('media: the lock cannot be made: ');
      expect(readTree(root)).toEqual(OLD);
    });

    it('is waited for also on the way back while its holder is at work', () => {
      run(MEDIA_SWAP_SCRIPT, 'forward');
      // The holder is the script itself: its process is there and bears the script's name.
      const holding = () => 'ln -s "$here:$$" "$stage/lock"; waited=0';
      const held = MEDIA_SWAP_SCRIPT.replace('waited=0', holding).replaceAll('sleep 1', ':');
      const { status, stderr } = run(held, 'reverse');
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: 'media: another move of this job is still at work\n',
      });
      expect(readTree(root)).toEqual(NEW);
      expect(readdirSync(stage)).toContain('lock');
    });
  },
);
