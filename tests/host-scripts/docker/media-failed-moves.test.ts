import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_SWAP_SCRIPT } from '../../../main/docker/media-swap-script';
import { plantTree, readTree, type Tree } from '../../support/planted-tree';
import { hostShells } from '../../support/shells';

const SHORT = '1f2e3d4c';
const OLD: Tree = { 'a.jpg': 'old a', 'docs/1': 'old 1', 'events/1.jpg': 'old', 'top.jpg': 'old top' };
const NEW: Tree = { 'a.jpg': 'new a', 'events/2.jpg': 'new 2', 'photos/c': 'new c' };

/** Stands for mv: from the call of one number to that of another it fails, with nothing done or after the first entry. */
const FAILING_MV = `#!/bin/dash
n=$(($(cat "$RC_COUNT") + 1)); echo "$n" >"$RC_COUNT"
[ "$n" -ge "$RC_FROM" ] && [ "$n" -le "$RC_TO" ] || exec /bin/mv "$@"
for to do :; done
[ "$RC_HOW" = undone ] || [ "$#" -lt 5 ] || /bin/mv -n -- "$3" "$to"
[ "$RC_HOW" != killed ] || kill -KILL $$
echo "mv: cannot move something to '$to': No space left on device" >&2
exit 1
`;
type How = 'undone' | 'half' | 'killed';

let root: string;
let stage: string;
let bench: string;

beforeEach(() => {
  bench = mkdtempSync(join(tmpdir(), 'rc-moves-'));
  root = join(bench, 'volume');
  stage = join(root, '.restore-console', SHORT);
  plantTree(root, OLD);
  plantTree(join(stage, 'new'), { ...NEW, '.restore-console-tree': 'restore-console\njob the-job\n' });
  writeFileSync(join(bench, 'mv'), FAILING_MV, { mode: 0o755 });
});
afterEach(() => rmSync(bench, { recursive: true, force: true }));

const strays = () => readdirSync(stage).filter((name) => name.startsWith('stray'));
const asideOf = () => Object.assign({}, ...strays().map((name) => readTree(join(stage, name)))) as Tree;

describe.each(hostShells().map((shell) => [shell.name, shell] as const))(
  'moves of media that fail, with %s',
  (_, shell) => {
    const env = { RC_ROOT: '', RC_JOB: 'the-job', RC_SHORT: SHORT, RC_FOLDER: '', RC_MODE: 'mirror' };
    const swap = (verb: string) =>
      shell.run(MEDIA_SWAP_SCRIPT, { args: [verb], env: { ...env, RC_ROOT: root } });
    /** The same with an mv that fails from one of its calls to another. */
    const failing = (verb: string, [from, to]: readonly [number, number], how: How) => {
      writeFileSync(join(bench, 'count'), '0');
      const script = MEDIA_SWAP_SCRIPT.replaceAll(/\bmv (?=-|")/g, '"$RC_MV" ');
      const fault = { RC_FROM: String(from), RC_TO: String(to), RC_HOW: how };
      const files = { RC_MV: join(bench, 'mv'), RC_COUNT: join(bench, 'count'), RC_ROOT: root };
      const result = shell.run(script, { args: [verb], env: { ...env, ...fault, ...files } });
      return { ...result, calls: Number(readFileSync(join(bench, 'count'), 'utf8')) };
    };

    it.each(['half', 'killed'] as const)(
      'ends what a single mv left undone (%s), and nothing goes aside',
      (how) => {
        const { status, stdout } = failing('forward', [1, 1], how);
        expect({ status, stdout }).toEqual({ status: 0, stdout: 'RC-MEDIA new\n' });
        expect(readTree(root)).toEqual(NEW);
        expect(readTree(join(stage, 'old'))).toEqual(OLD);
        expect(failing('reverse', [1, 1], how).stdout).not.toContain('new');
        expect(swap('reverse').stdout).toBe('RC-MEDIA old\n');
        expect(readTree(root)).toEqual(OLD);
        expect(readTree(join(stage, 'new'))).toEqual(NEW);
        expect(strays()).toEqual([]);
      },
    );

    it('has the whole old tree back after any single mv failed on the way there and back', () => {
      for (let there = 1; ; there += 1) {
        const { calls, stdout } = failing('forward', [there, there], 'half');
        for (let back = 1; ; back += 1) {
          if (failing('reverse', [back, back], 'half').calls < back) break;
          swap('reverse');
          expect(readTree(root)).toEqual(OLD);
          expect(readTree(join(stage, 'new'))).toEqual(NEW);
          swap('forward');
        }
        expect(readTree(root)).toEqual(OLD);
        expect(strays()).toEqual([]);
        if (calls < there) {
          expect(stdout).toBe('RC-MEDIA new\n');
          break;
        }
      }
    });

    it('stops with the words of mv where every move fails, and goes back to the whole old tree', () => {
      const stopped = failing('forward', [1, Number.MAX_SAFE_INTEGER], 'undone');
      expect(stopped.status).not.toBe(0);
      expect(stopped.stderr.trim().split('\n').at(-1)).toMatch(
        /^media: not everything could be moved out of .*: No space left on device$/,
      );
      expect(swap('state').stdout).toBe('RC-MEDIA state between\n');
      expect(strays()).toEqual([]);
      expect(swap('reverse')).toMatchObject({ status: 0, stdout: 'RC-MEDIA old\n' });
      expect(readTree(root)).toEqual(OLD);
      expect(readTree(join(stage, 'new'))).toEqual(NEW);
    });

    it('puts aside only what has its name taken, also where an mv fails', () => {
      plantTree(join(stage, 'old.part'), { 'docs/1': 'old 1', 'top.jpg': 'old top' });
      plantTree(root, { 'docs/1': 'foreign', 'top.jpg': 'foreign top' });
      const { stderr, stdout } = failing('forward', [2, 2], 'undone');
      expect(stdout).toBe('RC-MEDIA new\n');
      expect(stderr).toContain('aside: docs\n');
      expect(stderr).toContain('aside: top.jpg\n');
      expect(stderr).not.toContain('aside: a.jpg');
      expect(readTree(root)).toEqual(NEW);
      expect(readTree(join(stage, 'old'))).toEqual(OLD);
      expect(asideOf()).toEqual({ 'docs/1': 'foreign', 'top.jpg': 'foreign top' });
    });
  },
);
