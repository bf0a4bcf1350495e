import { expect, test } from 'vitest';
import { targetHandlers } from '../../../main/composition/target-handlers';
import { RestoreService } from '../../../main/restore/restore-service';
import type { OpenOutcome } from '../../../main/restore/target-session';
import type { Job } from '../../../shared/restore/job';
import { restoreOptionsSchema } from '../../../shared/restore/plan';
import { sampleJob } from '../../support/sample-job';
import { sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';
import { stateFolderWith } from '../../support/state-folder';

const profile = sampleProfile();
const job = (change: Partial<Job> = {}): Job => sampleJob({ target: profile.name, ...change });

/** A host that knows of no job. */
const silent = {
  kind: 'open',
  session: {
    profile,
    host: { list: async () => [], readFile: async () => null },
    workDirectory: async () => '/w',
    close: async () => undefined,
  },
} as unknown as OpenOutcome;

/** The service of a console whose history holds this job; `owned` while another process runs it. */
function console(held: Job, owned = false) {
  const { open } = stateFolderWith(held);
  const other = open();
  if (owned) other.beginRun(held.id);
  const jobs = open();
  const restore = new RestoreService({
    inspector: {
      inspect: async () => ({ kind: 'inspected', manifest: sampleManifest() }),
    } as never,
    jobs,
    sessions: { open: async () => silent },
    profile: () => profile,
    clock: { now: () => new Date(0), ticks: () => 0 },
    operator: { name: 'me', machine: 'here' },
    redact: (text) => text,
    newId: () => 'new',
  });
  return { restore, jobs };
}

const refused = (code: string, params: Readonly<Record<string, unknown>>) => ({
  kind: 'refused',
  error: { code, params },
});
const request = { path: '/a.tar.gz', target: profile.name, options: restoreOptionsSchema.parse({}) };

test('a job that neither the history nor the host knows is not found', async () => {
  const { restore } = console(job());
  const notFound = { error: { code: 'job-not-found', params: { job: 'ffffffff' } } };
  await expect(restore.attach('ffffffff', null)).rejects.toMatchObject(notFound);
  await expect(restore.attach('ffffffff', profile.name)).rejects.toMatchObject(notFound);
  await expect(restore.rollback('ffffffff', profile.name)).rejects.toMatchObject(notFound);
  expect(restore.cancel('ffffffff')).toMatchObject({ kind: 'refused', error: { code: 'job-not-found' } });
});

test('a job is gone on with only where it was interrupted, and taken back only where it was completed', async () => {
  const ended = job({ status: 'failed', outcome: 'unchanged' });
  const { restore, jobs } = console(ended);
  const no = refused('job-not-restorable', { job: ended.id, status: 'failed' });
  expect(await restore.attach(ended.id, null)).toEqual(no);
  expect(await restore.rollback(ended.id, profile.name)).toEqual(no);
  expect(restore.cancel(ended.id)).toEqual(no);
  expect(jobs.get(ended.id)).toEqual(ended);
});

test('while another process runs a job of the target nothing else is begun there, ended or taken away', async () => {
  const living = job({ status: 'restoring' });
  const { restore, jobs } = console(living, true);
  const running = { job: living.id, target: profile.name };
  expect(await restore.start(request)).toEqual(refused('job-running', running));
  const { remove } = targetHandlers({} as never, jobs, {} as never);
  await expect(remove({ name: profile.name })).rejects.toMatchObject({
    error: { code: 'job-running', params: running },
  });
  expect(() => jobs.beginRun(living.id)).toThrow(
    expect.objectContaining({ error: { code: 'job-running', params: running } }),
  );
});

test('a job that another process ends is not ended twice', async () => {
  const ending = job({ status: 'interrupted' });
  const { restore } = console(ending, true);
  const running = refused('job-running', { job: ending.id, target: profile.name });
  expect(await restore.recover(profile.name, { forget: false })).toEqual(running);
  expect(await restore.recover(profile.name, { forget: true })).toEqual(running);
});
