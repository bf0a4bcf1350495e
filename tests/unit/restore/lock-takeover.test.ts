import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attachJob } from '../../../main/restore/attach';
import { shortId } from '../../../main/restore/names';
import type { LockOwner } from '../../../main/restore/ports/docker';
import { recoverJob } from '../../../main/restore/recover';
import { LivingRuns, type OwnedRun } from '../../../main/restore/run/living-runs';
import { holdLock } from '../../../main/restore/run/take-over';
import type { OpenOutcome, TargetParts, TargetSession } from '../../../main/restore/target-session';
import { describeError } from '../../../shared/errors/error-text';
import type { Job } from '../../../shared/restore/job';
import { MemoryJobStore } from '../../support/sample-context';
import { sampleContainer } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleProfile } from '../../support/sample-profile';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const job = sampleJob({ status: 'interrupted' });
const SHORT = shortId(job.id);
const EVA = { operator: 'eva', machine: 'desk' };
const ME = { operator: 'me', machine: 'here' };
const MINUTE = 60;

interface World {
  readonly owner?: Pick<LockOwner, 'operator' | 'machine'>;
  readonly age: number | null;
  /** Helpers of the job, by the end of their names. */
  readonly helpers?: readonly { readonly step: string; readonly running: boolean }[];
  /** Folders whose cutover script lives: that of the job, or of a turn. */
  readonly script?: 'job' | 'turn';
}

/** A host with the job's lock; tells whether it was taken over. */
function host({ owner = EVA, age, helpers = [], script }: World) {
  const taken: string[] = [];
  const lock: LockOwner = {
    ...owner,
    containerId: 'their-lock',
    jobId: job.id,
    since: '2026-02-01T12:00:00Z',
    heartbeatAgeSeconds: age,
  };
  const turn = { version: 1, number: 1, direction: 'back' };
  const session = {
    profile: sampleProfile(),
    host: {
      stat: async () => ({ bytes: 1, modifiedAt: 0, directory: true }),
      list: async () => (script === 'turn' ? ['rollback-1'] : []),
      readFile: async (path: string) =>
        path.endsWith('turn.json') ? Buffer.from(JSON.stringify(turn)) : null,
    },
    docker: {
      readLock: async () => lock,
      takeOverLock: async (_request: unknown, dead: string) => {
        taken.push(dead);
        return { kind: 'acquired', containerId: 'our-lock' };
      },
      containers: async () => helpers.map(({ step, running }) => ({ name: `rc-${SHORT}-${step}`, running })),
    },
    workDirectory: async () => '/w',
    parts: async () => parts,
    close: async () => undefined,
  } as unknown as TargetSession;
  const parts = {
    container: sampleContainer('db'),
    helperImage: 'i',
    cutover: {
      isLiving: async ({ jobDir }: { readonly jobDir: string }) =>
        script !== undefined && jobDir.endsWith('/rollback-1') === (script === 'turn'),
    },
  } as unknown as TargetParts;
  return { session, parts, taken };
}

/** What becomes of a lock that is wanted to end the job, or to go on with it. */
async function wanted(world: World, wantedFor: 'ending' | 'going-on' = 'ending') {
  const { session, parts, taken } = host(world);
  const run = { lockId: null, lockLost: false, recorder: { log: () => undefined } } as unknown as OwnedRun;
  const operator = { name: ME.operator, machine: ME.machine };
  const question = { job, profile: sampleProfile(), operator, wantedFor };
  const held = holdLock(run, question, session, parts).then(
    () => null,
    (thrown: { error: { code: string; params: Record<string, unknown> } }) => thrown.error,
  );
  await vi.advanceTimersByTimeAsync(2 * MINUTE * 1000);
  return { error: await held, taken };
}

const LOAD = { step: 'load', running: true };
const LIVING: readonly (readonly [string, Omit<World, 'age'>, string])[] = [
  ['helper', { helpers: [LOAD] }, 'load'],
  ['helper for media', { helpers: [{ step: 'media-stage', running: true }] }, 'stage-media'],
  ['cutover script', { script: 'job' }, 'cutover'],
  ['script of its rollback', { script: 'turn' }, 'cutover'],
];

