import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import { recoverJob } from '../../../main/restore/recover';
import { recoverTurn } from '../../../main/restore/rollback/recover-turn';
import { LivingRuns, type OwnedRun } from '../../../main/restore/run/living-runs';
import type { RunProducts } from '../../../main/restore/run/run-context';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { runJob } from '../../../main/restore/run/run-job';
import type { OpenOutcome } from '../../../main/restore/target-session';
import type { Job, JobStep } from '../../../shared/restore/job';
import { restoreOptionsSchema } from '../../../shared/restore/plan';
import { emptyRunState } from '../../../shared/restore/run-state';
import type { StepId } from '../../../shared/restore/steps';
import { MemoryJobStore } from '../../support/sample-context';
import { sampleContainer, sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const clock = { now: () => new Date('2026-02-01T12:00:00Z'), ticks: () => 0 };
const operator = { name: 'me', machine: 'here' };
const refused = (step: StepId) => ({
  kind: 'refused',
  error: { code: 'cancel-refused', params: { step } },
});

/** A job of which the cutover is in that state, as its record on a host tells it. */
function jobWith(state: JobStep['state']): Job {
  const step = { started_at: null, duration_seconds: null, bytes: null, parts: [] };
  return sampleJob({ status: 'interrupted', steps: [{ ...step, id: 'cutover', state }] });
}

/** Owns a run that does what it is given; `stop` ends it. */
function own(work: (run: OwnedRun) => Promise<Partial<Job>>, job = sampleJob(), session?: unknown) {
  const jobs = new MemoryJobStore();
  jobs.create(job);
  const open = async () => ({ kind: 'open', session }) as unknown as OpenOutcome;
  const living = new LivingRuns({ jobs, sessions: { open }, clock, redact: (text) => text });
  const profile = sampleProfile({ health: null, services: [], media: null });
  const { done } = living.own(job, profile, work);
  return { done, jobs, job, cancel: () => living.cancel(job.id) };
}

/** The events of a run between its cutover and what comes after it, while its record is written on the host. */
function betweenSteps(run: OwnedRun): void {
  const target = { target: 't', environment: 'other', filename: 'f' } as const;
  run.recorder.emit({ type: 'run-started', ...target, steps: ['load', 'cutover', 'after'] });
  run.recorder.emit({ type: 'step-started', step: 'cutover' });
  run.recorder.emit({ type: 'step-finished', step: 'cutover', state: 'done', parts: [] });
}

test('a cancel between the cutover and what comes after it is refused', async () => {
  const { done, cancel } = own(async (run) => {
    betweenSteps(run);
    await new Promise((resolve) => setTimeout(resolve, 10));
    return { status: run.signal.aborted ? 'cancelled' : 'completed' };
  });
  expect(cancel()).toEqual(refused('cutover'));
  await vi.advanceTimersByTimeAsync(10);
  expect((await done).status).toBe('completed');
});

test('another process that asks too late is refused, which the run says once, and its question does not count later', async () => {
  const { done, jobs } = own(async (run) => {
    betweenSteps(run);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    return { status: run.signal.aborted ? 'cancelled' : 'completed' };
  });
  let asked = true;
  jobs.beat = () => {
    const cancelRequested = asked;
    asked = false;
    return { cancelRequested };
  };
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await done).toMatchObject({
    status: 'completed',
    warnings: [{ code: 'cancel-refused', params: { step: 'cutover' } }],
  });
});

test('a cancel before any cutover is followed, by the question of another process too', async () => {
  const { done, jobs } = own(async (run) => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    return { status: run.signal.aborted ? 'cancelled' : 'completed' };
  });
  jobs.beat = () => ({ cancelRequested: true });
  await vi.advanceTimersByTimeAsync(600);
  expect(await done).toMatchObject({ status: 'cancelled', warnings: [] });
});

test('a history that cannot be written keeps nobody from cancelling', async () => {
  const { done, jobs } = own(async (run) => {
    await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
    return { status: 'cancelled' };
  });
  const { saveState } = jobs;
  let asked = true;
  jobs.beat = () => {
    const cancelRequested = asked;
    asked = false;
    return { cancelRequested };
  };
  jobs.saveState = (state) => {
    jobs.saveState = saveState;
    throw new Error(`disk full at ${state.lastSeq}`);
  };
  await vi.advanceTimersByTimeAsync(500);
  expect((await done).status).toBe('cancelled');
});

test.each<[JobStep['state'], string]>([
  ['running', 'cancel-refused'],
  ['failed', 'cancel-refused'],
  ['waiting', 'asked'],
])('while the lock of a job is waited for whose cutover was %s a cancel is: %s', (state, answer) => {
  const { cancel } = own(() => new Promise<never>(() => undefined), jobWith(state));
  const outcome = cancel();
  expect(outcome.kind === 'refused' ? outcome.error.code : outcome.kind).toBe(answer);
});

