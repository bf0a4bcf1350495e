import { expect, test } from 'vitest';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import type { CutoverOutcome } from '../../../main/restore/ports/cutover';
import { executeRun, type Phase } from '../../../main/restore/run/execute-run';
import { jobEnd } from '../../../main/restore/run/job-end';
import type { RunContext, RunProducts, Step, StepResult } from '../../../main/restore/run/run-context';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { cutover } from '../../../main/restore/steps/cutover';
import type { TargetParts, TargetSession } from '../../../main/restore/target-session';
import { fail } from '../../../shared/errors/app-error';
import { sampleContext } from '../../support/sample-context';
import { sampleFacts } from '../../support/sample-facts';

/** A run of steps that say what happened to them; `abort` is its cancel. */
function run(products: RunProducts = {}) {
  const { context } = sampleContext(products);
  const diary: string[] = [];
  const abort = new AbortController();
  const step = (id: Step['id'], work: () => Promise<StepResult>): Step => ({
    id,
    run: () => {
      diary.push(`run ${id}`);
      return work();
    },
    leave: async () => void diary.push(`leave ${id}`),
  });
  const done = async (): Promise<StepResult> => ({ kind: 'done' });
  const cut = step('cutover', async () => {
    products.cutoverBegun = true;
    return { kind: 'done' };
  });
  const execute = async (
    phases: readonly Phase[],
    change: Partial<RunContext> = {},
    back: (signal: AbortSignal) => Promise<boolean> = async () => true,
  ) => {
    const end = await executeRun({ ...context, ...change }, phases, abort.signal, back);
    return { end, job: jobEnd(context.recorder.job, end, products, new Date(), false) };
  };
  return { products, diary, abort, step, done, cut, execute };
}

test('a cancel while the end of the cutover is written down does not keep the run from its own end', async () => {
  const { products, diary, abort, step, done, cut, execute } = run();
  const checkpoint = async (): Promise<void> => {
    if (products.done?.includes('cutover')) abort.abort();
  };
  const { job } = await execute([[[step('load', done)]], [[cut]], [[step('after', done)]]], { checkpoint });
  expect(job.status).toBe('completed');
  expect(diary).toEqual(['run load', 'run cutover', 'run after']);
});

test('a lock that is lost there does: what comes after the cutover is the other console’s', async () => {
  const { products, diary, step, done, cut, execute } = run();
  const { end } = await execute([[[cut]], [[step('after', done)]]], {
    lockLost: () => products.done?.includes('cutover') ?? false,
  });
  expect(end).toMatchObject({ kind: 'adrift', error: { code: 'lock-lost' } });
  expect(diary).toEqual(['run cutover']);
});

test('a cancel that was asked before the cutover was found begun ends nothing of it', async () => {
  const { diary, abort, step, done, cut, execute } = run({ cutoverBegun: true, done: ['load'] });
  abort.abort();
  const { job } = await execute([[[step('load', done)]], [[cut]], [[step('after', done)]]]);
  expect(job.status).toBe('completed');
  expect(diary).toEqual(['run cutover', 'run after']);
});

test.each<[string, () => Promise<StepResult>, string]>([
  ['calls itself cancelled', async () => ({ kind: 'cancelled' }), 'interrupted'],
  ['fails', () => Promise.reject(fail('docker-not-running', { host: 'h' })), 'docker-not-running'],
])(
  'a step that %s once the cutover has begun, with a cancel asked, leaves the job interrupted',
  async (_how, work, code) => {
    const { diary, abort, step, cut, execute } = run();
    const after = step('after', () => {
      abort.abort();
      return work();
    });
    const { end, job } = await execute([[[cut]], [[after]]]);
    expect(end).toMatchObject({ kind: 'adrift', error: { code } });
    expect(job).toMatchObject({ status: 'interrupted', error: { code } });
    expect(job.outcome).toBeUndefined();
    expect(diary).toEqual(['run cutover', 'run after']);
  },
);

test('a host that is lost after the cutover has begun is waited for in full, and given up as interrupted', async () => {
  const { abort, step, execute } = run({ cutoverBegun: true });
  abort.abort();
  const lost = step('cutover', () => Promise.reject(fail('connection-lost', { host: 'h', reason: 'cut' })));
  const waited: boolean[] = [];
  const { job } = await execute([[[lost]]], {}, async (signal) => {
    waited.push(signal.aborted);
    return false;
  });
  expect(waited).toEqual([false]);
  expect(job).toMatchObject({ status: 'interrupted', error: { code: 'connection-lost' } });
});

/** Goes on with a cutover whose script was written and never started, with a cancel asked meanwhile or not. */
async function adoptNeverStarted(cancelled: boolean) {
  const { context } = sampleContext({ cutoverBegun: true });
  const { id } = context.recorder.job;
  const planned = { dump: null, withMedia: false, safetyBackup: false, names: databaseNames('shop', id) };
  const place = jobPlace(id, '/w', 'a'.repeat(64), 'image');
  context.products.prepared = { facts: runFactsOf(sampleFacts()), planned, place };
  const diary: string[] = [];
  const outcome: CutoverOutcome = {
    kind: 'completed',
    parts: [],
    killed: [],
    healthAccepted: null,
    downtimeSeconds: 2,
  };
  const session = { docker: { resolve: async () => [] }, host: {} } as unknown as TargetSession;
  const parts = {
    cutover: {
      recover: async () => ({ kind: 'not-begun' }),
      run: async (_spec: unknown, _said: unknown, onLaunch: () => void) => {
        onLaunch();
        diary.push('begun');
        return outcome;
      },
    },
  } as unknown as TargetParts;
  const staged: Step = {
    id: 'stage-media',
    run: async () => ({ kind: 'done' }),
    leave: async () => void diary.push('stage dropped'),
  };
  const profile = { ...context.profile, health: null, postCommands: [], services: [], media: null };
  const whole = { ...context, profile, session: async () => session, parts: async () => parts };
  whole.products.done = ['stage-media'];
  const abort = new AbortController();
  if (cancelled) abort.abort();
  const end = await executeRun(whole, [[[staged]], [[cutover]]], abort.signal, async () => true);
  return { kind: end.kind, diary };
}

test('a cutover that turns out never to have started is begun, or not begun where a cancel was asked', async () => {
  expect(await adoptNeverStarted(false)).toEqual({ kind: 'completed', diary: ['begun'] });
  expect(await adoptNeverStarted(true)).toEqual({ kind: 'cancelled', diary: ['stage dropped'] });
});
