import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMediaStore } from '../../main/docker/media-store';
import { jobPlace } from '../../main/restore/names';
import type { JobPlace, StepIo } from '../../main/restore/ports/step';
import type { Media } from '../../shared/manifest';
import { profileSchema } from '../../shared/profile';
import { dockerForSuite } from '../support/docker-under-test';
import { plantTree, type Tree } from '../support/planted-tree';

const { under, testHost } = dockerForSuite();
const ENTRY = 'backups-20260201-120000/gcs/tuki-media';

let place: JobPlace;
let volume: string;
let logged: string[];
let progress: number[];

beforeEach(async () => {
  const jobId = randomUUID();
  volume = `media-${under().short}-${jobId.slice(0, 8)}`;
  place = jobPlace(jobId, under().jobDir, 'archive', under().image);
  await mkdir(place.jobDir, { recursive: true });
  await mkdir(join(under().jobDir, 'archives'), { recursive: true });
  logged = [];
  progress = [];
});

function io(signal = new AbortController().signal): StepIo {
  return {
    signal,
    log: (_level, _source, text) => logged.push(text),
    progress: (bytes) => progress.push(bytes ?? 0),
  };
}

function store(mode: 'merge' | 'mirror' = 'merge', folder = '', path: string | null = null) {
  const location = path === null ? { kind: 'volume', name: volume } : { kind: 'bind', path };
  const profile = profileSchema.parse({
    version: 1,
    name: 'target',
    environment: 'other',
    host: { host: 'localhost', user: 'root', authentication: { kind: 'agent' } },
    docker: under().command,
    database: { container: { by: 'name', name: 'db' }, name: 'x', applicationRole: 'x' },
    services: [{ ref: { by: 'name', name: `app-${place.short}` }, role: 'backend' }],
    media: { location, folder, mode },
    health: null,
  });
  return createMediaStore({
    docker: under().docker,
    host: under().host,
    profile,
    helperImage: under().image,
  });
}

/** Runs sh in a container over the volume. */
function inVolume(script: string): Promise<string> {
  const mount = ['-v', `${volume}:/v`, '-w', '/v'];
  return under().client.run([
    ...['run', '--rm', '--network', 'none', ...mount, '--entrypoint', 'sh', under().image, '-c', script],
  ]);
}

async function liveFiles(): Promise<Record<string, string>> {
  const out = await inVolume(
    'find . -path ./.restore-console -prune -o -type f ! -name .restore-console-tree -exec sh -c \'for f do printf "%s=%s\\n" "$f" "$(cat "$f")"; done\' sh {} +',
  );
  const pairs = out.split('\n').filter((line) => line !== '');
  return Object.fromEntries(pairs.map((line) => line.slice(2).split('=') as [string, string]));
}

async function makeVolume(tree: Tree, owner = '1234:1234'): Promise<void> {
  await under().docker.createVolume(volume, {});
  for (const [path, content] of Object.entries(tree)) {
    await inVolume(`mkdir -p "$(dirname '${path}')"; printf %s '${content}' >'${path}'`);
  }
  await inVolume(`chown -R ${owner} .`);
}

async function archive(tree: Tree): Promise<Media> {
  const source = join(under().jobDir, `source-${place.short}`);
  const entries = Object.entries(tree).map(([path, content]) => [`${ENTRY}/${path}`, content]);
  plantTree(source, Object.fromEntries(entries));
  execFileSync('tar', ['-czf', place.archivePath, '-C', source, 'backups-20260201-120000']);
  const bytes = Object.values(tree).reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  const files = Object.keys(tree).length;
  return { buckets: [{ name: 'tuki-media', entry: ENTRY, files, bytes }], files, bytes, folders: [] };
}

async function* records(tree: Tree) {
  for (const [path, content] of Object.entries(tree)) {
    const sha256 = createHash('sha256').update(content).digest('hex');
    yield { sha256, bytes: Buffer.byteLength(content), path };
  }
}

async function swap(verb: string): Promise<string> {
  const name = `rc-${place.short}-media-mover`;
  const result = await under().docker.exec(name, ['sh', '/job/media-swap.sh', verb]);
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  return result.stdout.trim();
}

