import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_SWAP_SCRIPT } from '../../../main/docker/media-swap-script';
import { plantTree, readTree, type Tree } from '../../support/planted-tree';
import { hostShells } from '../../support/shells';

const SHORT = '1f2e3d4c';
const LIVE: Tree = { 'a.jpg': 'live', 'events/1.jpg': 'live 1', 'events/deep/2.jpg': 'live 2' };
const ARCHIVE: Tree = { 'events/3.jpg': 'archive 3', taken: 'archive' };
/** A time long before staging, as docker cp, tar and rsync give it back to a folder they added to. */
const LONG_AGO = 1_000_000_000;

let root: string;
let stage: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rc-catch-up-'));
  stage = join(root, '.restore-console', SHORT);
});
afterEach(() => rmSync(root, { recursive: true, force: true }), 60_000);

function setBack(...folders: string[]): void {
  for (const folder of folders) utimesSync(join(root, folder), LONG_AGO, LONG_AGO);
}

describe.each(hostShells().map((shell) => [shell.name, shell] as const))(
  'catching up with a live tree, with %s',
  (_, shell) => {
    const run = (script: string, verb: string, more: Record<string, string> = {}) => {
      const env = { RC_ROOT: root, RC_JOB: 'the-job', RC_SHORT: SHORT, RC_FOLDER: '', RC_MODE: 'merge' };
      return shell.run(script, { args: [verb], env: { ...env, ...more } });
    };
    const swap = (verb: string) => run(MEDIA_SWAP_SCRIPT, verb);

    /** What staging leaves: hard links of the live files, the archive's over them and alone. */
    function stageMerge(live: Tree = LIVE): void {
      plantTree(root, live);
      plantTree(join(stage, 'archive'), ARCHIVE);
      const link = `cd "$1" && : >"$2/stamp" && mkdir "$2/new" &&
        find . -mindepth 1 -maxdepth 1 ! -name .restore-console -exec cp -al {} "$2/new/" ';' &&
        cp -RPlf "$2/archive/." "$2/new/" && printf 'restore-console\\njob the-job\\n' >"$2/new/.restore-console-tree"`;
      expect(shell.run(link, { args: [root, stage] }).stderr).toBe('');
    }

    it('adds what was born in a folder that bears the time it had before', () => {
      stageMerge();
      plantTree(root, { 'events/born.jpg': 'born', 'events/deep/born.jpg': 'born deep', 'late/x': 'late' });
      rmSync(join(root, 'a.jpg'));
      writeFileSync(join(root, 'a.jpg'), 'replaced');
      setBack('events/deep', 'events', 'late', '.');
      expect(swap('catch-up')).toEqual({ status: 0, stdout: 'RC-MEDIA caught-up 4\n', stderr: '' });
      expect(swap('forward')).toEqual({ status: 0, stdout: 'RC-MEDIA new\n', stderr: '' });
      expect(readTree(root)).toEqual({
        ...LIVE,
        ...ARCHIVE,
        'a.jpg': 'replaced',
        'events/born.jpg': 'born',
        'events/deep/born.jpg': 'born deep',
        'late/x': 'late',
      });
    });

    it('lets a file of the archive win over a folder made under its name', () => {
      stageMerge();
      plantTree(root, { 'taken/deep/er/x': 'live now', 'events/born.jpg': 'born' });
      expect(swap('catch-up')).toEqual({ status: 0, stdout: 'RC-MEDIA caught-up 1\n', stderr: '' });
      swap('forward');
      expect(readTree(root)).toEqual({ ...LIVE, ...ARCHIVE, 'events/born.jpg': 'born' });
    });

    it('ends with the whole of a folder that a kill left half linked in the last pass', () => {
      stageMerge();
      swap('catch-up');
      plantTree(root, { 'fresh/er/x': 'x', 'fresh/y': 'y' });
      setBack('fresh/er', 'fresh');
      const killed = MEDIA_SWAP_SCRIPT.replace(
        'cp -al -- "$1" "$stage/made"',
        () => 'mkdir "$stage/made" && kill -KILL $$',
      );
      expect(killed).not.toBe(MEDIA_SWAP_SCRIPT);
      expect(run(killed, 'forward').status).not.toBe(0);
      expect(existsSync(join(stage, 'new/fresh'))).toBe(false);
      expect(swap('forward').stdout).toBe('RC-MEDIA new\n');
      expect(readTree(root)).toMatchObject({ 'fresh/er/x': 'x', 'fresh/y': 'y' });
    });

    // In busybox the tools are no programs to be counted.
    it.skipIf(shell.name === 'busybox')(
      'reads thousands of files in a thousand folders with few processes',
      () => {
        const many = Object.fromEntries(Array.from({ length: 3000 }, (_x, i) => [`f${i % 1000}/${i}`, '']));
        stageMerge(many);
        plantTree(root, { 'f7/born.jpg': 'born' });
        const bin = join(stage, 'bin');
        mkdirSync(bin);
        for (const tool of ['cp', 'ln', 'mkdir', 'mv', 'readlink', 'rm', 'stat', 'xargs', 'find', 'grep']) {
          const counted = `#!/bin/dash\necho ${tool} >>"${join(stage, 'calls')}"\nexec /usr/bin/${tool} "$@"\n`;
          writeFileSync(join(bin, tool), counted, { mode: 0o755 });
        }
        const caught = run(MEDIA_SWAP_SCRIPT, 'catch-up', { PATH: `${bin}:/usr/bin:/bin` });
        expect(caught).toEqual({ status: 0, stdout: 'RC-MEDIA caught-up 1\n', stderr: '' });
        const calls = readFileSync(join(stage, 'calls'), 'utf8').trim().split('\n');
        expect(calls).toContain('cp');
        expect(calls.length).toBeLessThan(40);
      },
    );
  },
);
