import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_DROP_STAGE_SCRIPT } from '../../../main/docker/media-drop-script';
import { MEDIA_SWAP_SCRIPT } from '../../../main/docker/media-swap-script';
import { plantTree, readTree, type Tree } from '../../support/planted-tree';
import { hostShells } from '../../support/shells';

const SHORT = '1f2e3d4c';
const OLD: Tree = { 'a.jpg': 'old a', 'events/1.jpg': 'old 1', 'kept/b': 'old b', 'taken/name': 'old file' };
const ARCHIVE: Tree = { 'a.jpg': 'new a', 'events/2.jpg': 'new 2', 'photos/c': 'new c' };
/** What the application writes after the restore: beside old files, beside the archive's, and in folders nobody had. */
const BORN: Tree = {
  'born.jpg': 'born',
  'events/3.jpg': 'born 3',
  'photos/-x y': 'born dash',
  'fresh/er/nl\nin': 'born deep',
  '.dot/z': 'born z',
};

/** Stands for a command of the script: the call of that number dies with all around it after its work. */
const SHIM = `#!/bin/dash
n=$(($(cat "$RC_COUNT") + 1)); echo "$n" >"$RC_COUNT"
"$@" || exit
[ "$n" -ne "$RC_KILL" ] || kill -KILL 0
`;

