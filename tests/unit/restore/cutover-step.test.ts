import { expect, test } from 'vitest';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import type { CutoverOutcome } from '../../../main/restore/ports/cutover';
import { executeRun } from '../../../main/restore/run/execute-run';
import { jobEnd } from '../../../main/restore/run/job-end';
import type { Step } from '../../../main/restore/run/run-context';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { cutover } from '../../../main/restore/steps/cutover';
import type { TargetParts, TargetSession } from '../../../main/restore/target-session';
import type { AppError } from '../../../shared/errors/app-error';
import { sampleContext } from '../../support/sample-context';
import { sampleFacts } from '../../support/sample-facts';

/** Runs a staged step and the cutover, whose script ends as given; `adopted`: another console had begun it. */
async function endWith(
  outcome: CutoverOutcome,
  plan: { withMedia: boolean } = { withMedia: false },
  adopted = false,
) {
  const { context } = sampleContext();
  context.products.cutoverBegun = adopted;
  const { id } = context.recorder.job;
  const planned = { dump: null, ...plan, safetyBackup: false, names: databaseNames('shop', id) };
  const place = jobPlace(id, '/w', 'a'.repeat(64), 'image');
  context.products.prepared = { facts: runFactsOf(sampleFacts()), planned, place };
  const session = {
    docker: { resolve: async () => [] },
    host: { httpGet: async () => ({ status: 200, body: '' }) },
  } as unknown as TargetSession;
  const parts = {
    cutover: {
      run: async (_spec: unknown, _said: unknown, onLaunch: () => void) => {
        onLaunch();
        return outcome;
      },
      recover: async () => outcome,
    },
  } as unknown as TargetParts;
  const left: string[] = [];
  const staged: Step = {
    id: 'stage-media',
    run: async () => ({ kind: 'done' }),
    leave: async () => void left.push('stage-media'),
  };
  const profile = { ...context.profile, health: null, postCommands: [], services: [], media: null };
  const whole = { ...context, profile, session: async () => session, parts: async () => parts };
  const signal = new AbortController().signal;
  const end = await executeRun(whole, [[[staged]], [[cutover]]], signal, async () => true);
  const job = context.recorder.job;
  return { end: jobEnd(job, end, context.products, new Date(), false), left, job };
}

const error: AppError = { code: 'docker-not-running', params: { host: 'shop' } };

test('a cutover that ended in its preparation left the target unchanged, and is not called reversed', async () => {
  const { end, left } = await endWith({
    kind: 'reversed',
    error: { ...error, left: 'nothing-touched' },
    parts: [],
    downtimeSeconds: null,
  });
  expect(end).toMatchObject({
    status: 'failed',
    outcome: 'unchanged',
    error: { code: 'docker-not-running' },
  });
  expect(left).toEqual(['stage-media']);
});

test('half a pair is never swapped: media that the profile has lost since end the run before anything is stopped', async () => {
  const outcome: CutoverOutcome = {
    kind: 'completed',
    parts: [],
    killed: [],
    healthAccepted: null,
    downtimeSeconds: 2,
  };
  const { end, left } = await endWith(outcome, { withMedia: true });
  expect(end).toMatchObject({ status: 'failed', outcome: 'unchanged', error: { code: 'media-missing' } });
  expect(left).toEqual(['stage-media']);
});

test('a cutover that put the old pair back is called reversed', async () => {
  const { end, left } = await endWith({
    kind: 'reversed',
    error: { ...error, left: 'old-pair-live' },
    parts: [],
    downtimeSeconds: null,
  });
  expect(end).toMatchObject({ status: 'failed', outcome: 'reversed' });
  expect(left).toEqual(['stage-media']);
});

test.each(['completed', 'reversed'] as const)(
  'a cutover that another console began and this one saw end as %s tells the host’s time without service',
  async (kind) => {
    const { job } = await endWith(
      kind === 'completed'
        ? { kind, parts: [], killed: [], healthAccepted: null, downtimeSeconds: 2.5 }
        : { kind, parts: [], error: { ...error, left: 'old-pair-live' }, downtimeSeconds: 2.5 },
      { withMedia: false },
      true,
    );
    expect(job.downtime_seconds).toBe(2.5);
  },
);
