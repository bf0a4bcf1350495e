import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_SWAP_SCRIPT } from '../../../main/docker/media-swap-script';
import { plantTree, readTree, type Tree } from '../../support/planted-tree';
import { hostShells } from '../../support/shells';

const SHORT = '1f2e3d4c';
const OLD: Tree = { 'a.jpg': 'old a', 'events/1.jpg': 'old 1', '.hidden': 'old', 'two words/x': 'old x' };
const NEW: Tree = { 'a.jpg': 'new a', 'events/2.jpg': 'new 2', '-rf': 'new dash', 'nl\nin/name': 'new nl' };

/** Stands for mv: the call of that number dies with all around it, before, amid or after its work. */
const MV_SHIM = `#!/bin/dash
n=$(($(cat "$RC_COUNT") + 1)); echo "$n" >"$RC_COUNT"
[ "$n" -ne "$RC_KILL" ] || [ "$RC_WHEN" = after ] || {
  [ "$RC_WHEN" = before ] || [ "$#" -lt 4 ] || { for to do :; done; /bin/mv -n -- "$3" "$to"; }
  kill -KILL 0
}
/bin/mv "$@" || exit
[ "$n" -ne "$RC_KILL" ] || kill -KILL 0
`;

let root: string;
let stage: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rc-swap-'));
  stage = join(root, '.restore-console', SHORT);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A live tree with a verified new one beside it. */
function stageNew(live: Tree, fresh: Tree, folder = ''): void {
  plantTree(join(root, folder), live);
  plantTree(join(stage, 'new'), { ...fresh, '.restore-console-tree': 'restore-console\njob the-job\n' });
}

