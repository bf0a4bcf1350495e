import { expect, test } from 'vitest';
import type { DatabaseServer } from '../../../main/restore/ports/database';
import type { Docker, LockOutcome } from '../../../main/restore/ports/docker';
import type { RemoteHost } from '../../../main/restore/ports/host';
import type { MediaHolding, MediaStore } from '../../../main/restore/ports/media';
import type { JobPlace } from '../../../main/restore/ports/step';
import { pruneTarget } from '../../../main/restore/prune/prune-target';
import { fail } from '../../../shared/errors/app-error';
import { sampleContainer } from '../../support/sample-facts';
import { sampleProfile } from '../../support/sample-profile';

const JOB = '1f2e3d4c-0000-4000-8000-000000000000';
const SHORT = '1f2e3d4c';

/** A target with one old pair, one archive and one job folder; writes down what is done to it. */
function target(
  faults: {
    readonly dropOld?: Error;
    readonly dropStage?: Error;
    readonly removeFile?: Error;
    readonly lock?: LockOutcome;
    /** Of the heartbeats after the first thing is gone. */
    readonly heartbeat?: Error;
  } = {},
  kind: MediaHolding['kind'] = 'old',
) {
  const diary: string[] = [];
  const live = sampleProfile().database.name;
  const old = `${live}__rc_old_${SHORT}`;
  const held: { jobId: string | null } = { jobId: null };
  const owner = { operator: 'me', machine: 'here', since: '', heartbeatAgeSeconds: 0, containerId: 'c' };
  const files: Record<string, readonly string[]> = {
    '/w/archives': [`${'a'.repeat(64)}.tar.gz`],
    '/w/jobs': [JOB],
  };
  const host = {
    list: async (path: string) => files[path] ?? [],
    stat: async (path: string) => ({ bytes: 10, modifiedAt: 0, directory: path.endsWith(JOB) }),
    readFile: async () => null,
    run: async () => '',
    exec: async (argv: readonly string[]) => {
      if (argv[0] === 'rm') diary.push(`remove ${argv.at(-1)}`);
      return { exitCode: 0, signal: null, stdout: '', stderr: '' };
    },
    removeFile: async (path: string) => {
      if (faults.removeFile) throw faults.removeFile;
      diary.push(`remove ${path}`);
    },
  } as unknown as RemoteHost;
  const docker = {
    containers: async () => [],
    engineId: async () => 'e-1',
    lockName: () => 'rc-lock-1',
    locks: async () =>
      held.jobId === null ? [] : [{ ...owner, jobId: held.jobId, name: 'rc-lock-1', database: live }],
    acquireLock: async ({ jobId }: { jobId: string }) => {
      if (faults.lock) return faults.lock;
      held.jobId = jobId;
      diary.push('lock');
      return { kind: 'acquired', containerId: 'lock-of-ours' };
    },
    heartbeat: async (id: string) => {
      if (id !== 'lock-of-ours') throw fail('container-missing', { container: id, candidates: '' });
      if (faults.heartbeat && diary.some((word) => word.startsWith('gone '))) throw faults.heartbeat;
    },
    releaseLock: async () => {
      held.jobId = null;
      diary.push('unlock');
    },
  } as unknown as Docker;
  const database = {
    holdings: async () => ({
      databases: [
        { name: live, oid: 2, bytes: null, sessions: 1 },
        { name: old, oid: 1, bytes: 100, sessions: 0 },
      ],
      loaders: [],
    }),
    dropOld: async (name: string) => {
      if (faults.dropOld) throw faults.dropOld;
      diary.push(`drop ${name}`);
    },
  } as unknown as DatabaseServer;
  const media = {
    holdings: async () => [{ short: SHORT, kind, bytes: 50, madeAt: null }],
    dropStage: async (place: JobPlace) => {
      if (faults.dropStage) throw faults.dropStage;
      diary.push(`drop stage ${place.short}`);
    },
    dropOld: async (name: string) => void diary.push(`drop media ${name}`),
  } as unknown as MediaStore;
  const unused = () => Promise.reject(new Error('not expected in this test'));
  const parts = {
    container: sampleContainer('db'),
    helperImage: 'i',
    database,
    media,
    cutover: { run: unused, recover: unused, isLiving: unused },
    afterCommands: { run: unused, remove: unused },
    services: [],
  };
  const abort = new AbortController();
  const prune = () =>
    pruneTarget({
      session: {
        profile: sampleProfile(),
        host,
        docker,
        workDirectory: async () => '/w',
        parts: async () => parts,
        close: async () => undefined,
      },
      parts,
      history: () => [],
      selection: { groups: [], items: null },
      operator: { name: 'me', machine: 'here' },
      newId: () => '1',
      signal: abort.signal,
      onRemoved: (item) => void diary.push(`gone ${item.kind}`),
    });
  return { diary, prune, abort, old };
}

