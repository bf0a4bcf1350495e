import { expect, test } from 'vitest';
import { recoverJob } from '../../../main/restore/recover';
import { LivingRuns } from '../../../main/restore/run/living-runs';
import type { OpenOutcome } from '../../../main/restore/target-session';
import { fail } from '../../../shared/errors/app-error';
import type { RunEvent } from '../../../shared/restore/run-event';
import { MemoryJobStore } from '../../support/sample-context';
import { sampleContainer } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleProfile } from '../../support/sample-profile';

const HELPER = 'rc-1f2e3d4c-load';

/** Recovers a job whose cutover had not begun, on a host whose lock another console takes as the given call is made. */
async function recover(takenAt: string | null) {
  const diary: string[] = [];
  const job = sampleJob({ status: 'interrupted' });
  const did =
    (name: string, answer: unknown = undefined) =>
    async () => {
      diary.push(name);
      return answer;
    };
  const host = {
    stat: async () => null,
    list: async () => [],
    readFile: async () => null,
    writeFile: did('record'),
    removeFile: async () => undefined,
    makeDirectory: async () => undefined,
  };
  const container = sampleContainer('db');
  const short = job.id.replaceAll('-', '').slice(0, 8);
  const docker = {
    readLock: async () => null,
    engineId: async () => 'e-1',
    acquireLock: async () => ({ kind: 'acquired', containerId: 'our-lock' }),
    heartbeat: async () => {
      if (takenAt !== null && diary.includes(takenAt))
        throw fail('container-missing', { container: 'our-lock' });
    },
    releaseLock: async (...given: readonly unknown[]) => void diary.push(`release ${String(given[3])}`),
    containers: async () => [sampleContainer(HELPER.replace('1f2e3d4c', short))],
    removeHelper: did('helpers ended'),
  };
  const database = { dropFresh: did('fresh dropped'), probe: async () => ({ databases: [] }) };
  const media = { dropStage: did('stage dropped') };
  const cutover = { recover: async () => ({ kind: 'not-begun' }) };
  const parts = { container, helperImage: 'i', cutover, database, media };
  const session = {
    profile: sampleProfile(),
    host,
    docker,
    workDirectory: async () => '/w',
    parts: async () => parts,
    close: async () => undefined,
  };
  const open = async () => ({ kind: 'open', session }) as unknown as OpenOutcome;
  const jobs = new MemoryJobStore();
  jobs.create(job);
  const clock = { now: () => new Date('2026-02-01T12:00:00Z'), ticks: () => 0 };
  const living = new LivingRuns({ jobs, sessions: { open }, clock, redact: (text) => text });
  const events: RunEvent[] = [];
  living.listen((event) => events.push(event));
  const operator = { name: 'me', machine: 'here' };
  const question = { job, profile: sampleProfile(), operator, clock, history: [], inspector: {} as never };
  const { done } = living.own(job, question.profile, (run) => recoverJob(run, question));
  return { job: await done, diary, events };
}

test('what a recover takes back goes in order, and its own lock last', async () => {
  const { job, diary } = await recover(null);
  expect(job.status).toBe('failed');
  expect(diary.filter((line) => line !== 'record')).toEqual([
    'helpers ended',
    'fresh dropped',
    'stage dropped',
    'release our-lock',
  ]);
});

test.each(['helpers ended', 'fresh dropped', 'stage dropped'])(
  'a recover that is taken over touches nothing more, and leaves lock and record to the other: after %s',
  async (takenAt) => {
    const { job, diary } = await recover(takenAt);
    expect(job).toMatchObject({ status: 'interrupted', error: { code: 'lock-lost' } });
    expect(diary.at(-1)).toBe(takenAt);
  },
);

test('a recover is a run of its own to whoever watches: its state begins anew and ends with the job', async () => {
  const { events } = await recover(null);
  const begun = events.find((event) => event.type === 'run-started');
  expect(begun).toMatchObject({ steps: ['cutover'] });
  const types = events.map((event) => event.type);
  expect(types.indexOf('run-started')).toBeLessThan(types.indexOf('finished'));
});
