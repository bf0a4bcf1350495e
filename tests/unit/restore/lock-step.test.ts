import { expect, test } from 'vitest';
import { databaseNames, jobPlace, shortId } from '../../../main/restore/names';
import type { LockOutcome } from '../../../main/restore/ports/docker';
import { executeRun } from '../../../main/restore/run/execute-run';
import type { Prepared, Step } from '../../../main/restore/run/run-context';
import { lock, releaseLock, removeHelpers } from '../../../main/restore/steps/lock';
import type { TargetParts, TargetSession } from '../../../main/restore/target-session';
import { fail } from '../../../shared/errors/app-error';
import { sampleContext } from '../../support/sample-context';
import { sampleContainer, sampleFacts } from '../../support/sample-facts';

/** Takes the lock with these answers of Docker, the last one for ever, and then fails in a step that made something. */
async function takeWith(answers: readonly (() => Promise<LockOutcome>)[]) {
  const { context } = sampleContext();
  const { id } = context.recorder.job;
  context.products.prepared = {
    facts: sampleFacts(),
    planned: { names: databaseNames('shop', id) },
    place: jobPlace(id, '/w', 'a'.repeat(64), 'image'),
  } as unknown as Prepared;
  const diary: string[] = [];
  let asked = 0;
  const session = {
    docker: {
      acquireLock: () => {
        const answer = answers[Math.min(asked++, answers.length - 1)];
        return answer ? answer() : Promise.reject(new Error('no answer'));
      },
      engineId: async () => 'e-1',
      containers: async () => [
        sampleContainer(`rc-${shortId(id)}-before-1`),
        sampleContainer('rc-another-load'),
      ],
      removeHelper: async (name: string) => void diary.push(`removed ${name.slice(-8)}`),
      releaseLock: async () => void diary.push('unlocked'),
    },
    host: {
      makeDirectory: async () => void diary.push('folder made'),
      writeFile: async () => undefined,
      list: async () => [],
      removeFile: async () => undefined,
    },
  } as unknown as TargetSession;
  const parts = { container: sampleContainer('db'), helperImage: 'image' } as TargetParts;
  const whole = { ...context, session: async () => session, parts: async () => parts };
  const load: Step = {
    id: 'load',
    run: async () => {
      diary.push('load');
      throw fail('load-failed', { database: 'fresh' });
    },
    leave: async () => void diary.push('fresh database dropped'),
  };
  const end = await executeRun(whole, [[[lock]], [[load]]], new AbortController().signal, async () => true);
  return { end, diary, products: context.products };
}

const acquired = async (): Promise<LockOutcome> => ({ kind: 'acquired', containerId: 'ours' });

test('helpers and secrets of a run that was taken over are left to the other console', async () => {
  const { context } = sampleContext({ lockHeld: true, lockId: 'ours' });
  const touched: string[] = [];
  const docker = {
    containers: async () => void touched.push('helpers listed'),
    releaseLock: async () => void touched.push('unlocked'),
  };
  const host = {
    list: async () => void touched.push('secrets listed'),
    removeFile: async () => void touched.push('secret removed'),
  };
  const taken = {
    ...context,
    session: async () => ({ docker, host }) as unknown as TargetSession,
    fence: () => Promise.reject(fail('lock-lost', { job: 'j' })),
  };
  await expect(removeHelpers(taken)).rejects.toMatchObject({ error: { code: 'lock-lost' } });
  await expect(releaseLock(taken)).rejects.toMatchObject({ error: { code: 'lock-lost' } });
  expect(touched).toEqual([]);
});

test('a lock that another machine holds for this very job blocks it: what lies there is that machine’s', async () => {
  const { id } = sampleContext().context.recorder.job;
  const owner = { containerId: 'theirs', operator: 'eva', machine: 'desk', jobId: id, since: 's' };
  const { end, diary, products } = await takeWith([
    async () => ({ kind: 'held', owner: { ...owner, heartbeatAgeSeconds: 3 } }),
  ]);
  expect(end).toMatchObject({
    kind: 'blocked',
    error: { code: 'lock-held', params: { by: 'eva', machine: 'desk', job: id } },
  });
  expect(diary).toEqual([]);
  expect(products.lockHeld).toBe(false);
});

test('a lock whose answer was lost is this run’s when it is asked for again, and given back with what it made', async () => {
  const lost = async (): Promise<LockOutcome> => {
    throw fail('connection-lost', { host: 'h', reason: 'cut' });
  };
  const { end, diary } = await takeWith([lost, acquired]);
  expect(end).toMatchObject({ kind: 'failed', step: 'load' });
  expect(diary).toEqual(['folder made', 'load', 'fresh database dropped', 'removed before-1', 'unlocked']);
});