describe('the media store', () => {
  it('stages, verifies, moves in, moves back, and keeps what was moved aside until it is dropped', async () => {
    const media = store();
    const tree = { 'b.jpg': 'archive b', 'events/c d.jpg': 'archive c' };
    await makeVolume({ 'a.jpg': 'live a', 'b.jpg': 'live b' });
    const staged = await media.stage(place, io(), await archive(tree), records(tree));
    expect(staged).toMatchObject({ files: 2, bytes: 18 });
    expect(staged.checks.map((check) => [check.name, check.found, check.verdict])).toEqual([
      ['media files', '2', 'match'],
      ['media bytes', '18', 'match'],
      ['media digests', '2', 'match'],
    ]);
    expect(await liveFiles()).toEqual({ 'a.jpg': 'live a', 'b.jpg': 'live b' });
    expect(await inVolume(`stat -c '%u %a' .restore-console`)).toBe('0 700\n');

    await media.startMover(place);
    await inVolume(`printf born >born.jpg`);
    expect(await swap('catch-up')).toBe('RC-MEDIA caught-up 1');
    expect(await swap('forward')).toBe('RC-MEDIA new');
    const fresh = { 'a.jpg': 'live a', 'born.jpg': 'born', ...tree };
    expect(await liveFiles()).toEqual(fresh);
    expect(await inVolume(`stat -c %u:%g 'events/c d.jpg'`)).toBe('1234:1234\n');
    expect(await swap('reverse')).toBe('RC-MEDIA old');
    expect(await liveFiles()).toEqual({ 'a.jpg': 'live a', 'b.jpg': 'live b', 'born.jpg': 'born' });
    expect(await swap('forward')).toBe('RC-MEDIA new');

    await media.dropStage(place);
    expect(await under().docker.helperRunning(`rc-${place.short}-media-mover`)).toBe(false);
    await media.startMover(place);
    expect(await swap('state')).toBe('RC-MEDIA state new');
    expect(await media.oldPairs()).toEqual([place.short]);
    expect(await media.holdings()).toMatchObject([{ short: place.short, kind: 'old' }]);
    await media.dropOld(`.restore-console/${place.short}/old`);
    expect(await media.oldPairs()).toEqual([]);
    expect(await liveFiles()).toEqual(fresh);
    await expect(media.dropOld('../../etc')).rejects.toMatchObject({ error: { code: 'invalid-request' } });
  });

  it('starts its mover once, again after it was stopped or removed, and gives the argv that does so', async () => {
    const media = store();
    await makeVolume({ a: 'a' });
    const { name, runArgv } = await media.startMover(place);
    await media.startMover(place);
    await under().client.run(['stop', '-t', '1', name]);
    await media.startMover(place);
    expect(await swap('state')).toBe('RC-MEDIA state absent');
    await under().docker.removeHelper(name);
    await under().host.run([...runArgv]);
    expect(await swap('state')).toBe('RC-MEDIA state absent');
  });

  it('makes the volume of a first restore, with files of the service’s user', async () => {
    const media = store('merge', 'uploads');
    await under().client.run([
      ...['create', '--name', `app-${place.short}`, '-u', '4321:4322', '-v', `${volume}-x:/media`],
      ...['--label', `restore-console.job=${under().short}`, under().image],
    ]);
    expect(await media.probe()).toMatchObject({ exists: false, files: 0, bytes: 0, source: volume });
    expect(await under().docker.volume(volume)).toBeNull();
    expect(await media.freeBytes()).toBeGreaterThan(0);
    expect(await media.oldPairs()).toEqual([]);
    const tree = { 'a.jpg': 'archive' };
    await media.stage(place, io(), await archive(tree), records(tree));
    await media.startMover(place);
    await swap('forward');
    expect(await liveFiles()).toEqual({ 'uploads/a.jpg': 'archive' });
    await swap('reverse');
    expect(await inVolume('ls')).toBe('');
    await media.dropStage(place);
    expect(await inVolume('ls -A')).toBe('');
  });

  it('counts the live media, sees mounts inside them and foreign writers, and changes nothing', async () => {
    const media = store('merge', '');
    await makeVolume({ 'a.jpg': '12345', 'x/b.jpg': '678' });
    const { dbcontainer, name } = {
      dbcontainer: under().image,
      name: `foreign-${place.short}-${under().short}`,
    };
    const mounts = ['-v', `${volume}:/media`, '-v', `${volume}-nested-${under().short}:/media/x`];
    await under().client.run([
      ...['run', '-d', '--name', name, ...mounts, '--entrypoint', 'sh', dbcontainer, '-c', 'sleep 1000'],
    ]);
    const readers = ['-v', `${volume}:/media:ro`, '--entrypoint', 'sh', under().image, '-c', 'sleep 1000'];
    await under().client.run(['run', '-d', '--name', `reader-${under().short}-${place.short}`, ...readers]);
    const facts = await media.probe();
    expect(facts).toMatchObject({
      exists: true,
      files: 2,
      bytes: 8,
      nestedMounts: ['x'],
      otherWriters: [name],
    });
    expect(facts.filesystem.totalBytes).toBeGreaterThan(facts.filesystem.freeBytes);
    expect(await inVolume('ls -A')).toBe('a.jpg\nx\n');
    expect(await store('merge', 'absent').probe()).toMatchObject({ exists: false, files: 0 });
  });

  it('works in a bind-mounted folder, also one that has to be made', async () => {
    const path = join(under().jobDir, 'made', 'here');
    const media = store('mirror', '', path);
    expect(await media.probe()).toMatchObject({ exists: false });
    const tree = { 'a.jpg': 'archive' };
    await media.stage(place, io(), await archive(tree), records(tree));
    expect((await stat(path)).isDirectory()).toBe(true);
    await media.startMover(place);
    await swap('forward');
    expect(await media.probe()).toMatchObject({ exists: true, files: 1, bytes: 7, source: path });
  });

  it('tells each way a staged file can be wrong', async () => {
    const tree = { 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c' };
    const packed = await archive({ 'a.jpg': 'a', 'b.jpg': 'X', 'd.jpg': 'extra' });
    await makeVolume({});
    const { checks } = await store().stage(place, io(), packed, records(tree));
    expect(checks.map((check) => check.verdict)).toEqual(['match', 'mismatch', 'mismatch']);
    expect(checks[2]).toMatchObject({ expected: '3', found: '1', note: 'b.jpg, c.jpg' });
  });

  it('says that the archive is broken, drops the stage, and leaves the live media alone', async () => {
    const media = store();
    await makeVolume({ 'a.jpg': 'live' });
    const packed = await archive({ 'a.jpg': randomBytes(200_000).toString('hex') });
    await under().host.run(['truncate', '-s', '100000', place.archivePath]);
    await expect(media.stage(place, io(), packed, records({}))).rejects.toMatchObject({
      error: { code: 'media-failed', params: { reason: expect.stringContaining('unpacked') } },
    });
    await media.dropStage(place);
    await media.dropStage(place);
    expect(await inVolume('ls -A')).toBe('a.jpg\n');
  });

  it('ends when it is cancelled, with nothing left', async () => {
    const media = store();
    await makeVolume({ 'a.jpg': 'live' });
    const tree = { 'big.bin': randomBytes(20_000_000).toString('hex') };
    const packed = await archive(tree);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1500);
    await media.stage(place, io(controller.signal), packed, records(tree));
    expect(await under().docker.container(`rc-${place.short}-media-stage`)).toBeNull();
    await media.dropStage(place);
    expect(await inVolume('ls -A')).toBe('a.jpg\n');
  });

  it('ends before the disk that the live database shares is full', async () => {
    const media = store();
    await makeVolume({ 'a.jpg': 'live' });
    const tree = { 'b.jpg': 'archive' };
    const packed = await archive(tree);
    await testHost().fail.fill('media', 500);
    await expect(media.stage(place, io(), packed, records(tree))).rejects.toMatchObject({
      error: {
        code: 'disk-reserve-reached',
        params: { mount: volume, free: expect.any(Number), reserve: expect.any(Number) },
      },
    });
    await media.dropStage(place);
    await testHost().heal();
    expect(await inVolume('ls -A')).toBe('a.jpg\n');
  });

  it('does the same with nothing but busybox in the helper image', async () => {
    const media = store();
    const tree = { 'b.jpg': 'archive b', 'events/ñ d.jpg': 'archive c', 'back\\slash': 'odd' };
    await makeVolume({ 'a.jpg': 'live a', 'b.jpg': 'live b' });
    const busybox = { ...place, helperImage: await importBusybox() };
    const staged = await media.stage(busybox, io(), await archive(tree), records(tree));
    expect(staged.checks.map((check) => check.verdict)).toEqual(['match', 'match', 'match']);
    await media.startMover(busybox);
    expect(await swap('forward')).toBe('RC-MEDIA new');
    expect(await liveFiles()).toEqual({ 'a.jpg': 'live a', ...tree });
    expect(await swap('reverse')).toBe('RC-MEDIA old');
    expect(progress.length).toBeGreaterThan(0);
  });

  it('takes the test host’s own media as they are', async () => {
    const profile = profileSchema.parse(
      JSON.parse(execFileSync('cat', [testHost().profile], { encoding: 'utf8' })),
    );
    const media = createMediaStore({
      docker: under().docker,
      host: under().host,
      profile,
      helperImage: under().image,
    });
    const facts = await media.probe();
    expect(facts).toMatchObject({ exists: true, nestedMounts: [], otherWriters: [] });
    expect(facts.files).toBeGreaterThan(0);
  });
});

/** An image with busybox alone, as small as a helper image can be. */
async function importBusybox(): Promise<string> {
  const name = `rc-busybox-${under().short}`;
  const folder = join(under().jobDir, 'busybox');
  await under().host.run([
    ...[
      'sh',
      '-c',
      'mkdir -p "$1/bin" "$1/tmp" && cp "$(command -v busybox)" "$1/bin/busybox"',
      'sh',
      folder,
    ],
  ]);
  const applets = execFileSync('busybox', ['--list'], { encoding: 'utf8' }).split('\n');
  for (const applet of applets.filter((each) => each !== '' && each !== 'busybox')) {
    execFileSync('ln', ['-sf', 'busybox', join(folder, 'bin', applet)]);
  }
  const tarball = join(under().jobDir, 'busybox.tar');
  execFileSync('tar', ['-cf', tarball, '-C', folder, '.']);
  await under().client.run(['import', tarball, name]);
  return name;
}
