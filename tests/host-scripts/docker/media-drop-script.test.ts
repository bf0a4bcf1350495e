import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_DROP_OLD_SCRIPT, MEDIA_DROP_STAGE_SCRIPT } from '../../../main/docker/media-drop-script';
import { MEDIA_HOLDINGS_SCRIPT } from '../../../main/docker/media-probe-script';
import { MEDIA_SWAP_SCRIPT } from '../../../main/docker/media-swap-script';
import { plantTree, readTree, type Tree } from '../../support/planted-tree';
import { hostShells } from '../../support/shells';

const SHORT = '1f2e3d4c';
const OLD: Tree = { 'a.jpg': 'old a', 'docs/1': 'old 1' };
const MARKER: Tree = { '.restore-console-tree': 'restore-console\njob the-job\n' };
const NEW: Tree = { 'a.jpg': 'new a', 'photos/c': 'new c' };
const FOREIGN: Tree = { 'docs/2': 'foreign' };

let root: string;
let stage: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rc-drop-'));
  stage = join(root, '.restore-console', SHORT);
  plantTree(root, OLD);
  plantTree(join(stage, 'new'), { ...NEW, ...MARKER });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const strays = () => readdirSync(stage).filter((name) => name.startsWith('stray-'));

describe.each(hostShells().map((shell) => [shell.name, shell] as const))(
  'what a job leaves behind, with %s',
  (_, shell) => {
    const env = () => ({
      RC_ROOT: root,
      RC_JOB: 'the-job',
      RC_SHORT: SHORT,
      RC_FOLDER: '',
      RC_MODE: 'mirror',
    });
    const run = (script: string, ...args: string[]) => {
      const { status, stdout, stderr } = shell.run(script, { args, env: env() });
      expect({ status, stderr: stderr.replaceAll(/^aside: .*\n/gm, '') }).toEqual({ status: 0, stderr: '' });
      return stdout;
    };
    const swap = (verb: string) => run(MEDIA_SWAP_SCRIPT, verb);
    const holdings = () => run(MEDIA_HOLDINGS_SCRIPT).replaceAll(/ \d+\n/g, '\n');
    /** A cutover amid which somebody wrote under a name that was already moved. */
    const disturbed = () => {
      plantTree(join(stage, 'old.part'), { 'docs/1': 'old 1' });
      rmSync(join(root, 'docs'), { recursive: true });
      plantTree(root, FOREIGN);
      swap('forward');
    };

    it('keeps what somebody else wrote when a reversed job drops its stage, and only prune removes it', () => {
      disturbed();
      swap('reverse');
      expect(readTree(root)).toEqual(OLD);
      expect(run(MEDIA_DROP_STAGE_SCRIPT)).toBe('RC-DROPPED\n');
      expect(readdirSync(stage)).toEqual(strays());
      expect(readTree(join(stage, strays()[0] ?? ''))).toEqual(FOREIGN);
      expect(readTree(root)).toEqual(OLD);
      expect(swap('state')).toBe('RC-MEDIA state absent\n');
      expect(holdings()).toBe(`RC-HOLDS ${SHORT} rest 0\nRC-END\n`);
      expect(run(MEDIA_DROP_STAGE_SCRIPT)).toBe('RC-DROPPED\n');
      expect(strays()).toHaveLength(1);
      expect(run(MEDIA_DROP_OLD_SCRIPT)).toBe('RC-DROPPED\n');
      expect(existsSync(join(root, '.restore-console'))).toBe(false);
      expect(readTree(root)).toEqual(OLD);
    });

    it('lists it also where somebody else made nothing but folders', () => {
      rmSync(join(stage, 'new'), { recursive: true });
      mkdirSync(join(stage, 'stray-1-2/empty'), { recursive: true });
      expect(holdings()).toBe(`RC-HOLDS ${SHORT} rest 0\nRC-END\n`);
    });

    it('keeps it beside the old media of a completed job, and calls them a pair', () => {
      disturbed();
      expect(run(MEDIA_DROP_STAGE_SCRIPT)).toBe('RC-DROPPED\n');
      expect(readdirSync(stage).sort()).toEqual(['old', ...strays()]);
      expect(strays()).toHaveLength(1);
      expect(holdings()).toBe(`RC-HOLDS ${SHORT} old 0\nRC-END\n`);
    });

    it('leaves nothing of a job that nobody disturbed', () => {
      swap('forward');
      swap('reverse');
      expect(run(MEDIA_DROP_STAGE_SCRIPT)).toBe('RC-DROPPED\n');
      expect(existsSync(join(root, '.restore-console'))).toBe(false);
      expect(readTree(root)).toEqual(OLD);
    });
  },
);
