import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askTarget } from '../../../main/restore/ask-target';
import { attachJob } from '../../../main/restore/attach';
import { recoverJob } from '../../../main/restore/recover';
import { rollbackJob } from '../../../main/restore/rollback/rollback-job';
import { LivingRuns, type OwnedRun } from '../../../main/restore/run/living-runs';
import { overLostConnections } from '../../../main/restore/run/over-lost-connections';
import type { OpenOutcome, TargetSessions } from '../../../main/restore/target-session';
import { fail } from '../../../shared/errors/app-error';
import type { Job } from '../../../shared/restore/job';
import type { RunEvent } from '../../../shared/restore/run-event';
import { MemoryJobStore } from '../../support/sample-context';
import { sampleContainer } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleProfile } from '../../support/sample-profile';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const container = sampleContainer('db');
const lost = () => Promise.reject(fail('connection-lost', { host: 'h', reason: 'cut' }));
const unreachable: OpenOutcome = {
  kind: 'failed',
  error: { code: 'host-unreachable', params: { host: 'h', port: 22, reason: 'timeout' } },
};
const refusedLogin: OpenOutcome = { kind: 'failed', error: { code: 'auth-failed', params: {} } };

type Answers = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** A session whose host, Docker and cutover answer as given and with nothing of ours there else. */
function session(answers: Answers = {}): OpenOutcome {
  const quiet: Answers = {
    stat: async () => null,
    list: async () => [],
    readFile: async () => null,
    exec: lost,
    readLock: async () => null,
    engineId: async () => 'e-1',
    acquireLock: async () => ({ kind: 'acquired', containerId: 'our-lock' }),
    heartbeat: async () => undefined,
    releaseLock: async () => undefined,
    containers: async () => [],
  };
  const all = { ...quiet, ...answers };
  const parts = { container, helperImage: 'i', cutover: all, database: all, media: null };
  return {
    kind: 'open',
    session: {
      profile: sampleProfile(),
      host: all,
      docker: all,
      workDirectory: async () => '/w',
      parts: async () => parts,
      close: async () => undefined,
    },
  } as unknown as OpenOutcome;
}

/** A host that opens these one after another, the last for ever. */
function sessions(...outcomes: readonly OpenOutcome[]): TargetSessions & { opened: number } {
  const host = {
    opened: 0,
    open: async () => outcomes[Math.min(host.opened++, outcomes.length - 1)] ?? unreachable,
  };
  return host;
}

const ENTRANCES = [
  ['attach', attachJob],
  ['recover', recoverJob],
  ['rollback', rollbackJob],
] as const;

/** Begins one of them as the console does. */
function begin(entrance: (typeof ENTRANCES)[number][1], host: TargetSessions) {
  const jobs = new MemoryJobStore();
  const clock = { now: () => new Date('2026-02-01T12:00:00Z'), ticks: () => 0 };
  const living = new LivingRuns({ jobs, sessions: host, clock, redact: (text) => text });
  const job = sampleJob({ status: entrance === rollbackJob ? 'completed' : 'interrupted' });
  jobs.create(job);
  const events: RunEvent[] = [];
  living.listen((event) => events.push(event));
  const operator = { name: 'me', machine: 'here' };
  const question = { job, profile: sampleProfile(), operator, clock, history: [], inspector: {} as never };
  const { done } = living.own(
    job,
    question.profile,
    (run: OwnedRun): Promise<Partial<Job>> => entrance(run, question),
  );
  const connection = () => events.flatMap((each) => (each.type === 'connection' ? [each.state] : []));
  return { done, connection, cancel: () => living.cancel(job.id) };
}

/** Another console has it: the first answer that ends all three, so that it shows the host was asked again. */
const heldByAnother = {
  readLock: async () => ({
    containerId: 'c',
    operator: 'eva',
    machine: 'desk',
    jobId: 'other',
    since: '',
    heartbeatAgeSeconds: 600,
  }),
};

test.each(ENTRANCES)(
  '%s asks again when the connection breaks in its first question',
  async (name, entrance) => {
    const answer = name === 'rollback' ? 'rollback-nothing-kept' : 'lock-held';
    const host = sessions(session({ stat: lost, readFile: lost }), unreachable, session(heldByAnother));
    const { done, connection } = begin(entrance, host);
    await vi.advanceTimersByTimeAsync(20_000);
    expect((await done).error?.code).toBe(answer);
    expect(connection()).toEqual(['lost', 'lost', 'back']);
  },
);

