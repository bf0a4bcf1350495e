import { expect, test } from 'vitest';
import { attachJob } from '../../../main/restore/attach';
import { findHostJob, hostJobs } from '../../../main/restore/host-jobs';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import { notOwnJob } from '../../../main/restore/own-job';
import { recoverJob } from '../../../main/restore/recover';
import { rollbackJob } from '../../../main/restore/rollback/rollback-job';
import { stepIo } from '../../../main/restore/run/execute-run';
import type { OwnedRun } from '../../../main/restore/run/living-runs';
import type { Prepared } from '../../../main/restore/run/run-context';
import { lock } from '../../../main/restore/steps/lock';
import { belonging, identityOf, readFolderTarget } from '../../../main/restore/target-identity';
import type { TargetParts, TargetSession } from '../../../main/restore/target-session';
import { sampleContext } from '../../support/sample-context';
import { sampleContainer } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleProfile } from '../../support/sample-profile';

const JOB = '1f2e3d4c-0000-4000-8000-000000000000';
const live = sampleProfile().database.name;
const container = sampleContainer('db');

interface Folder {
  readonly database?: string;
  readonly container?: { readonly id: string; readonly name: string };
  readonly engine?: string;
}

/** A target on engine `e-1` whose work directory has the folder of one job; writes down whatever is done to it. */
function target(folder: Folder | 'none', more: { lockedBy?: string; databases?: readonly string[] } = {}) {
  const diary: string[] = [];
  const file = folder !== 'none' && {
    databases: { live: folder.database ?? live },
    ...(folder.container ? { database_container: folder.container } : {}),
    ...(folder.engine ? { engine: folder.engine } : {}),
  };
  const read = {
    list: async () => (file ? [JOB] : []),
    stat: async () => (file ? { bytes: 1, modifiedAt: 0, directory: true } : null),
    readFile: async (path: string) =>
      file && path === `/w/jobs/${JOB}/job.json` ? Buffer.from(JSON.stringify(file)) : null,
    readLock: async () => (more.lockedBy ? { jobId: more.lockedBy } : null),
    engineId: async () => 'e-1',
  };
  const strict = new Proxy(read, {
    get: (there, name) =>
      name in there
        ? Reflect.get(there, name)
        : () => {
            diary.push(String(name));
            return Promise.reject(new Error('not expected in this test'));
          },
  });
  const parts = {
    container,
    helperImage: 'i',
    database: {
      probe: async () => ({ databases: (more.databases ?? []).map((name) => ({ name, oid: 1 })) }),
    },
  } as unknown as TargetParts;
  const session = {
    profile: sampleProfile(),
    host: strict,
    docker: strict,
    workDirectory: async () => '/w',
    parts: async () => parts,
  } as unknown as TargetSession;
  return { session, parts, diary };
}

const ours = { id: container.id, name: container.name };
const renewed = { id: 'made-anew', name: container.name };
const another = { id: 'another', name: 'shop2-db-1' };

test.each<[string, Folder | 'none', Parameters<typeof target>[1]]>([
  ['its folder names this container', { container: ours, engine: 'e-1' }, {}],
  ['its folder names this container, on an engine without an id', { container: ours }, {}],
  ['the container was made anew under its name since', { container: renewed, engine: 'e-1' }, {}],
  ['this target’s lock is its own', { container: another, engine: 'e-1' }, { lockedBy: JOB }],
  [
    'its folder is silent and a database here is named after it',
    {},
    { databases: [`${live}__rc_old_1f2e3d4c`] },
  ],
  ['it has no folder', 'none', {}],
])('a job is this target’s when %s', async (_when, folder, more) => {
  const { session, parts } = target(folder, more);
  expect(await notOwnJob(session, parts, JOB)).toBeNull();
});

const OTHERS = [
  [
    'another container with a database of this name',
    { container: another, engine: 'e-1' },
    'job-of-other-target',
  ],
  [
    'a container of this name on another engine',
    { container: renewed, engine: 'e-2' },
    'job-of-other-target',
  ],
  ['another database', { database: 'wiki', container: ours, engine: 'e-1' }, 'job-of-other-target'],
  ['nobody, as in an earlier version', {}, 'job-target-unknown'],
] as const;

test.each(OTHERS)('a job whose folder names %s is not this target’s', async (_whose, folder, code) => {
  const { session, parts } = target(folder, { lockedBy: 'ffffffff-0000-4000-8000-000000000000' });
  expect((await notOwnJob(session, parts, JOB))?.error.code).toBe(code);
});

test.each(OTHERS)('a job of %s is not taken into this history', async (_whose, folder, code) => {
  const { session, diary } = target(folder);
  await expect(findHostJob(session, '1f2e3d4c')).rejects.toMatchObject({ error: { code } });
  expect(await hostJobs(session)).toEqual([]);
  expect(diary).toEqual([]);
});

test.each(OTHERS)(
  'attach, recover and rollback touch nothing of a job of %s',
  async (_whose, folder, code) => {
    const { session, parts, diary } = target(folder);
    const question = {
      job: sampleJob({ id: JOB, status: 'completed' }),
      profile: sampleProfile(),
      operator: { name: 'me', machine: 'here' },
      clock: { now: () => new Date(0), ticks: () => 0 },
      inspector: {} as never,
      history: [],
    };
    const run = {
      recorder: { job: question.job, emit: () => undefined, update: () => undefined, log: () => undefined },
      holder: { session: async () => session, parts: async () => parts },
      signal: new AbortController().signal,
      lockId: null,
      lockLost: false,
    } as unknown as OwnedRun;
    await expect(attachJob(run, question)).rejects.toMatchObject({ error: { code } });
    await expect(recoverJob(run, question)).rejects.toMatchObject({ error: { code } });
    expect(await rollbackJob(run, question)).toMatchObject({ status: 'completed', error: { code } });
    expect(diary).toEqual([]);
  },
);

test('what the lock step writes into a job’s folder tells its target from every other', async () => {
  const written = new Map<string, string>();
  const job = sampleJob();
  const place = jobPlace(job.id, '/w', 'a'.repeat(64), 'i');
  const prepared = {
    facts: { database: { live: { oid: 7 } } },
    planned: { names: databaseNames(live, job.id) },
    place,
  } as unknown as Prepared;
  const { context } = sampleContext({ prepared });
  const session = {
    profile: sampleProfile(),
    docker: {
      acquireLock: async () => ({ kind: 'acquired', containerId: 'lock' }),
      engineId: async () => 'e-1',
    },
    host: {
      makeDirectory: async () => undefined,
      writeFile: async (path: string, text: string) => void written.set(path, text),
      readFile: async (path: string) => Buffer.from(written.get(path) ?? ''),
    },
  } as unknown as TargetSession;
  const { parts } = target('none');
  const io = stepIo(context, 'lock', new AbortController().signal);
  await lock.run({ ...context, session: async () => session, parts: async () => parts }, io);
  const told = await readFolderTarget(session.host, place.jobDir);
  expect(told).toEqual({ database: live, container: ours, engine: 'e-1' });
  expect(belonging(told, await identityOf(session, parts))).toBe('ours');
});
