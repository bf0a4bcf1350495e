import { expect, test } from 'vitest';
import type { DockerClient } from '../../../main/docker/docker-client';
import { followHelper } from '../../../main/docker/follow-helper';
import type { MediaLocation } from '../../../main/docker/media-location';
import { stageMedia } from '../../../main/docker/media-stage';
import { jobPlace } from '../../../main/restore/names';
import { LOCK_LOST } from '../../../main/restore/ports/lock-lost';
import { sampleProfile } from '../../support/sample-profile';

/** Why a run is aborted, and whether what its step made is still the run's to clear away. */
const ABORTS = [
  ['a cancel', undefined, true],
  ['the loss of the lock', LOCK_LOST, false],
] as const;

const place = jobPlace('1f2e3d4c-0000-4000-8000-000000000001', '/w', 'a'.repeat(64), 'image');
const gone = { exitCode: 1, signal: null, stdout: '', stderr: 'Error: No such container: x' };

test.each(ABORTS)('a helper that is followed at %s goes only where it is this run’s', async (...row) => {
  const [, reason, removed] = row;
  const asked: string[] = [];
  const abort = new AbortController();
  const client = {
    prefix: ['docker'],
    host: {
      address: 'h',
      exec: async () => {
        abort.abort(reason);
        return { ...gone, exitCode: 0 };
      },
    },
    call: async (args: readonly string[]) => {
      asked.push(args.join(' '));
      return gone;
    },
  } as unknown as DockerClient;
  const helper = { name: 'rc-1f2e3d4c-load', jobDir: place.jobDir, step: 'load' };
  const exit = await followHelper(client, helper, {
    fromOffset: 0,
    onLine: () => undefined,
    signal: abort.signal,
  });
  expect(exit).toEqual({ kind: 'cancelled' });
  expect(asked).toEqual(removed ? ['rm --force --volumes rc-1f2e3d4c-load'] : []);
});

/** Stages media and is aborted in one of the helpers; gives what was removed and which helpers were started. */
async function stageAbortedIn(step: string, reason: string | undefined, exit: 'cancelled' | 'exited') {
  const touched: string[] = [];
  const started: string[] = [];
  const abort = new AbortController();
  const profile = sampleProfile();
  const location = {
    profile,
    media: profile.media,
    source: 'shop_media',
    helperImage: 'image',
    host: {
      readFile: async () => null,
      writeFile: async () => undefined,
      makeDirectory: async () => undefined,
      list: async () => ['1.sum'],
      removeFile: async (path: string) => void touched.push(path),
    },
    docker: {
      volume: async () => ({ name: 'shop_media', mountpoint: '/v' }),
      resolve: async () => [],
      startHelper: async (spec: { step: string }) => void started.push(spec.step),
      followHelper: async (
        spec: { step: string },
        { onLine }: { onLine: (line: string, next: number) => void },
      ) => {
        onLine('RC-STAGED', 0);
        if (spec.step !== step) return { kind: 'exited', exitCode: 0, logTail: '' };
        abort.abort(reason);
        return { kind: exit, exitCode: 0, logTail: '' };
      },
      removeHelper: async (name: string) => void touched.push(name),
    },
  } as unknown as MediaLocation;
  const io = { signal: abort.signal, log: () => undefined, progress: () => undefined };
  const records = async function* () {
    yield { sha256: 'a'.repeat(64), bytes: 1, path: 'a.png' };
  };
  const media = { buckets: [], files: 1, bytes: 1, folders: [] };
  const staged = await stageMedia(location, place, io, media, records());
  return { staged, touched, started };
}

const HELPERS = ['rc-1f2e3d4c-media-stage', 'rc-1f2e3d4c-media-verify'];

test.each(ABORTS)(
  'media that are being staged at %s: their helpers and lists are cleared away only where they are this run’s',
  async (_why, reason, removed) => {
    expect(await stageAbortedIn('media-stage', reason, 'cancelled')).toMatchObject({
      staged: { files: 0, checks: [] },
      touched: removed ? HELPERS : [],
    });
    const lists = `${place.jobDir}/media-check/1.sum`;
    expect((await stageAbortedIn('media-verify', reason, 'cancelled')).touched).toEqual(
      removed ? [lists, ...HELPERS] : [],
    );
  },
);

test('a tree that was built to its end when the lock was lost is verified by whoever has the lock', async () => {
  const { started, touched } = await stageAbortedIn('media-stage', LOCK_LOST, 'exited');
  expect(started).toEqual(['media-stage']);
  expect(touched).toEqual([]);
});
