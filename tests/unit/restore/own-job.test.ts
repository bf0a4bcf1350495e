import { expect, test } from 'vitest';
import { attachJob } from '../../../main/restore/attach';
import { findHostJob, hostJobs } from '../../../main/restore/host-jobs';
import type { InPlaceJournal } from '../../../main/restore/in-place/journal';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import { notOwnJob } from '../../../main/restore/own-job';
import { recoverJob } from '../../../main/restore/recover';
import { rollbackJob } from '../../../main/restore/rollback/rollback-job';
import { stepIo } from '../../../main/restore/run/execute-run';
import type { OwnedRun } from '../../../main/restore/run/living-runs';
import type { Prepared } from '../../../main/restore/run/run-context';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { lock } from '../../../main/restore/steps/lock';
import { belonging, identityOf, readFolderTarget } from '../../../main/restore/target-identity';
import type { TargetParts, TargetSession } from '../../../main/restore/target-session';
import { fail } from '../../../shared/errors/app-error';
import { restoreOptionsSchema } from '../../../shared/restore/plan';
import { sampleContext } from '../../support/sample-context';
import { sampleContainer, sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';

const JOB = '1f2e3d4c-0000-4000-8000-000000000000';
const live = sampleProfile().database.name;
const manifest = sampleManifest();
const record = {
  version: 1,
  job: sampleJob({ id: JOB, status: 'completed', backup_metadata: { sha256: manifest.sha256 } }),
  options: restoreOptionsSchema.parse({}),
  facts: runFactsOf(sampleFacts()),
  plan: { dump: null, withMedia: true, safetyBackup: true },
  helperImage: 'i',
  uploadOnly: false,
  done: [],
  products: {},
};
const container = sampleContainer('shop-db-1');

interface Folder {
  readonly database?: string;
  readonly container?: { readonly id: string; readonly name: string };
  readonly engine?: string;
}

/** What else is there: beside this target's container those of the engine, and what jobs have left. */
interface There {
  readonly lockedBy?: string;
  readonly databases?: readonly string[];
  readonly roles?: readonly string[];
  readonly media?: readonly string[];
  readonly containers?: readonly { readonly id: string; readonly name: string }[];
  readonly journal?: InPlaceJournal;
  readonly record?: boolean;
  /** The database container does not answer. */
  readonly down?: boolean;
}

/** That of a restore in place that has stopped one service and dropped the live database. */
function inPlaceJournal(service: string): InPlaceJournal {
  return {
    version: 1,
    live,
    held: `${live}__rc_held_1f2e3d4c`,
    live_oid: 1,
    services: [{ id: service, name: 'backend', role: 'backend', grace_seconds: 10, was_running: true }],
    healthy_before: true,
    backup: null,
    dropping: true,
    put_back_oid: null,
  };
}

/** A target on engine `e-1` whose work directory has the folder of one job; writes down whatever is done to it. */
function target(folder: Folder | 'none', more: There = {}) {
  const diary: string[] = [];
  const asked: string[] = [];
  const files: Record<string, string | null> = {
    'in-place.json': more.journal ? JSON.stringify(more.journal) : null,
    'run.json': more.record ? JSON.stringify(record) : null,
    'manifest.json': more.record ? JSON.stringify(manifest) : null,
  };
  const file = folder !== 'none' && {
    databases: { live: folder.database ?? live },
    ...(folder.container ? { database_container: folder.container } : {}),
    ...(folder.engine ? { engine: folder.engine } : {}),
  };
  const read = {
    list: async () => (file ? [JOB] : []),
    stat: async () => (file ? { bytes: 1, modifiedAt: 0, directory: true } : null),
    readFile: async (path: string) => {
      if (file && path === `/w/jobs/${JOB}/job.json`) return Buffer.from(JSON.stringify(file));
      const text = files[path.replace(`/w/jobs/${JOB}/`, '')];
      return text == null ? null : Buffer.from(text);
    },
    readLock: async () => (more.lockedBy ? { jobId: more.lockedBy } : null),
    engineId: async () => 'e-1',
    containers: async () => [container, ...(more.containers ?? [])],
    resolve: async (ref: { readonly name: string }) => [sampleContainer(ref.name)],
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
      probe: async () => {
        asked.push('probe');
        const databases = (more.databases ?? [live]).map((name) => ({ name, oid: 1 }));
        return { databases, roles: more.roles ?? [] };
      },
    },
    media: {
      holdings: async () => (more.media ?? []).map((short) => ({ short })),
    },
  } as unknown as TargetParts;
  const session = {
    profile: sampleProfile(),
    host: strict,
    docker: strict,
    workDirectory: async () => '/w',
    parts: async () => {
      if (more.down) throw fail('container-not-running', { container: container.name, state: 'exited' });
      return parts;
    },
  } as unknown as TargetSession;
  return { session, parts, diary, asked };
}

const ours = { id: container.id, name: container.name };
const renewed = { id: 'made-anew', name: container.name };
const another = { id: 'another', name: 'shop2-db-1' };
/** As Compose 1 had called it; gone since. */
const former = { id: 'former', name: 'shop_db_1' };

test.each<[string, Folder | 'none', There]>([
  ['its folder names this container', { container: ours, engine: 'e-1' }, {}],
  ['its folder names this container, on an engine without an id', { container: ours }, {}],
  ['the container was made anew under its name since', { container: renewed, engine: 'e-1' }, {}],
  ['this target’s lock is its own', { container: another, engine: 'e-1' }, { lockedBy: JOB }],
  ['it has no folder', 'none', {}],
])('a job is this target’s when %s', async (_when, folder, more) => {
  const { session, parts } = target(folder, more);
  expect(await notOwnJob(session, parts, JOB)).toBeNull();
});