test.each(ENTRANCES)('%s cancelled while it waits for the host ends at once', async (_name, entrance) => {
  const { done, cancel } = begin(entrance, sessions(session({ stat: lost, readFile: lost }), unreachable));
  await vi.advanceTimersByTimeAsync(5_000);
  cancel();
  await vi.advanceTimersByTimeAsync(1);
  const job = await done;
  expect(job.error?.code).toBe('connection-lost');
  expect(job.status).toBe(entrance === rollbackJob ? 'completed' : 'interrupted');
});

test.each(ENTRANCES)('%s gives up on a host that refuses it since', async (_name, entrance) => {
  const { done } = begin(entrance, sessions(session({ stat: lost, readFile: lost }), refusedLogin));
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await done).error?.code).toBe('connection-lost');
});

test('a lock that was taken before the connection broke is kept, not waited for', async () => {
  const asked: string[] = [];
  const broken = session({
    acquireLock: async () => {
      asked.push('taken');
      return { kind: 'acquired', containerId: 'our-lock' };
    },
    list: lost,
  });
  const again = session({
    acquireLock: async () => void asked.push('taken again'),
    heartbeat: async (id: string) => void asked.push(`kept ${id}`),
    recover: () => Promise.reject(fail('internal', { message: 'far enough' })),
  });
  const { done } = begin(recoverJob, sessions(broken, again));
  await vi.advanceTimersByTimeAsync(3_000);
  expect((await done).error?.params).toEqual({ message: 'far enough' });
  expect(asked).toEqual(['taken', 'kept our-lock']);
});

test('a lock that another console has taken meanwhile is not this run’s any more', async () => {
  const gone = session({ heartbeat: () => Promise.reject(fail('container-missing', { container: 'c' })) });
  const { done } = begin(recoverJob, sessions(session({ list: lost }), gone));
  await vi.advanceTimersByTimeAsync(3_000);
  expect((await done).error?.code).toBe('lock-lost');
});

test('recover follows the host’s script again when the connection breaks while it does', async () => {
  const needsPerson = async () => ({
    kind: 'needs-person',
    error: { code: 'needs-person', params: {} },
    manual: ['docker start db'],
  });
  const { done } = begin(recoverJob, sessions(session({ recover: lost }), session({ recover: needsPerson })));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await done).toMatchObject({ needs_person: true, manual_way_back: ['docker start db'] });
});

test('what a run must take back is still tried for a minute after its cancel', async () => {
  const living = new LivingRuns({
    jobs: new MemoryJobStore(),
    sessions: sessions(session(), unreachable, session()),
    clock: { now: () => new Date(0), ticks: () => 0 },
    redact: (text) => text,
  });
  const abort = new AbortController();
  abort.abort();
  const { done } = living.own(sampleJob(), sampleProfile(), async ({ holder }) => {
    await holder.session();
    return { status: (await holder.waitForConnection(abort.signal)) ? 'cancelled' : 'interrupted' };
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await done).status).toBe('cancelled');
});

test('an error that is no lost connection is not tried again', async () => {
  let asked = 0;
  const run = { holder: {}, recorder: {}, signal: new AbortController().signal, lockLost: false };
  const work = async () => {
    asked += 1;
    throw fail('docker-denied', {});
  };
  const refused = overLostConnections(run as unknown as OwnedRun, work);
  await expect(refused).rejects.toMatchObject({ error: { code: 'docker-denied' } });
  expect(asked).toBe(1);
});

test('what is asked of a host before any run is asked again over a new connection, a few times', async () => {
  const host = sessions(session(), session(), session());
  let asked = 0;
  const answer = askTarget(host, sampleProfile(), async () => {
    asked += 1;
    return asked < 3 ? lost() : 'found';
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await answer).toBe('found');
  const never = expect(askTarget(host, sampleProfile(), lost)).rejects.toMatchObject({
    error: { code: 'connection-lost' },
  });
  await vi.advanceTimersByTimeAsync(10_000);
  await never;
});
