import { expect, test } from 'vitest';
import { executeRun, type Phase, stepsOf } from '../../../main/restore/run/execute-run';
import { jobEnd } from '../../../main/restore/run/job-end';
import { runPhases } from '../../../main/restore/run/phases';
import type { RunProducts, Step, StepResult } from '../../../main/restore/run/run-context';
import { fail } from '../../../shared/errors/app-error';
import { STEP_IDS } from '../../../shared/restore/steps';
import { sampleContext } from '../../support/sample-context';
import { sampleJob } from '../../support/sample-job';

/** Steps that write down what happened to them, in order. */
function scripted(diary: string[], products: RunProducts = {}) {
  const { context, events } = sampleContext(products);
  const step = (id: Step['id'], run: Step['run'] = async () => ({ kind: 'done' })): Step => ({
    id,
    run: async (each, io) => {
      diary.push(`run ${id}`);
      return run(each, io);
    },
    leave: async () => void diary.push(`leave ${id}`),
  });
  const execute = (
    phases: readonly Phase[],
    signal = new AbortController().signal,
    back = async (): Promise<boolean> => true,
  ) => executeRun(context, phases, signal, back);
  return { context, events, step, execute };
}

const untilAborted = (_context: unknown, io: { signal: AbortSignal }): Promise<StepResult> =>
  new Promise((resolve) => io.signal.addEventListener('abort', () => resolve({ kind: 'cancelled' })));

test('phases follow each other and a completed run takes nothing back', async () => {
  const diary: string[] = [];
  const { step, execute } = scripted(diary);
  const end = await execute([[[step('lock')]], [[step('load'), step('verify')]], [[step('after')]]]);
  expect(end).toEqual({ kind: 'completed' });
  expect(diary).toEqual(['run lock', 'run load', 'run verify', 'run after']);
});

test('a failure takes back what was begun, last first, and starts nothing more', async () => {
  const diary: string[] = [];
  const { step, execute } = scripted(diary);
  const broken = step('load', async () => {
    throw fail('load-failed', { database: 'fresh' });
  });
  const end = await execute([[[step('lock')]], [[broken, step('verify')]], [[step('cutover')]]]);
  expect(end).toMatchObject({ kind: 'failed', step: 'load', error: { code: 'load-failed' } });
  expect(diary).toEqual(['run lock', 'run load', 'leave load', 'leave lock']);
});

test('what another console has taken over is left to it, also when that is learnt only while it is taken back', async () => {
  const diary: string[] = [];
  const { step, context } = scripted(diary);
  let lost = false;
  let asked = 0;
  const fenced = {
    ...context,
    lockLost: () => lost,
    fence: async () => {
      asked += 1;
      // The host is away when the run ends, and back with another console when it is taken back.
      if (asked <= 2) throw fail('host-unreachable', { host: 'h', port: 22, reason: 'away' });
      lost = true;
      throw fail('lock-lost', { job: 'j' });
    },
  };
  const broken = step('load', async () => {
    throw fail('load-failed', { database: 'fresh' });
  });
  const end = await executeRun(
    fenced,
    [[[step('lock')]], [[broken]]],
    new AbortController().signal,
    async () => true,
  );
  expect(end).toMatchObject({ kind: 'adrift', error: { code: 'lock-lost' } });
  expect(diary).toEqual(['run lock', 'run load']);
});

test('a lock that is there and cannot be written to keeps nothing from being taken back', async () => {
  const diary: string[] = [];
  const { step, context } = scripted(diary);
  const full = {
    ...context,
    fence: () => Promise.reject(fail('command-failed', { command: 'docker exec', exitCode: 1 })),
  };
  const broken = step('load', async () => {
    throw fail('load-failed', { database: 'fresh' });
  });
  const end = await executeRun(full, [[[broken]]], new AbortController().signal, async () => true);
  expect(end).toMatchObject({ kind: 'failed', error: { code: 'load-failed' } });
  expect(diary).toEqual(['run load', 'leave load']);
});

test('a chain that fails ends the one beside it, and is the reason given', async () => {
  const diary: string[] = [];
  const { step, execute, context } = scripted(diary);
  const broken = step('stage-media', async () => {
    throw fail('media-failed', { reason: 'disk' });
  });
  const end = await execute([[[step('load', untilAborted)], [broken]]]);
  expect(end).toMatchObject({ kind: 'failed', step: 'stage-media' });
  expect(context.recorder.state.steps).toEqual([]);
  expect(diary.filter((line) => line.startsWith('leave'))).toEqual(['leave stage-media', 'leave load']);
});

test('a fork begins when what comes before it has ended, and its chains run beside each other and the neighbour', async () => {
  const diary: string[] = [];
  const { step, execute } = scripted(diary);
  let backedUp = (): void => undefined;
  const backup = step('safety-backup', () => {
    return new Promise((resolve) => {
      backedUp = () => resolve({ kind: 'done' });
    });
  });
  const verify = step('verify', async () => {
    backedUp();
    return { kind: 'done' };
  });
  const fork = [[step('load'), verify], [step('stage-media')]];
  const end = await execute([[[step('upload'), { fork }], [backup]], [[step('cutover')]]]);
  expect(end).toEqual({ kind: 'completed' });
  expect(diary.indexOf('run stage-media')).toBeLessThan(diary.indexOf('run verify'));
  expect(diary[0]).toBe('run upload');
  expect(diary.at(-1)).toBe('run cutover');
});