test.each(LIVING)(
  'another’s job whose %s lives is not ended because its console was not heard for a minute',
  async (_what, world, step) => {
    const { error, taken } = await wanted({ ...world, age: MINUTE });
    expect(error).toMatchObject({
      code: 'step-lives',
      params: { by: 'eva', machine: 'desk', step, age: 60 },
    });
    expect(taken).toEqual([]);
  },
);

test('the refusal names holder, step, the heartbeat’s age and when it may be ended, in words', async () => {
  const { error } = await wanted({ helpers: [LOAD], age: 2 * MINUTE });
  const { explanation, next } = describeError(error as never, 'en');
  expect(explanation).toContain(`Step Load the new database of job ${job.id}, by eva on desk`);
  expect(explanation).toContain('last heard 2 min 00 s ago');
  expect(next).toMatch(/^Ask eva\. The run can be ended in 16 min/);
});

test('it is never refused for less than a console waits for its lost connection', async () => {
  expect((await wanted({ helpers: [LOAD], age: 15 * MINUTE })).error?.code).toBe('step-lives');
  const later = await wanted({ helpers: [LOAD], age: 19 * MINUTE });
  expect(later).toEqual({ error: null, taken: ['their-lock'] });
});

test.each<[string, World]>([
  ['none of its steps lives', { age: MINUTE }],
  ['its helpers have ended', { age: MINUTE, helpers: [{ step: 'load', running: false }] }],
  [
    'only what waits to move media is there',
    { age: MINUTE, helpers: [{ step: 'media-mover', running: true }] },
  ],
  [
    'it is this operator’s on this machine, whose dead process is known',
    { owner: ME, age: MINUTE, helpers: [LOAD] },
  ],
])('a job is ended after half a minute of silence where %s', async (_when, world) => {
  expect(await wanted(world)).toEqual({ error: null, taken: ['their-lock'] });
});

test.each([
  ['another operator of this machine', { ...ME, operator: 'eva' }],
  ['this operator on another machine', { ...ME, machine: 'desk' }],
])('a job of %s is another’s', async (_whose, owner) => {
  const { error } = await wanted({ owner, age: MINUTE, helpers: [LOAD] });
  expect(error?.code).toBe('step-lives');
});

test('going on with another’s job ends no step of it: it is adopted after half a minute, as ever', async () => {
  const adopted = await wanted({ age: MINUTE, helpers: [LOAD] }, 'going-on');
  expect(adopted).toEqual({ error: null, taken: ['their-lock'] });
});

test('a heartbeat that cannot be read is no old one while a step lives', async () => {
  const { error, taken } = await wanted({ age: null, helpers: [LOAD] });
  expect(error?.code).toBe('lock-held');
  expect(taken).toEqual([]);
  expect((await wanted({ age: null })).taken).toEqual(['their-lock']);
});

test.each([
  ['recover', recoverJob, 'step-lives'],
  ['attach', attachJob, undefined],
] as const)('%s asks for the lock as what it is', async (_name, entrance, code) => {
  const { session, taken } = host({ age: MINUTE, helpers: [LOAD] });
  const jobs = new MemoryJobStore();
  jobs.create(job);
  const open = async () => ({ kind: 'open', session }) as unknown as OpenOutcome;
  const clock = { now: () => new Date(0), ticks: () => 0 };
  const living = new LivingRuns({ jobs, sessions: { open }, clock, redact: (text) => text });
  const operator = { name: ME.operator, machine: ME.machine };
  const profile = sampleProfile();
  const question = { job, profile, operator, clock, history: [], inspector: {} as never };
  const { done } = living.own(job, profile, (run): Promise<Partial<Job>> => entrance(run, question));
  await vi.advanceTimersByTimeAsync(2 * MINUTE * 1000);
  const end = await done;
  expect(end.status).toBe('interrupted');
  expect(taken).toEqual(code === undefined ? ['their-lock'] : []);
  if (code !== undefined) expect(end.error?.code).toBe(code);
});