let root: string;
let stage: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rc-carry-'));
  stage = join(root, '.restore-console', SHORT);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe.each(hostShells().map((shell) => [shell.name, shell] as const))(
  'media that change places alone, with %s',
  (_, shell) => {
    const RESTORE = { RC_MODE: 'merge' };
    const BACK = { RC_MODE: 'mirror', RC_INVERTED: '1' };
    const FORWARD = { RC_MODE: 'mirror' };
    const call = (verb: string, env: Record<string, string>) => ({
      args: [verb],
      env: { RC_ROOT: root, RC_JOB: 'the-job', RC_SHORT: SHORT, RC_FOLDER: '', RC_ALONE: '1', ...env },
    });
    const swap = (verb: string, env: Record<string, string>) => shell.run(MEDIA_SWAP_SCRIPT, call(verb, env));
    /** One exchange as the cutover does it: with the services up, then without. */
    const exchange = (env: Record<string, string>, meanwhile: () => void = () => undefined) => {
      const caught = swap('catch-up', env);
      expect(caught.stderr).toBe('');
      meanwhile();
      expect(swap('forward', env)).toEqual({ status: 0, stdout: 'RC-MEDIA new\n', stderr: '' });
      return Number(caught.stdout.trim().split(' ').at(-1));
    };

    /** What staging leaves: the archive's files, in a merge over hard links of the live ones. */
    function stageTree(mode: 'merge' | 'mirror', live: Tree = OLD): void {
      plantTree(root, live);
      plantTree(join(stage, 'archive'), ARCHIVE);
      const merge = `find . -mindepth 1 -maxdepth 1 ! -name .restore-console -exec cp -al {} "$2/new/" ';' && `;
      const link = `cd "$1" && : >"$2/stamp" && mkdir "$2/new" && ${mode === 'merge' ? merge : ''}
      cp -RPlf "$2/archive/." "$2/new/" && printf 'restore-console\\njob the-job\\n' >"$2/new/.restore-console-tree"`;
      expect(shell.run(link, { args: [root, stage] }).stderr).toBe('');
    }

    /** A restore of media alone that ended well, and what the application wrote since. */
    function restored(mode: 'merge' | 'mirror' = 'merge', born: Tree = BORN): void {
      stageTree(mode);
      exchange({ RC_MODE: mode });
      const env = { RC_ROOT: root, RC_JOB: 'the-job', RC_SHORT: SHORT, RC_FOLDER: '', RC_MODE: mode };
      expect(shell.run(MEDIA_DROP_STAGE_SCRIPT, { env }).stdout).toBe('RC-DROPPED\n');
      plantTree(root, born);
    }

    it.each(['merge', 'mirror'] as const)(
      'brings what was written since a %s into the tree that comes back, and nothing the archive brought',
      (mode) => {
        restored(mode);
        symlinkSync('born.jpg', join(root, 'link'));
        const late = { 'late.jpg': 'late', 'fresh/late': 'late' };
        expect(exchange(BACK, () => plantTree(root, late))).toBe(6);
        expect(readTree(root)).toEqual({ ...OLD, ...BORN, ...late, link: '-> born.jpg' });
        expect(readTree(join(stage, 'new'))).toMatchObject({ ...ARCHIVE, ...BORN, ...late });
      },
    );

    it.each(['merge', 'mirror'] as const)(
      'goes forward again after a %s with what was written since, and back once more',
      (mode) => {
        restored(mode);
        exchange(BACK);
        const second = { 'second.jpg': 'second', 'kept/second': 'second' };
        plantTree(root, second);
        rmSync(join(root, 'events/1.jpg'));
        exchange(FORWARD);
        const whole = mode === 'merge' ? { ...OLD, ...ARCHIVE } : ARCHIVE;
        expect(readTree(root)).toEqual({ ...whole, ...BORN, ...second });
        const third = { 'third.jpg': 'third' };
        plantTree(root, third);
        exchange(BACK);
        const { 'events/1.jpg': removed, ...old } = OLD;
        expect(removed).toBe('old 1');
        expect(readTree(root)).toEqual({ ...old, ...BORN, ...second, ...third });
      },
    );

    it('brings a folder along that was renamed after the full pass, whatever times are in it', () => {
      restored();
      plantTree(root, { 'events/deep/er/x': 'deep' });
      exchange(BACK, () => {
        renameSync(join(root, 'events'), join(root, 'moved'));
        for (const each of ['moved/deep/er', 'moved/deep', 'moved']) utimesSync(join(root, each), 1e9, 1e9);
      });
      expect(readTree(root)).toMatchObject({
        ...OLD,
        'moved/1.jpg': 'old 1',
        'moved/2.jpg': 'new 2',
        'moved/3.jpg': 'born 3',
        'moved/deep/er/x': 'deep',
      });
    });

    it('leaves what the kept tree has under a name, and what was replaced goes aside', () => {
      restored();
      rmSync(join(root, 'kept/b'));
      rmSync(join(root, 'photos/c'));
      plantTree(root, { 'kept/b': 'replaced', 'photos/c': 'replaced' });
      exchange(BACK);
      expect(readTree(root)).toEqual({ ...OLD, ...BORN, 'photos/c': 'replaced' });
      expect(readTree(join(stage, 'new'))['kept/b']).toBe('replaced');
    });

    it('gives a folder it has to make the owner and mode of the live one', () => {
      restored('merge', {});
      mkdirSync(join(root, 'fresh/er'), { recursive: true });
      plantTree(root, { 'fresh/er/x': 'x' });
      chownSync(join(root, 'fresh/er'), 1234, 4321);
      chmodSync(join(root, 'fresh/er'), 0o2775);
      exchange(BACK);
      const { uid, gid, mode } = lstatSync(join(root, 'fresh/er'));
      expect([uid, gid, (mode & 0o7777).toString(8)]).toEqual([1234, 4321, '2775']);
      expect(lstatSync(join(root, 'fresh')).mode & 0o777).toBe(0o755);
    });

    it('says what cannot come along because its folder is a file in the kept tree', () => {
      restored('mirror', { 'taken/name/x': 'x', 'ok.jpg': 'ok' });
      const caught = swap('catch-up', BACK);
      expect(caught).toMatchObject({ status: 0, stdout: 'RC-MEDIA caught-up 1\n' });
      expect(caught.stderr).toContain('aside: ./taken/name/x');
      expect(swap('forward', BACK).stdout).toBe('RC-MEDIA new\n');
      expect(readTree(root)).toEqual({ ...OLD, 'ok.jpg': 'ok' });
    });

    it('brings them along too when a restore is reversed because the new tree was not healthy', () => {
      stageTree('merge');
      exchange(RESTORE);
      plantTree(root, BORN);
      expect(swap('reverse', RESTORE)).toEqual({ status: 0, stdout: 'RC-MEDIA old\n', stderr: '' });
      expect(readTree(root)).toEqual({ ...OLD, ...BORN });
    });

    it('brings them along when a turn is reversed', () => {
      restored();
      exchange(BACK);
      plantTree(root, { 'second.jpg': 'second' });
      expect(swap('reverse', BACK)).toEqual({ status: 0, stdout: 'RC-MEDIA old\n', stderr: '' });
      expect(readTree(root)).toEqual({ ...OLD, ...ARCHIVE, ...BORN, 'second.jpg': 'second' });
    });

    it('lets them go aside with their rows when the database changes places too', () => {
      const both = { RC_ALONE: '' };
      stageTree('merge');
      exchange({ ...RESTORE, ...both });
      plantTree(root, BORN);
      exchange({ ...BACK, ...both });
      expect(readTree(root)).toEqual(OLD);
    });

    it('works in a folder of the volume that the restore had to make', () => {
      const env = { RC_FOLDER: 'media' };
      const marker = { '.restore-console-tree': 'restore-console\njob the-job\n' };
      plantTree(join(stage, 'new'), { ...ARCHIVE, ...marker });
      exchange({ ...FORWARD, ...env });
      plantTree(join(root, 'media'), BORN);
      exchange({ ...BACK, ...env });
      expect(readTree(join(root, 'media'))).toEqual(BORN);
    });

    it('does not move anything on the way asked for when they cannot come along, and goes back all the same', () => {
      const broken = MEDIA_SWAP_SCRIPT.replaceAll('cp -al -- ', 'false cp -al -- ');
      expect(broken).not.toBe(MEDIA_SWAP_SCRIPT);
      restored();
      const before = readTree(root);
      expect(shell.run(broken, call('catch-up', BACK)).status).not.toBe(0);
      const asked = shell.run(broken, call('forward', BACK));
      expect(asked.stderr).toContain('could not be brought along');
      expect(readTree(root)).toEqual(before);
      const back = shell.run(broken, call('reverse', RESTORE));
      expect(back).toMatchObject({ status: 0, stdout: 'RC-MEDIA old\n' });
      expect(back.stderr).toContain('aside');
      expect(readTree(root)).toEqual(OLD);
      expect(readTree(join(stage, 'new'))).toMatchObject(BORN);
    });

    it('loses none of them when killed after any single change', async () => {
      const shim = join(tmpdir(), `rc-carry-shim-${process.pid}`);
      const count = join(tmpdir(), `rc-carry-count-${process.pid}`);
      // The moves themselves are killed in the tests of the swap.
      const script = MEDIA_SWAP_SCRIPT.replaceAll(
        /\b(mkdir|chown|chmod|cp -al|mv --|mv -f|mv) (?="\$(stage\/made|stage\/carried|2\.part|\(stat)|-- "\$(file|1)" )/g,
        '"$RC_SHIM" $1 ',
      ).replaceAll('&& sleep 1', '');
      const written: Tree = { 'born.jpg': 'born', 'fresh/er/x': 'deep', 'photos/y': 'born y' };
      const template = mkdtempSync(join(tmpdir(), 'rc-carry-template-'));
      restored('merge', written);
      for (const each of ['fresh', 'photos']) chmodSync(join(root, each), 0o775);
      let kills = 0;
      for (const verb of ['catch-up', 'forward']) {
        if (verb === 'forward') swap('catch-up', BACK);
        Object.assign(written, { [`last/${verb}/one`]: 'last' });
        plantTree(root, written);
        const before = readTree(root);
        shell.run('mkdir "$2" && cp -a "$1/." "$2/"', { args: [root, join(template, verb)] });
        let killed = true;
        for (let kill = 1; killed; kill += 1) {
          rmSync(root, { recursive: true, force: true });
          shell.run('cp -a "$1" "$2"', { args: [join(template, verb), root] });
          writeFileSync(shim, SHIM, { mode: 0o755 });
          writeFileSync(count, '0');
          const env = { RC_SHIM: shim, RC_COUNT: count, RC_KILL: String(kill) };
          await shell.start(script, call(verb, { ...BACK, ...env })).ended;
          killed = Number(readFileSync(count, 'utf8')) >= kill;
          kills += killed ? 1 : 0;
          rmSync(shim);
          const end = kill % 2 === 0 ? 'forward' : 'reverse';
          expect(swap(end, BACK)).toMatchObject({ status: 0, stderr: '' });
          expect(readTree(root)).toEqual(end === 'forward' ? { ...OLD, ...written } : before);
          for (const each of ['fresh', 'photos'])
            expect(lstatSync(join(root, each)).mode & 0o777).toBe(0o775);
        }
        rmSync(root, { recursive: true, force: true });
        shell.run('cp -a "$1" "$2"', { args: [join(template, verb), root] });
      }
      rmSync(template, { recursive: true });
      expect(kills).toBeGreaterThan(12);
    });
  },
);