test('a failure in a fork ends its neighbours there and beside it, and nothing follows it', async () => {
  const diary: string[] = [];
  const { step, execute } = scripted(diary);
  const broken = step('stage-media', async () => {
    throw fail('media-failed', { reason: 'disk' });
  });
  const fork = [[step('load', untilAborted), step('merge')], [broken]];
  const end = await execute([
    [[step('upload'), { fork }, step('verify')], [step('safety-backup', untilAborted)]],
    [[step('cutover')]],
  ]);
  expect(end).toMatchObject({ kind: 'failed', step: 'stage-media' });
  expect(diary.filter((line) => line.startsWith('run'))).toEqual([
    ...['run upload', 'run safety-backup', 'run load', 'run stage-media'],
  ]);
  expect(diary.filter((line) => line.startsWith('leave'))).toEqual([
    ...['leave stage-media', 'leave load', 'leave safety-backup', 'leave upload'],
  ]);
});

test('the steps of a run are told in their own order, however they run', () => {
  const shape = { database: true, media: true, safetyBackup: true, uploadOnly: false };
  expect(stepsOf(runPhases(shape))).toEqual(STEP_IDS);
  const sent = ['preflight', 'lock', 'upload', 'after'];
  // Administrators of the live database are read when all that takes long has ended.
  const phases = runPhases(shape).map((phase) => stepsOf([phase]));
  expect(phases[2]).toEqual(['upload', 'safety-backup', 'load', 'stage-media']);
  expect(phases[3]).toEqual(['merge', 'verify']);
  expect(stepsOf(runPhases({ ...shape, uploadOnly: true }))).toEqual(sent);
});

test('cancel ends the running step by its rule, takes everything back, and is no failure', async () => {
  const diary: string[] = [];
  const { step, execute } = scripted(diary);
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 5);
  const end = await execute(
    [[[step('lock')]], [[step('load', untilAborted)]], [[step('cutover')]]],
    abort.signal,
  );
  expect(end).toEqual({ kind: 'cancelled', step: 'load' });
  expect(diary).toEqual(['run lock', 'run load', 'leave load', 'leave lock']);
});

test('a lost connection repeats the step after the host is back', async () => {
  const diary: string[] = [];
  const { step, execute } = scripted(diary);
  let tries = 0;
  const shaky = step('upload', async () => {
    tries += 1;
    if (tries < 3) throw fail('connection-lost', { host: 'h', reason: 'cut' });
    return { kind: 'done' };
  });
  expect(await execute([[[shaky]]])).toEqual({ kind: 'completed' });
  expect(diary).toEqual(['run upload', 'run upload', 'run upload']);
});

test('once the cutover has begun nothing is taken back: the run is adrift and asks for recover', async () => {
  const diary: string[] = [];
  const products: RunProducts = {};
  const { step, execute } = scripted(diary, products);
  const cut = step('cutover', async () => {
    products.cutoverBegun = true;
    throw fail('connection-lost', { host: 'h', reason: 'cut' });
  });
  const end = await execute([[[step('load')]], [[cut]]], undefined, async () => false);
  expect(end).toMatchObject({ kind: 'adrift' });
  expect(diary).toEqual(['run load', 'run cutover']);
  expect(jobEnd(sampleJob(), end, products, new Date(), false)).toMatchObject({ status: 'interrupted' });
});

test('a run that another console has taken over touches nothing any more, not even to take it back', async () => {
  const diary: string[] = [];
  const { context, step } = scripted(diary);
  let lost = false;
  const watched = { ...context, lockLost: () => lost };
  const overtaken = step('load', async () => {
    lost = true;
    return { kind: 'cancelled' };
  });
  const phases = [[[step('lock')]], [[overtaken]], [[step('cutover')]]];
  const end = await executeRun(watched, phases, new AbortController().signal, async () => true);
  expect(end).toMatchObject({ kind: 'adrift', error: { code: 'lock-lost' } });
  expect(diary).toEqual(['run lock', 'run load']);
});

test('a step whose end finds the lock lost ends the run there', async () => {
  const diary: string[] = [];
  const { context, step } = scripted(diary);
  let lost = false;
  const watched = {
    ...context,
    lockLost: () => lost,
    checkpoint: async () => {
      lost = true;
      throw fail('lock-lost', { job: 'j' });
    },
  };
  const phases = [[[step('verify')]], [[step('cutover')]]];
  const end = await executeRun(watched, phases, new AbortController().signal, async () => true);
  expect(end).toMatchObject({ kind: 'adrift', error: { code: 'lock-lost' } });
  expect(diary).toEqual(['run verify']);
});