/** Folders that do not tell whose the job is: what it has left here does. */
const SILENT: readonly (readonly [string, Folder])[] = [
  ['is of an earlier version', {}],
  ['names a container that Compose has made anew under another name', { container: former, engine: 'e-1' }],
  ['names this container on an engine that was installed anew', { container: renewed, engine: 'e-0' }],
];

const LEFT: readonly (readonly [string, There])[] = [
  ['its old database', { databases: [live, `${live}__rc_old_1f2e3d4c`] }],
  ['the database that it holds', { databases: [`${live}__rc_held_1f2e3d4c`] }],
  ['its loader role', { roles: ['rc_loader_1f2e3d4c'] }],
  ['media that it keeps', { media: ['1f2e3d4c'] }],
  ['the services that it has stopped', { databases: [], journal: inPlaceJournal('id-of-shop-backend-1') }],
];

test.each(SILENT.flatMap(([which, folder]) => LEFT.map(([what, there]) => ({ which, folder, what, there }))))(
  'a job whose folder $which is this target’s where $what is found',
  async ({ folder, there }) => {
    const { session, parts } = target(folder, there);
    expect(await notOwnJob(session, parts, JOB)).toBeNull();
  },
);

test.each(SILENT)(
  'a job whose folder %s is not known to be this target’s by itself',
  async (_which, folder) => {
    const { session, parts } = target(folder, { roles: ['rc_loader_ffffffff'], media: ['ffffffff'] });
    expect((await notOwnJob(session, parts, JOB))?.error.code).toBe('job-target-unknown');
  },
);

test.each([
  ['under another name', { container: former, engine: 'e-1' }],
  ['on another engine', { container: renewed, engine: 'e-0' }],
])(
  'a restore in place that has dropped everything goes on where its container and services were made anew %s',
  async (_how, folder) => {
    const journal = inPlaceJournal('stopped-and-made-anew');
    const gone = target(folder, { databases: ['postgres'], journal });
    expect(await notOwnJob(gone.session, gone.parts, JOB)).toBeNull();
    const lives = target(folder, { databases: [live], journal });
    expect((await notOwnJob(lives.session, lives.parts, JOB))?.error.code).toBe('job-target-unknown');
  },
);

test('a container that is there beside this one keeps its job, whatever is found here', async () => {
  const { session, parts } = target(
    { container: former, engine: 'e-1' },
    { containers: [{ ...former, id: 'made-anew-too' }], databases: [`${live}__rc_old_1f2e3d4c`] },
  );
  expect((await notOwnJob(session, parts, JOB))?.error.code).toBe('job-of-other-target');
});

test('what the error says to write into job.json makes the job this target’s', async () => {
  const { session, parts } = target({ container: former, engine: 'e-0' });
  const params = (await notOwnJob(session, parts, JOB))?.error.params ?? {};
  const corrected = target({
    database: String(params.database),
    container: { id: String(params.id), name: String(params.container) },
    engine: 'e-0',
  });
  expect(await notOwnJob(corrected.session, corrected.parts, JOB)).toBeNull();
});

const OTHERS = [
  [
    'another container with a database of this name',
    { container: another, engine: 'e-1' },
    'job-of-other-target',
  ],
  ['a container of this name on another engine', { container: renewed, engine: 'e-2' }, 'job-target-unknown'],
  ['another database', { database: 'wiki', container: ours, engine: 'e-1' }, 'job-of-other-target'],
  ['nobody, as in an earlier version', {}, 'job-target-unknown'],
] as const;

test.each(OTHERS)('a job whose folder names %s is not this target’s', async (_whose, folder, code) => {
  const { session, parts } = target(folder, {
    lockedBy: 'ffffffff-0000-4000-8000-000000000000',
    containers: [another],
  });
  expect((await notOwnJob(session, parts, JOB))?.error.code).toBe(code);
});

test.each(OTHERS)('a job of %s is not taken into this history', async (_whose, folder, code) => {
  const { session, diary } = target(folder, { containers: [another], record: true });
  await expect(findHostJob(session, '1f2e3d4c')).rejects.toMatchObject({ error: { code } });
  expect(diary).toEqual([]);
});

test.each(OTHERS)('a job of %s is listed unless it is surely another’s', async (_whose, folder, code) => {
  const { session, asked } = target(folder, { containers: [another], record: true });
  const listed = (await hostJobs(session)).map(({ id }) => id);
  expect(listed).toEqual(code === 'job-of-other-target' ? [] : [JOB]);
  expect(asked).toEqual([]);
});

test.each<[string, Folder, readonly string[]]>([
  ['this target', { container: ours, engine: 'e-1' }, [JOB]],
  ['a container that cannot be asked about', { container: another, engine: 'e-1' }, [JOB]],
  ['another database', { database: 'wiki', container: another, engine: 'e-1' }, []],
])('with the database down the jobs of %s are told from the work directory', async (_whose, folder, jobs) => {
  const { session } = target(folder, { down: true, record: true });
  expect((await hostJobs(session)).map(({ id }) => id)).toEqual(jobs);
  expect((await findHostJob(session, '1f2e3d4c'))?.id).toBe(JOB);
});

test.each(OTHERS)(
  'attach, recover and rollback touch nothing of a job of %s',
  async (_whose, folder, code) => {
    const { session, parts, diary } = target(folder, { containers: [another] });
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
      containers: async () => [],
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