describe.each(hostShells().map((shell) => [shell.name, shell] as const))('media swap with %s', (_, shell) => {
  const call = (verb: string, env: Record<string, string> = {}) => ({
    args: [verb],
    env: { RC_ROOT: root, RC_JOB: 'the-job', RC_SHORT: SHORT, RC_FOLDER: '', RC_MODE: 'mirror', ...env },
  });
  const swap = (verb: string, env: Record<string, string> = {}) =>
    shell.run(MEDIA_SWAP_SCRIPT, call(verb, env));
  const state = (env: Record<string, string> = {}) => swap('state', env).stdout.trim().split(' ').at(-1);

  it('moves the new tree in and the old one aside, and back again, and forward again', () => {
    stageNew(OLD, NEW);
    expect(state()).toBe('old');
    expect(swap('forward')).toEqual({ status: 0, stdout: 'RC-MEDIA new\n', stderr: '' });
    expect(state()).toBe('new');
    expect(readTree(root)).toEqual(NEW);
    expect(readTree(join(stage, 'old'))).toEqual(OLD);
    expect(swap('reverse')).toEqual({ status: 0, stdout: 'RC-MEDIA old\n', stderr: '' });
    expect(state()).toBe('old');
    expect(readTree(root)).toEqual(OLD);
    swap('forward');
    expect(readTree(root)).toEqual(NEW);
  });

  it('moves more entries than a command takes', () => {
    const many = (word: string) =>
      Object.fromEntries(
        Array.from({ length: 2_000 }, (_, i) => [`${word}-${'long name '.repeat(12)}${i}`, word]),
      );
    stageNew(many('old'), many('new'));
    expect(swap('forward')).toEqual({ status: 0, stdout: 'RC-MEDIA new\n', stderr: '' });
    expect(Object.keys(readTree(root))).toHaveLength(2_000);
    expect(swap('reverse')).toEqual({ status: 0, stdout: 'RC-MEDIA old\n', stderr: '' });
    expect(Object.keys(readTree(root)).sort()).toEqual(Object.keys(many('old')).sort());
    expect(readdirSync(join(stage, 'new'))).toHaveLength(2_001);
  });

  it('does nothing when it is already there', () => {
    stageNew(OLD, NEW);
    expect(swap('reverse').stdout).toBe('RC-MEDIA old\n');
    swap('forward');
    expect(swap('forward').stdout).toBe('RC-MEDIA new\n');
    expect(readTree(root)).toEqual(NEW);
  });

  it('works in a folder of the volume and touches nothing beside it', () => {
    plantTree(root, { 'static/app.js': 'x' });
    stageNew(OLD, NEW, 'media/files');
    const env = { RC_FOLDER: 'media/files' };
    swap('forward', env);
    expect(readTree(join(root, 'media/files'))).toEqual(NEW);
    expect(readTree(root)['static/app.js']).toBe('x');
    swap('reverse', env);
    expect(readTree(join(root, 'media/files'))).toEqual(OLD);
  });

  it('makes the folder at a first restore and takes it away in reverse', () => {
    plantTree(join(stage, 'new'), { ...NEW, '.restore-console-tree': 'restore-console\njob the-job\n' });
    const env = { RC_FOLDER: 'media' };
    expect(swap('forward', env).stdout).toBe('RC-MEDIA new\n');
    expect(readTree(join(root, 'media'))).toEqual(NEW);
    swap('reverse', env);
    expect(existsSync(join(root, 'media'))).toBe(false);
    expect(state(env)).toBe('old');
  });

  it('inverted, for a rollback, it brings the tree before back as the new one, and refuses where nothing is kept', () => {
    const inverted = { RC_INVERTED: '1' };
    stageNew(OLD, NEW);
    expect(swap('forward', inverted).status).toBe(0);
    expect(readTree(root)).toEqual(OLD);
    swap('forward');
    plantTree(root, { 'uploads/born.jpg': 'born' });
    expect(state(inverted)).toBe('old');
    expect(swap('catch-up', inverted).stdout).toBe('RC-MEDIA caught-up 0\n');
    expect(swap('forward', inverted)).toEqual({ status: 0, stdout: 'RC-MEDIA new\n', stderr: '' });
    expect(readTree(root)).toEqual(OLD);
    expect(state(inverted)).toBe('new');
    expect(swap('reverse', inverted)).toEqual({ status: 0, stdout: 'RC-MEDIA old\n', stderr: '' });
    expect(readTree(root)).toEqual({ ...NEW, 'uploads/born.jpg': 'born' });
    rmSync(join(stage, 'old'), { recursive: true });
    expect(swap('forward', inverted).status).not.toBe(0);
    expect(readTree(root)).toEqual({ ...NEW, 'uploads/born.jpg': 'born' });
  });

  it('gives files written by the new application back to the new tree in reverse', () => {
    stageNew(OLD, NEW);
    swap('forward');
    plantTree(root, { 'uploads/born.jpg': 'born' });
    swap('reverse');
    expect(readTree(root)).toEqual(OLD);
    expect(readTree(join(stage, 'new'))).toEqual({ ...NEW, 'uploads/born.jpg': 'born' });
  });

  it('ends on the whole old or the whole new tree after a kill anywhere', async () => {
    const many = (word: string) =>
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`entry-${i}`, `${word} ${i}`]));
    const old = { ...many('old'), ...OLD };
    const fresh = { ...many('new'), ...NEW };
    stageNew(old, fresh);
    const seen = new Set<string>();
    for (let i = 0; i < 24; i += 1) {
      const before = state();
      const running = shell.start(MEDIA_SWAP_SCRIPT, call(before === 'new' ? 'reverse' : 'forward'));
      await sleep(2 + ((i * 7) % 45));
      running.kill();
      await running.ended;
      seen.add(state() ?? '');
      const verb = i % 2 === 0 ? 'forward' : 'reverse';
      const ended = swap(verb);
      expect(ended.stderr).toBe('');
      expect(ended.stdout).toBe(verb === 'forward' ? 'RC-MEDIA new\n' : 'RC-MEDIA old\n');
      expect(readTree(root)).toEqual(verb === 'forward' ? fresh : old);
    }
    expect(readdirSync(stage).filter((name) => name.startsWith('stray'))).toEqual([]);
  });

  it.each(['before', 'half', 'after'])('ends what was killed %s any single rename', async (moment) => {
    const shim = join(tmpdir(), `rc-swap-mv-${process.pid}`);
    const count = join(tmpdir(), `rc-swap-count-${process.pid}`);
    const script = MEDIA_SWAP_SCRIPT.replaceAll(/\bmv (?=-|")/g, '"$RC_MV" ');
    const interrupted = async (verb: string, kill: number) => {
      writeFileSync(count, '0');
      const env = { RC_MV: shim, RC_COUNT: count, RC_KILL: String(kill), RC_WHEN: moment };
      await shell.start(script, call(verb, env)).ended;
      return Number(readFileSync(count, 'utf8')) >= kill;
    };
    const states = new Set<string | undefined>();
    for (const verb of ['forward', 'reverse']) {
      let killed = true;
      for (let kill = 1; killed; kill += 1) {
        rmSync(root, { recursive: true, force: true });
        stageNew(OLD, NEW);
        if (verb === 'reverse') swap('forward');
        writeFileSync(shim, MV_SHIM, { mode: 0o755 });
        killed = await interrupted(verb, kill);
        rmSync(shim);
        states.add(state());
        const end = kill % 2 === 0 ? 'forward' : 'reverse';
        expect(swap(end)).toMatchObject({ status: 0, stderr: '' });
        expect(readTree(root)).toEqual(end === 'forward' ? NEW : OLD);
        expect(readTree(join(stage, end === 'forward' ? 'old' : 'new'))).toEqual(
          end === 'forward' ? OLD : NEW,
        );
      }
    }
    expect([...states].sort()).toEqual(['between', 'new', 'old']);
  });

  it.each(['old.part', 'old'])('ends a move found half done with %s', (half) => {
    const plant = () => {
      rmSync(root, { recursive: true, force: true });
      stageNew(half === 'old' ? { 'a.jpg': 'new a' } : { 'a.jpg': 'old a' }, NEW);
      if (half === 'old') rmSync(join(stage, 'new/a.jpg'));
      const { 'a.jpg': a, ...rest } = OLD;
      plantTree(join(stage, half), half === 'old' ? OLD : rest);
      expect(a).toBe('old a');
      expect(state()).toBe('between');
    };
    plant();
    swap('forward');
    expect(readTree(root)).toEqual(NEW);
    expect(readTree(join(stage, 'old'))).toEqual(OLD);
    plant();
    swap('reverse');
    expect(readTree(root)).toEqual(OLD);
    expect(readTree(join(stage, 'new'))).toEqual(NEW);
  });

  it('keeps what a foreign writer made under a name in use, and says so', () => {
    stageNew({ 'events/0.jpg': 'foreign' }, NEW);
    plantTree(join(stage, 'old.part'), OLD);
    const forward = swap('forward');
    expect(forward.stdout).toBe('RC-MEDIA new\n');
    expect(forward.stderr).toContain('aside');
    expect(readTree(root)).toEqual(NEW);
    expect(readTree(join(stage, 'old'))).toEqual(OLD);
    const stray = readdirSync(stage).filter((name) => name.startsWith('stray'));
    expect(readTree(join(stage, stray[0] ?? ''))).toEqual({ 'events/0.jpg': 'foreign' });
  });

  it('keeps an entry in the way of the old tree coming back', () => {
    stageNew({ 'a.jpg': 'foreign' }, NEW);
    plantTree(join(stage, 'old.part'), OLD);
    swap('reverse');
    expect(readTree(root)).toEqual(OLD);
  });

  it('takes the marker of an earlier job along with its tree', () => {
    const marker = (job: string) => ({ '.restore-console-tree': `restore-console\njob ${job}\n` });
    stageNew({ ...OLD, ...marker('earlier') }, NEW);
    expect(state()).toBe('old');
    swap('forward');
    expect(existsSync(join(stage, 'old/.restore-console-tree'))).toBe(true);
    swap('reverse');
    expect(state()).toBe('old');
    expect(existsSync(join(root, '.restore-console-tree'))).toBe(true);
    expect(state({ RC_JOB: 'earlier' })).toBe('new');
  });

  it('refuses what it cannot do right, and changes nothing', () => {
    plantTree(root, OLD);
    expect(state()).toBe('absent');
    expect(swap('forward').status).not.toBe(0);
    expect(swap('reverse').stdout).toBe('RC-MEDIA old\n');
    expect(swap('forward', { RC_SHORT: '../../x' }).status).not.toBe(0);
    symlinkSync(tmpdir(), join(root, 'out'));
    expect(swap('state', { RC_FOLDER: 'out' }).stderr).toContain('leads out');
    rmSync(join(root, 'out'));
    expect(readTree(root)).toEqual(OLD);
    symlinkSync('/tmp', join(root, '.restore-console'));
    expect(swap('state').stderr).toContain('is a link');
  });

  it('does not go back when the old tree was pruned', () => {
    stageNew(OLD, NEW);
    swap('forward');
    rmSync(stage, { recursive: true });
    expect(state()).toBe('new');
    expect(swap('reverse').status).not.toBe(0);
    expect(readTree(root)).toEqual(NEW);
  });

  it('passes over the lock of a holder that is gone', () => {
    stageNew(OLD, NEW);
    symlinkSync('another-container:1', join(stage, 'lock'));
    expect(swap('forward').stdout).toBe('RC-MEDIA new\n');
    expect(readdirSync(stage)).not.toContain('lock');
  });

  it('leaves lost+found where it is', () => {
    stageNew({ ...OLD, 'lost+found/x': 'fs' }, NEW);
    swap('forward');
    expect(readTree(root)).toEqual({ ...NEW, 'lost+found/x': 'fs' });
  });
});