test('steps that had ended in the run that is gone on with are not run again, and are taken back with the rest', async () => {
  const diary: string[] = [];
  const { step, execute } = scripted(diary, { done: ['lock', 'load'] });
  const broken = step('verify', async () => {
    throw fail('verify-failed', { count: 1, first: 'rows' });
  });
  const end = await execute([[[step('lock')]], [[step('load'), broken]]]);
  expect(end).toMatchObject({ kind: 'failed', step: 'verify' });
  expect(diary).toEqual(['run verify', 'leave verify', 'leave load', 'leave lock']);
});

test('a reversed cutover takes back what lies beside the live pair and says so', async () => {
  const diary: string[] = [];
  const products: RunProducts = { cutoverBegun: true };
  const { step, execute } = scripted(diary, products);
  const reversed: StepResult = {
    kind: 'reversed',
    error: { code: 'health-failed-after', params: {} },
    parts: [],
  };
  const end = await execute([[[step('load')]], [[step('cutover', async () => reversed)]]]);
  expect(diary).toEqual(['run load', 'run cutover', 'leave cutover', 'leave load']);
  const rows = sampleJob({ sql_records_restored: 12, media_files_restored: 3 });
  expect(jobEnd(rows, end, products, new Date(), false)).toMatchObject({
    status: 'failed',
    outcome: 'reversed',
    sql_records_restored: 0,
    media_files_restored: 0,
  });
});

test('a reversed cutover whose rest cannot be taken back asks for recover: its lock is still held', () => {
  const end = { kind: 'reversed', error: { code: 'health-failed-after', params: {} } } as const;
  expect(jobEnd(sampleJob(), end, { leftBehind: ['load'] }, new Date(), false).status).toBe('interrupted');
});

test('a target that needs a person is left exactly as it is', async () => {
  const diary: string[] = [];
  const { step, execute } = scripted(diary, { cutoverBegun: true });
  const stuck: StepResult = {
    kind: 'needs-person',
    error: { code: 'needs-person', params: {} },
    manual: ['docker start x'],
  };
  const end = await execute([[[step('load')]], [[step('cutover', async () => stuck)]]]);
  expect(diary).toEqual(['run load', 'run cutover']);
  expect(jobEnd(sampleJob(), end, {}, new Date(), false)).toMatchObject({
    status: 'failed',
    needs_person: true,
    error_traceback: 'docker start x',
    manual_way_back: ['docker start x'],
  });
});

test('what cannot be taken back keeps the lock and makes the job interrupted, never "failed, unchanged"', async () => {
  const diary: string[] = [];
  const products: RunProducts = {};
  const { step, execute } = scripted(diary, products);
  const stubborn: Step = {
    ...step('load', async () => {
      throw fail('load-failed', {});
    }),
    leave: async () => {
      throw fail('docker-not-running', { host: 'h' });
    },
  };
  const end = await execute([[[{ ...step('lock'), leaveOnlyIfClean: true }]], [[stubborn]]]);
  expect(diary).not.toContain('leave lock');
  expect(jobEnd(sampleJob(), end, products, new Date(), false).status).toBe('interrupted');
});

test('a database in crash recovery is waited for when what was made is taken back', async () => {
  const diary: string[] = [];
  const products: RunProducts = {};
  const { step, execute } = scripted(diary, products);
  let tries = 0;
  const recovering: Step = {
    ...step('load', async () => {
      throw fail('database-lost', { container: 'db', reason: 'killed' });
    }),
    leave: async () => {
      tries += 1;
      if (tries < 4) throw fail('database-lost', { container: 'db', reason: 'in recovery' });
      diary.push('leave load');
    },
  };
  await execute([[[step('lock')]], [[recovering]]]);
  expect(diary).toEqual(['run lock', 'run load', 'leave load', 'leave lock']);
  expect(products.leftBehind).toBeUndefined();
});

test('what preflight found against the run leaves the target unchanged', async () => {
  const { step, execute } = scripted([]);
  const end = await execute([
    [[step('preflight', async () => ({ kind: 'blocked', error: { code: 'lock-held', params: {} } }))]],
  ]);
  expect(jobEnd(sampleJob(), end, {}, new Date(), false)).toMatchObject({
    status: 'failed',
    outcome: 'unchanged',
    error: { code: 'lock-held' },
  });
});

test('an upload alone ends as uploaded', async () => {
  const { step, execute } = scripted([]);
  const end = await execute([[[step('upload')]]]);
  expect(jobEnd(sampleJob(), end, {}, new Date(), true).status).toBe('uploaded');
});

test('secrets are taken out of every event, the job and its errors', () => {
  const { context, events } = sampleContext();
  context.recorder.log('load', 'info', 'password is hunter2');
  context.recorder.update({
    error_message: 'hunter2',
    error: { code: 'load-failed', params: { reason: 'hunter2' } },
  });
  context.recorder.finish({ status: 'failed' });
  expect(JSON.stringify([events, context.recorder.job])).not.toContain('hunter2');
});