test('everything goes under the lock: of a pair the database first, then the media; the job’s folder last', async () => {
  const { diary, prune, old } = target();
  const report = await prune();
  expect(diary).toEqual([
    'lock',
    `drop ${old}`,
    `drop media ${SHORT}`,
    'gone old-pair',
    `remove /w/archives/${'a'.repeat(64)}.tar.gz`,
    'gone archive',
    `remove /w/jobs/${JOB}`,
    'gone job-folder',
    'unlock',
  ]);
  expect(report).toMatchObject({ freed_bytes: 160, kept: [], error: null });
});

test.each(['staged', 'rest'] as const)(
  'media that are %s go with what jobs leave there of others',
  async (kind) => {
    const { diary, prune } = target({}, kind);
    const report = await prune();
    expect(diary.slice(3)).toContain(`drop stage ${SHORT}`);
    expect(diary[diary.indexOf(`drop stage ${SHORT}`) + 1]).toBe(`drop media ${SHORT}`);
    expect(report.removed.map((each) => each.kind)).toContain('stage');
  },
);

test('a database that cannot be dropped keeps its media and its job’s folder, and the rest goes on', async () => {
  const { diary, prune } = target({ dropOld: fail('command-failed', { command: 'psql', exitCode: 3 }) });
  const report = await prune();
  expect(diary).not.toContain(`drop media ${SHORT}`);
  expect(report.removed.map((each) => each.kind)).toEqual(['archive']);
  expect(report.kept.map((each) => [each.kind, each.reason])).toEqual([
    ['old-pair', 'failed'],
    ['job-folder', 'pair-first'],
  ]);
  expect(report.error).toMatchObject({ code: 'command-failed' });
});

test('media that cannot be removed keep the job’s folder, which alone tells whose they are', async () => {
  const { prune } = target({ dropStage: fail('media-failed', { reason: 'stage-not-removed' }) }, 'staged');
  const report = await prune();
  expect(report.kept.map((each) => [each.kind, each.reason])).toEqual([
    ['stage', 'failed'],
    ['job-folder', 'media-first'],
  ]);
});

test('a lost connection ends it; what was not reached says so', async () => {
  const { prune } = target({ removeFile: fail('connection-lost', { host: 'h', reason: 'cut' }) });
  const report = await prune();
  expect(report.removed.map((each) => each.kind)).toEqual(['old-pair']);
  expect(report.kept.map((each) => each.reason)).toEqual(['failed', 'not-reached']);
  expect(report.error).toMatchObject({ code: 'connection-lost' });
});

test('a run that took the target in between is named, and nothing is touched', async () => {
  const owner = {
    operator: 'ana',
    machine: 'laptop',
    jobId: 'x',
    since: '',
    heartbeatAgeSeconds: 1,
    containerId: 'c',
  };
  const { diary, prune } = target({ lock: { kind: 'held', owner } });
  const report = await prune();
  expect(diary).toEqual([]);
  expect(report).toMatchObject({ removed: [], error: { code: 'lock-held', params: { by: 'ana' } } });
  expect(report.kept.every((each) => each.reason !== null)).toBe(true);
});

test('asked to end, it removes nothing more and gives the target free', async () => {
  const { diary, prune, abort } = target();
  abort.abort();
  const report = await prune();
  expect(diary).toEqual(['lock', 'unlock']);
  expect(report).toMatchObject({ removed: [], error: { code: 'cancelled' } });
});

test('a lock that is gone after the first thing ends it: nothing else is removed, and it is told as not reached', async () => {
  const { diary, prune } = target({
    heartbeat: fail('container-missing', { container: 'lock-of-ours', candidates: '' }),
  });
  const report = await prune();
  expect(diary.filter((word) => word.startsWith('gone '))).toEqual(['gone old-pair']);
  expect(diary.filter((word) => word.startsWith('remove '))).toEqual([]);
  expect(report.removed.map((each) => each.kind)).toEqual(['old-pair']);
  expect(report.kept.map((each) => [each.kind, each.reason])).toEqual([
    ['archive', 'not-reached'],
    ['job-folder', 'not-reached'],
  ]);
  expect(report.error).toEqual({ code: 'lock-lost', params: { job: 'prune-1' } });
});

test('a lock that cannot be asked is taken for held: everything goes', async () => {
  const { prune } = target({ heartbeat: fail('docker-not-running', { host: 'h' }) });
  const report = await prune();
  expect(report.removed.map((each) => each.kind)).toEqual(['old-pair', 'archive', 'job-folder']);
  expect(report).toMatchObject({ kept: [], error: null });
});
