import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeRecordLists } from '../../../main/docker/media-records';
import { MEDIA_STAGE_SCRIPT } from '../../../main/docker/media-stage-script';
import { MEDIA_VERIFY_SCRIPT } from '../../../main/docker/media-verify-script';
import { createLocalHost } from '../../support/local-host';
import { fingerprint, plantTree, readTree, type Tree } from '../../support/planted-tree';
import { hostShells } from '../../support/shells';

const SHORT = '1f2e3d4c';
const BUCKET = 'backups-20260201-120000/gcs/tuki-media';
const root_ = process.getuid?.() === 0;
if (!root_) console.warn('Skipped: staging gives files to their owner, which needs root');

let folder: string;
let root: string;
let stage: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rc-stage-'));
  root = join(folder, 'volume');
  mkdirSync(root);
  stage = join(root, '.restore-console', SHORT);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }), 60_000);

/** An archive with files below the paths given; `flags` choose its compression. */
function archive(entries: Tree, flags = ['--gzip'], top = 'backups-20260201-120000'): string {
  const source = join(folder, 'source');
  rmSync(source, { recursive: true, force: true });
  plantTree(source, { 'backups-20260201-120000/cloudsql/dump.sql.gz': 'a dump', ...entries });
  const file = join(folder, 'archive.tar.gz');
  execFileSync('tar', ['-c', ...flags, '-f', file, '-C', source, top]);
  return file;
}

function inBucket(tree: Tree, bucket = BUCKET): Tree {
  return Object.fromEntries(Object.entries(tree).map(([path, content]) => [`${bucket}/${path}`, content]));
}

async function* recordsOf(tree: Tree) {
  for (const [path, content] of Object.entries(tree)) {
    const sha256 = createHash('sha256').update(content).digest('hex');
    yield { sha256, bytes: Buffer.byteLength(content), path };
  }
}