describe.each(hostShells().map((shell) => [shell.name, shell] as const))('catch-up with %s', (_, shell) => {
  const env = () => ({
    RC_ROOT: root,
    RC_JOB: 'the-job',
    RC_SHORT: SHORT,
    RC_FOLDER: '',
    RC_MODE: 'merge',
  });
  const swap = (verb: string) => shell.run(MEDIA_SWAP_SCRIPT, { args: [verb], env: env() });

  /** What staging leaves: hard links of the live files, the archive's over them and alone. */
  function stageMerge(live: Tree, archive: Tree): void {
    plantTree(root, live);
    plantTree(join(stage, 'archive'), archive);
    const link = `cd "$1" && : >"$2/stamp" && sleep 1 && mkdir "$2/new" &&
      find . -mindepth 1 -maxdepth 1 ! -name .restore-console -exec cp -al {} "$2/new/" ';' &&
      cp -RPlf "$2/archive/." "$2/new/" && printf 'restore-console\\njob the-job\\n' >"$2/new/.restore-console-tree"`;
    expect(shell.run(link, { args: [root, stage] }).stderr).toBe('');
  }

  it('adds files born and replaced since staging, at any depth, and lets the archive’s win', async () => {
    stageMerge(
      { 'a.jpg': 'live', 'b.jpg': 'live', 'deep/er/c': 'live' },
      { 'b.jpg': 'archive', 'deep/d': 'archive' },
    );
    plantTree(root, {
      'born.jpg': 'born',
      'deep/er/born': 'born',
      '.dot/-x y': 'born',
      'deep/d': 'live now',
    });
    rmSync(join(root, 'a.jpg'));
    writeFileSync(join(root, 'a.jpg'), 'replaced');
    symlinkSync('a.jpg', join(root, 'link'));
    const caught = swap('catch-up');
    expect(caught.stderr).toBe('');
    expect(caught.stdout).toBe('RC-MEDIA caught-up 5\n');
    expect(swap('catch-up').stdout).toBe('RC-MEDIA caught-up 0\n');
    plantTree(root, { 'last.jpg': 'last' });
    expect(swap('forward').stdout).toBe('RC-MEDIA new\n');
    expect(readTree(root)).toEqual({
      'a.jpg': 'replaced',
      'b.jpg': 'archive',
      'deep/er/c': 'live',
      'deep/d': 'archive',
      'born.jpg': 'born',
      'deep/er/born': 'born',
      '.dot/-x y': 'born',
      link: '-> a.jpg',
      'last.jpg': 'last',
    });
    swap('reverse');
    expect(readTree(root)['b.jpg']).toBe('live');
  });

  it('refuses once moves have begun', () => {
    stageMerge({ a: 'live' }, { b: 'archive' });
    swap('forward');
    expect(swap('catch-up').status).not.toBe(0);
  });
});
