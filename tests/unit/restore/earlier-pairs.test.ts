import { expect, test } from 'vitest';
import { databaseNames, jobPlace, shortId } from '../../../main/restore/names';
import type { MediaHolding } from '../../../main/restore/ports/media';
import { stepIo } from '../../../main/restore/run/execute-run';
import type { Prepared } from '../../../main/restore/run/run-context';
import { settleEarlierPairs } from '../../../main/restore/steps/earlier-pairs';
import type { TargetParts, TargetSession } from '../../../main/restore/target-session';
import type { Job } from '../../../shared/restore/job';
import { sampleContext } from '../../support/sample-context';
import { sampleContainer } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleProfile } from '../../support/sample-profile';

const OURS = sampleJob().id;
const THEIRS = 'aaaaaaaa-0000-4000-8000-000000000002';
const live = sampleProfile().database.name;
const container = sampleContainer('db');
const theirPair = databaseNames(live, THEIRS).old;
const completed = sampleJob({ id: THEIRS, status: 'completed' });

interface World {
  /** When each job was begun, as its folder says; a job without one has no folder. */
  readonly begun: Readonly<Record<string, string>>;
  readonly history?: readonly Job[];
  readonly healthProven?: boolean;
  readonly withMedia?: boolean;
  readonly theirMedia?: boolean;
  /** The other job's target, as its folder names it, of which no database is on this server. Without it: this target. */
  readonly theirTarget?: { readonly database: string; readonly container: string };
}

/** What goes when our run, its own pair moved aside, meets the pair of another completed job. */
async function settled(world: World): Promise<readonly string[]> {
  return (await settle(world)).gone;
}

/** The same, with what the run is warned of. */
async function settle(
  world: World,
): Promise<{ readonly gone: readonly string[]; readonly warnings: Job['warnings'] }> {
  const gone: string[] = [];
  const { begun, withMedia = true, theirMedia = false, theirTarget } = world;
  const theirs = theirTarget && { id: 'c-theirs', name: theirTarget.container };
  const job = (id: string) => ({
    archive_sha256: 'a'.repeat(64),
    databases: { live: (id === THEIRS && theirTarget?.database) || live },
    database_container: (id === THEIRS && theirs) || { id: container.id, name: container.name },
    engine: 'e-1',
    live_oid: null,
    started_at: begun[id],
  });
  const host = {
    list: async (path: string) => (path === '/w/jobs' ? Object.keys(begun) : []),
    stat: async () => ({ bytes: 1, modifiedAt: 0, directory: true }),
    readFile: async (path: string) => {
      const id = Object.keys(begun).find((each) => path === `/w/jobs/${each}/job.json`);
      return id === undefined ? null : Buffer.from(JSON.stringify(job(id)));
    },
    run: async () =>
      Object.keys(begun)
        .map((id) => `${id} completed\n`)
        .join(''),
    exec: async () => ({ exitCode: 0, signal: null, stdout: '', stderr: '' }),
  };
  const session = {
    profile: sampleProfile(),
    host,
    docker: {
      containers: async () => [],
      engineId: async () => 'e-1',
      lockName: () => 'rc-lock-1',
      locks: async () => [],
    },
    workDirectory: async () => '/w',
  } as unknown as TargetSession;
  const media: readonly MediaHolding[] = theirMedia
    ? [{ short: shortId(THEIRS), kind: 'old', bytes: 1, madeAt: null }]
    : [];
  const names = [live, databaseNames(live, OURS).old, ...(theirTarget ? [] : [theirPair])];
  const databases = names.map((name, index) => ({
    name,
    oid: index + 1,
    bytes: 1,
    sessions: 0,
  }));
  const parts = {
    container,
    database: {
      holdings: async () => ({ databases, loaders: [] }),
      dropOld: async (name: string) => void gone.push(name),
    },
    media: {
      holdings: async () => media,
      dropOld: async (short: string) => void gone.push(`media ${short}`),
    },
  } as unknown as TargetParts;
  const prepared = {
    planned: { dump: {}, withMedia },
    place: jobPlace(OURS, '/w', '', 'i'),
  } as unknown as Prepared;
  const { context } = sampleContext({ prepared, healthProven: world.healthProven ?? true });
  const io = stepIo(context, 'after', new AbortController().signal);
  await settleEarlierPairs(
    {
      ...context,
      history: world.history ?? [],
      session: async () => session,
      parts: async () => parts,
    },
    io,
  );
  return { gone, warnings: context.recorder.job.warnings };
}

const TEN = '2026-02-01T10:00:00.000Z';
const ELEVEN = '2026-02-01T11:00:00.000Z';

test('the pair of an earlier restore goes once this one is proven', async () => {
  expect(await settled({ begun: { [THEIRS]: TEN, [OURS]: ELEVEN } })).toEqual([theirPair]);
});

test('the media of an earlier pair go with its database', async () => {
  const gone = await settled({ begun: { [THEIRS]: TEN, [OURS]: ELEVEN }, theirMedia: true });
  expect(gone).toEqual([theirPair, `media ${shortId(THEIRS)}`]);
});

test.each<[string, World]>([
  ['of a restore begun after this one', { begun: { [THEIRS]: ELEVEN, [OURS]: TEN } }],
  ['of a restore begun in the same moment', { begun: { [THEIRS]: TEN, [OURS]: TEN } }],
  [
    'whose job has no folder, whatever this history says',
    { begun: { [OURS]: ELEVEN }, history: [completed] },
  ],
  ['where this run has no folder to be compared by', { begun: { [THEIRS]: TEN }, history: [completed] }],
  ['whose folder tells no time', { begun: { [THEIRS]: 'yesterday', [OURS]: ELEVEN }, history: [completed] }],
  [
    'where health was not proven on the new one',
    { begun: { [THEIRS]: TEN, [OURS]: ELEVEN }, healthProven: false },
  ],
  [
    'with media that this run has not replaced',
    { begun: { [THEIRS]: TEN, [OURS]: ELEVEN }, theirMedia: true, withMedia: false },
  ],
])('a pair %s stays', async (_which, world) => {
  expect(await settled(world)).toEqual([]);
});

test('what stays of earlier runs is told, with what prune would free; where nothing stays, nothing is', async () => {
  const begun = { [THEIRS]: TEN, [OURS]: ELEVEN };
  const stays = await settle({ begun, theirMedia: true, withMedia: false });
  expect(stays.warnings).toEqual([
    {
      code: 'prune-would-free',
      params: {
        target: sampleProfile().name,
        pairs: 1,
        archives: 0,
        backups: 0,
        bytes: 2,
        oldest: TEN,
      },
    },
  ]);
  expect((await settle({ begun })).warnings).toEqual([]);
});

test.each([
  ['of another database', { database: 'wiki', container: 'wiki-db-1' }],
  ['whose application is down just now', { database: live, container: 'shop2-db-1' }],
])(
  'the media of another target %s in the same volume stay, and are not told as what prune would free',
  async (_which, theirTarget) => {
    const begun = { [THEIRS]: TEN, [OURS]: ELEVEN };
    expect(await settle({ begun, theirMedia: true, theirTarget })).toEqual({ gone: [], warnings: [] });
  },
);