describe.skipIf(!root_).each(hostShells().map((shell) => [shell.name, shell] as const))(
  'staging with %s',
  (_, shell) => {
    function build(file: string, more: Record<string, string> = {}, buckets = [BUCKET]) {
      const env = { RC_ROOT: root, RC_JOB: 'the-job', RC_SHORT: SHORT, RC_FOLDER: '', RC_MODE: 'merge' };
      return shell.run(MEDIA_STAGE_SCRIPT, { args: buckets, env: { ...env, RC_ARCHIVE: file, ...more } });
    }
    const staged = () => readTree(join(stage, 'new'));
    async function verify(records: Tree) {
      const lists = await writeRecordLists(createLocalHost(), join(folder, 'check'), recordsOf(records));
      const env = { RC_ROOT: root, RC_JOB: 'the-job', RC_SHORT: SHORT, RC_FOLDER: '', RC_MODE: 'merge' };
      return shell.run(MEDIA_VERIFY_SCRIPT, {
        args: [String(lists.lists)],
        env: { ...env, RC_CHECK: join(folder, 'check') },
      });
    }

    it('merges the archive over hard links of the live files and leaves every live inode as it was', () => {
      plantTree(root, {
        'a.jpg': 'live a',
        'b.jpg': 'live b',
        'events/deep/c.jpg': 'live c',
        '.dot': 'live',
      });
      for (const file of ['a.jpg', 'b.jpg', 'events/deep/c.jpg']) {
        chownSync(join(root, file), 999, 998);
        chmodSync(join(root, file), 0o640);
      }
      chmodSync(join(root, 'events'), 0o2775);
      chownSync(join(root, 'events'), 999, 998);
      symlinkSync('a.jpg', join(root, 'link'));
      const before = fingerprint(root);
      const built = build(
        archive(inBucket({ 'b.jpg': 'archive b', 'events/new/d e.jpg': 'archive d', link: 'file' })),
      );
      expect(built.stderr).toBe('');
      expect(built.stdout).toMatch(/RC-STAGED\n$/);
      expect(staged()).toEqual({
        'a.jpg': 'live a',
        'b.jpg': 'archive b',
        'events/deep/c.jpg': 'live c',
        'events/new/d e.jpg': 'archive d',
        '.dot': 'live',
        link: 'file',
      });
      expect(fingerprint(root)).toEqual(before);
      expect(statSync(join(stage, 'new/a.jpg')).ino).toBe(statSync(join(root, 'a.jpg')).ino);
      const fresh = lstatSync(join(stage, 'new/events/new/d e.jpg'));
      expect([fresh.uid, fresh.gid, fresh.mode & 0o7777]).toEqual([999, 998, 0o640]);
      const kept = lstatSync(join(stage, 'new/events'));
      expect([kept.uid, kept.gid, kept.mode & 0o7777]).toEqual([999, 998, 0o2775]);
      const hidden = statSync(join(root, '.restore-console'));
      expect([hidden.uid, hidden.mode & 0o777]).toEqual([0, 0o700]);
    });

    it('begins anew over what an earlier try left, but for what somebody else wrote', () => {
      plantTree(stage, { 'stray-1-2/docs/2': 'foreign', 'extract/x': 'left', 'new/y': 'left' });
      expect(build(archive(inBucket({ 'b.jpg': 'archive b' }))).stdout).toMatch(/RC-STAGED\n$/);
      expect(staged()).toEqual({ 'b.jpg': 'archive b' });
      expect(existsSync(join(stage, 'extract'))).toBe(false);
      expect(readTree(join(stage, 'stray-1-2'))).toEqual({ 'docs/2': 'foreign' });
    });

    it('mirrors the archive alone, and takes only the bucket of a big archive', () => {
      plantTree(root, { 'a.jpg': 'live a' });
      const built = build(archive(inBucket({ 'b.jpg': 'archive b' })), { RC_MODE: 'mirror' });
      expect(built.stderr).toBe('');
      expect(staged()).toEqual({ 'b.jpg': 'archive b' });
      expect(existsSync(join(stage, 'extract'))).toBe(false);
    });

    it.each([
      ['--gzip', BUCKET],
      ['--no-auto-compress', BUCKET],
      ['--gzip', `./${BUCKET}`],
    ])('reads an archive written with %s and a folder named %s', (flag, bucket) => {
      for (const top of ['backups-20260201-120000', '.']) {
        const built = build(archive(inBucket({ 'b.jpg': 'b' }), [flag], top), {}, [bucket]);
        expect(built.stderr).toBe('');
        expect(staged()).toEqual({ 'b.jpg': 'b' });
      }
    });

    it('merges buckets in the order given and strips what Macs and we leave behind', () => {
      const second = `${BUCKET}-2`;
      const entries = {
        ...inBucket({ 'a.jpg': 'first', 'x/b.jpg': 'first', '._a.jpg': 'mac', 'x/.DS_Store': 'mac' }),
        ...inBucket({ 'a.jpg': 'second', 'x/c.jpg': 'second', '.restore-console/0/old/y': 'ours' }, second),
        ...inBucket({ '.restore-console-tree': 'restore-console\njob other\n' }, second),
      };
      const built = build(archive(entries), {}, [BUCKET, second]);
      expect(built.stderr).toBe('');
      expect(staged()).toEqual({ 'a.jpg': 'second', 'x/b.jpg': 'first', 'x/c.jpg': 'second' });
    });

    it('gives files of a first restore to whom the caller names, readable', () => {
      build(archive(inBucket({ 'a/b.jpg': 'b' })), { RC_OWNER: '1000:1001', RC_FOLDER: 'media' });
      const file = lstatSync(join(stage, 'new/a/b.jpg'));
      expect([file.uid, file.gid, file.mode & 0o777]).toEqual([1000, 1001, 0o644]);
      expect(lstatSync(join(stage, 'new/a')).mode & 0o777).toBe(0o755);
    });

    it('refuses links that lead out, devices, and a folder where the live media have a file', () => {
      const source = join(folder, 'source', BUCKET);
      const pack = () =>
        execFileSync('tar', [
          '-czf',
          join(folder, 'x.tar.gz'),
          '-C',
          join(folder, 'source'),
          'backups-20260201-120000',
        ]);
      for (const target of ['/etc/passwd', '../../x', 'a/../../x', '..']) {
        archive(inBucket({ 'a.jpg': 'a' }));
        symlinkSync(target, join(source, 'out'));
        pack();
        expect(build(join(folder, 'x.tar.gz')).stderr).toContain('leads out');
      }
      archive(inBucket({ 'a.jpg': 'a' }));
      execFileSync('mkfifo', [join(source, 'pipe')]);
      pack();
      expect(build(join(folder, 'x.tar.gz')).stderr).toContain('neither file, folder nor link');
      plantTree(root, { 'a.jpg': 'live' });
      expect(build(archive(inBucket({ 'a.jpg/b': 'b' }))).status).not.toBe(0);
      rmSync(join(root, 'a.jpg'));
      symlinkSync(tmpdir(), join(root, 'a.jpg'));
      expect(build(archive(inBucket({ 'a.jpg/rc-must-not-be': 'b' }))).status).not.toBe(0);
      expect(existsSync(join(tmpdir(), 'rc-must-not-be'))).toBe(false);
    });

    it('fails on a cut archive, a missing folder and a missing archive, and says so', () => {
      const file = archive(
        inBucket(
          Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}`, `${Math.random()}`.repeat(50)])),
        ),
      );
      const bytes = execFileSync('cat', [file]);
      writeFileSync(join(folder, 'cut.tar.gz'), bytes.subarray(0, bytes.length - 300));
      for (const [path, bucket] of [
        [join(folder, 'cut.tar.gz'), BUCKET],
        [file, 'absent'],
        [join(folder, 'none'), BUCKET],
      ] as const) {
        const built = build(path, {}, [bucket]);
        expect(built.status).not.toBe(0);
        expect(built.stdout).not.toContain('RC-STAGED');
        expect(built.stderr).toContain('media: ');
      }
    });

    it('does right by more files than fit into one command', () => {
      const name = (i: number) => `events/${'long-'.repeat(12)}${i}.jpg`;
      const many = Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [name(i), `archive ${i}`]));
      const live = Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [name(i + 600), `live ${i}`]));
      plantTree(root, live);
      for (const path of Object.keys(live)) chownSync(join(root, path), 999, 998);
      for (const path of Object.keys(live)) chmodSync(join(root, path), 0o640);
      const before = fingerprint(root);
      const built = build(archive(inBucket(many)));
      expect(built.stderr).toBe('');
      expect(staged()).toEqual({ ...live, ...many });
      expect(fingerprint(root)).toEqual(before);
      for (const path of Object.keys(many)) {
        const { uid, gid, mode } = lstatSync(join(stage, 'new', path));
        expect([uid, gid, mode & 0o777]).toEqual([999, 998, 0o640]);
      }
    });

    it('ends before the disk is full', () => {
      const file = archive(inBucket({ big: 'x'.repeat(3_000_000) }), ['--no-auto-compress']);
      const built = build(file, { RC_RESERVE_KB: '99999999999' });
      expect(built.status).toBe(75);
      expect(built.stdout).toMatch(/RC-RESERVE \d+ 99999999999/);
    });

    it('does not touch media that a job has already moved', () => {
      plantTree(stage, {
        'old/a.jpg': 'kept',
        'new/.restore-console-tree': 'restore-console\njob the-job\n',
      });
      expect(build(archive(inBucket({ a: 'a' }))).status).not.toBe(0);
      expect(readTree(join(stage, 'old'))).toEqual({ 'a.jpg': 'kept' });
    });

    it('verifies every file by digest, whatever its name', async () => {
      const odd = {
        'a b.jpg': '1',
        'back\\slash': '2',
        'new\nline': '3',
        ' lead': '4',
        '*star': '5',
        'ñ😀': '6',
        '': '',
      };
      const { '': _none, ...tree } = odd;
      plantTree(root, { live: 'not counted' });
      build(archive(inBucket(tree)));
      const bytes = Object.values(tree).join('').length;
      const good = await verify(tree);
      expect(good.stderr).toBe('');
      expect(good.stdout).toBe(`RC-HASHED ${bytes}\nRC-COUNTED 6 ${bytes} 0\n`);
      rmSync(join(stage, 'new/a b.jpg'));
      rmSync(join(stage, 'new/new\nline'));
      writeFileSync(join(stage, 'new/*star'), 'X');
      writeFileSync(join(stage, 'new/back\\slash'), 'X');
      const bad = await verify(tree);
      expect(bad.stdout).toMatch(/RC-COUNTED \d+ \d+ 4\n$/);
      expect(bad.stdout).toContain('RC-DIFFERS ./a b.jpg\n');
      expect(bad.stdout).toContain('RC-DIFFERS ./*star\n');
    });
  },
);