test('a run of another process is refused by what it has saved, one that nobody owns is no run', () => {
  const jobs = new MemoryJobStore();
  const job = jobWith('done');
  jobs.create(job);
  jobs.saveState(emptyRunState(job.id));
  const sessions = { open: () => Promise.reject(new Error('no host')) };
  const living = new LivingRuns({ jobs, sessions, clock, redact: (text) => text });
  expect(living.cancel(job.id)).toMatchObject({ error: { code: 'job-not-restorable' } });
  jobs.isOwned = () => true;
  expect(living.cancel(job.id)).toEqual(refused('cutover'));
});

/** A target whose cutover script is followed for a second, and ends with the new pair live and healthy. */
function followed(heard: () => void) {
  const container = sampleContainer('db');
  const recover = async () => {
    heard();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return { kind: 'completed', parts: [], killed: [], healthAccepted: null, downtimeSeconds: 2 };
  };
  const unlocked: string[] = [];
  const host = {
    stat: async () => null,
    list: async () => [],
    readFile: async () => null,
    writeFile: async () => undefined,
    removeFile: async () => undefined,
  };
  const docker = {
    engineId: async () => null,
    containers: async () => [],
    locks: async () => [],
    lockName: () => 'rc-lock',
    readLock: async () => null,
    resolve: async () => [],
    acquireLock: async () => ({ kind: 'acquired', containerId: 'lock' }),
    heartbeat: async () => undefined,
    releaseLock: async () => void unlocked.push('unlocked'),
  };
  const database = {
    probe: async () => ({ databases: [] }),
    holdings: async () => ({ databases: [], loaders: [] }),
  };
  const parts = { container, helperImage: 'i', cutover: { recover }, database, media: null, services: [] };
  const session = {
    profile: sampleProfile(),
    host,
    docker,
    workDirectory: async () => '/w',
    parts: async () => parts,
    close: async () => undefined,
  };
  return { session, unlocked };
}

test('a run that goes on with a cutover found begun says that the cancel asked before is not followed, and completes', async () => {
  const job = sampleJob({ restore_sql: false, restore_media: false });
  const place = jobPlace(job.id, '/w', 'a'.repeat(64), 'i');
  const planned = {
    dump: null,
    withMedia: false,
    safetyBackup: false,
    names: databaseNames('shop', job.id),
  };
  const products: RunProducts = {
    prepared: { facts: runFactsOf(sampleFacts()), planned, place },
    lockHeld: true,
    lockId: 'lock',
    cutoverBegun: true,
    done: ['preflight', 'lock', 'upload'],
  };
  const { session, unlocked } = followed(() => undefined);
  const question = {
    profile: sampleProfile({ health: null, services: [], media: null }),
    manifest: sampleManifest(),
    options: restoreOptionsSchema.parse({ restoreSql: false, restoreMedia: false }),
    ...{ uploadOnly: false, operator, clock, history: [], inspector: {} as never, products },
  };
  const asked: string[] = [];
  const { done, cancel } = own(
    async (run) => {
      // As while the lock is waited for, when nothing tells yet how far the job is.
      await new Promise((resolve) => setTimeout(resolve, 10));
      return runJob(run, question);
    },
    job,
    session,
  );
  asked.push(cancel().kind);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toEqual(['asked']);
  const end = await done;
  expect(end.status).toBe('completed');
  expect(end.warnings).toContainEqual({ code: 'cancel-refused', params: { step: 'cutover' } });
  expect(unlocked).toEqual(['unlocked']);
});

test.each<[string, (run: OwnedRun, job: Job) => Promise<Partial<Job>>]>([
  [
    'recover',
    (run, job) => {
      const question = { job, operator, clock, history: [], inspector: {} as never };
      return recoverJob(run, { ...question, profile: sampleProfile() });
    },
  ],
  [
    'a rollback that is ended',
    (run, job) => {
      const turn = { version: 1, number: 1, direction: 'back' } as const;
      return recoverTurn(run, { job, profile: sampleProfile(), clock, turn });
    },
  ],
])('a cancel while %s follows the script of a cutover is refused', async (_name, work) => {
  const answers: unknown[] = [];
  const { session } = followed(() => void setTimeout(() => answers.push(cancel()), 500));
  const job = sampleJob({ status: 'interrupted' });
  const { done, cancel } = own((run) => work(run, job), job, session);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(answers).toEqual([refused('cutover')]);
  expect((await done).warnings).toEqual([]);
});
