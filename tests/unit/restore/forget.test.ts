import { expect, test } from 'vitest';
import { RestoreService } from '../../../main/restore/restore-service';
import type { OpenOutcome } from '../../../main/restore/target-session';
import type { Job, JobStep } from '../../../shared/restore/job';
import { MemoryJobStore } from '../../support/sample-context';
import { sampleContainer } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleProfile } from '../../support/sample-profile';

const profile = sampleProfile();
const NOW = '2026-02-01T12:00:00.000Z';
const gone: OpenOutcome = {
  kind: 'failed',
  error: { code: 'host-unreachable', params: { host: 'h', port: 22, reason: 'timeout' } },
};

function steps(states: Partial<Record<JobStep['id'], JobStep['state']>>): Job['steps'] {
  const ids = ['preflight', 'safety-backup', 'load', 'cutover'] as const;
  return ids.map((id) => ({
    id,
    state: states[id] ?? 'waiting',
    started_at: null,
    duration_seconds: null,
    bytes: null,
    parts: [],
  }));
}

/** A target that answers and whose work directory has the job of another container, there or not. */
function answering(container: { readonly id: string; readonly name: string }, there: boolean): OpenOutcome {
  const here = sampleContainer('db');
  const about = {
    databases: { live: profile.database.name },
    database_container: container,
    engine: 'e-1',
  };
  const session = {
    profile,
    host: {
      address: 'deploy@h:22',
      stat: async () => ({ bytes: 1, modifiedAt: 0, directory: true }),
      readFile: async (path: string) =>
        path.endsWith('/job.json') ? Buffer.from(JSON.stringify(about)) : null,
    },
    docker: {
      readLock: async () => null,
      engineId: async () => 'e-1',
      containers: async () => (there ? [here, container] : [here]),
    },
    workDirectory: async () => '/w',
    parts: async () => ({
      container: here,
      media: null,
      database: { probe: async () => ({ databases: [], roles: [] }) },
    }),
    close: async () => undefined,
  };
  return { kind: 'open', session } as unknown as OpenOutcome;
}

function service(change: Partial<Job>, opened: OpenOutcome = gone) {
  const jobs = new MemoryJobStore();
  const job = sampleJob({ status: 'interrupted', target: profile.name, ...change });
  jobs.create(job);
  const restore = new RestoreService({
    inspector: {} as never,
    jobs,
    sessions: { open: async () => opened },
    profile: () => profile,
    clock: { now: () => new Date(NOW), ticks: () => 0 },
    operator: { name: 'me', machine: 'here' },
    redact: (text) => text,
    newId: () => 'new',
  });
  return { restore, jobs };
}

/** The job as `recover --forget` closes it. */
async function forgotten(change: Partial<Job>, opened?: OpenOutcome): Promise<Job> {
  const outcome = await service(change, opened).restore.recover(profile.name, { forget: true });
  if (outcome.kind !== 'started') throw new Error(outcome.error.code);
  return outcome.run.done;
}

test('a job whose host is gone is closed as failed, unchanged, when it had not come to its cutover', async () => {
  const loading = steps({ preflight: 'done', load: 'running' });
  const job = await forgotten({ steps: loading, sql_records_restored: 7 });
  expect(job).toMatchObject({
    status: 'failed',
    outcome: 'unchanged',
    needs_person: false,
    sql_records_restored: 0,
    completed_at: NOW,
    error: { code: 'host-unreachable' },
  });
});

test('a job whose host is gone is closed as reversed when its cutover had been', async () => {
  const job = await forgotten({ steps: steps({ cutover: 'reversed' }), manual_undo: ['docker stop web'] });
  expect(job).toMatchObject({ status: 'failed', outcome: 'reversed', needs_person: false });
});

test.each<[string, Partial<Job>]>([
  ['was in its cutover', { steps: steps({ cutover: 'running' }) }],
  ['was past its cutover', { steps: steps({ cutover: 'done' }) }],
  [
    'was being rolled back, and had not come to the exchange',
    { steps: steps({ preflight: 'done' }), manual_undo: ['docker stop web'] },
  ],
  [
    'had stopped its services in place',
    { strategy: 'in-place', steps: steps({ 'safety-backup': 'running' }) },
  ],
  ['has no step in this history', { steps: [] }],
])('a job whose host is gone needs a person when it %s', async (_when, change) => {
  const job = await forgotten(change);
  expect(job).toMatchObject({ status: 'failed', outcome: null, needs_person: true });
  expect(job.error).toEqual({
    code: 'needs-person',
    params: { part: 'cutover', reason: 'host-unreachable, timeout' },
  });
});

test('what a host had said before it was gone is kept', async () => {
  const error = { code: 'needs-person', params: { part: 'swap', reason: 'no server' } } as const;
  const job = await forgotten({ status: 'failed', needs_person: true, error });
  expect(job).toMatchObject({ status: 'failed', needs_person: true, error });
});

test('a job of another target is closed, and stands no more in the way of this one', async () => {
  const another = { id: 'another', name: 'shop2-db-1' };
  const job = await forgotten({ steps: steps({ cutover: 'running' }) }, answering(another, true));
  expect(job).toMatchObject({
    status: 'failed',
    outcome: 'unchanged',
    needs_person: false,
    error: { code: 'job-of-other-target' },
  });
});

test('a job that is not known to be this target’s is closed by what is known of it', async () => {
  const former = { id: 'former', name: 'shop_db_1' };
  const begun = await forgotten({ steps: steps({ cutover: 'running' }) }, answering(former, false));
  expect(begun).toMatchObject({ status: 'failed', needs_person: true });
  const before = await forgotten({ steps: steps({ load: 'running' }) }, answering(former, false));
  expect(before).toMatchObject({ outcome: 'unchanged', error: { code: 'job-target-unknown' } });
});

test('a host that answers for its job is asked by recover, not forgotten: a usage error', async () => {
  const { restore, jobs } = service({}, answering(sampleContainer('db'), true));
  const outcome = await restore.recover(profile.name, { forget: true });
  expect(outcome).toMatchObject({ kind: 'refused', error: { code: 'usage' } });
  expect(jobs.get(sampleJob().id)?.status).toBe('interrupted');
});
