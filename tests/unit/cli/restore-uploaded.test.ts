import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { CommandContext } from '../../../main/cli/command-context';
import { addRestoreCommands } from '../../../main/cli/commands/declare-restore';
import { newJob } from '../../../main/restore/new-job';
import { fail } from '../../../shared/errors/app-error';
import type { Job } from '../../../shared/restore/job';
import { type RestoreOptions, restoreOptionsSchema } from '../../../shared/restore/plan';
import { sampleJob } from '../../support/sample-job';
import { sampleDump, sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';

const TARGET = sampleProfile().name;
const TWO = sampleManifest({ dumps: [sampleDump({ name: 'sql/a.sql' }), sampleDump({ name: 'sql/b.sql' })] });

/** The job that `upload` leaves when told so. */
function uploaded(told: Partial<RestoreOptions> = {}): Job {
  const options = restoreOptionsSchema.parse(told);
  const operator = { name: 'ana', machine: 'laptop' };
  const job = newJob(sampleJob().id, sampleProfile(), TWO, options, operator, new Date(0));
  return { ...job, status: 'uploaded' };
}

/** What the service is asked to restore by `restore <job>` with these words; the history holds the job alone. */
async function asked(job: Job, ...words: readonly string[]): Promise<Partial<RestoreOptions>> {
  let request: { readonly options: RestoreOptions; readonly jobId?: string } | null = null;
  const app = {
    jobs: { find: (id: string) => (id === job.id ? job : null) },
    targets: { neededSecrets: () => [], get: () => sampleProfile() },
    restore: {
      listen: () => () => undefined,
      start: async (wanted: NonNullable<typeof request>) => {
        request = wanted;
        throw fail('cancelled', { step: 'far enough' });
      },
    },
  };
  const context = { io: {}, language: 'en', app: async () => app } as unknown as CommandContext;
  const program = new Command().exitOverride();
  let thrown: unknown;
  addRestoreCommands(program, context, (action) => async () => {
    await action().catch((error: unknown) => {
      thrown = error;
    });
  });
  const argv = ['restore', job.id, '--target', TARGET, '--confirm', TARGET, ...words];
  await program.parseAsync(argv, { from: 'user' });
  const found = request as { readonly options: RestoreOptions; readonly jobId?: string } | null;
  if (found === null) throw thrown;
  expect(found.jobId).toBe(job.id);
  const { restoreSql, restoreMedia, dump } = found.options;
  return { restoreSql, restoreMedia, dump };
}

const B = { dump: 'b.sql' };

test.each<[string, Partial<RestoreOptions>, readonly string[], Partial<RestoreOptions>]>([
  ['--no-sql', { restoreSql: false }, [], { restoreSql: false, restoreMedia: true, dump: null }],
  [
    '--no-media',
    { ...B, restoreMedia: false },
    [],
    { restoreSql: true, restoreMedia: false, dump: 'sql/b.sql' },
  ],
  ['a dump', B, [], { restoreSql: true, restoreMedia: true, dump: 'sql/b.sql' }],
  [
    'a dump, and restore --no-media',
    B,
    ['--no-media'],
    { restoreSql: true, restoreMedia: false, dump: 'sql/b.sql' },
  ],
])('restore of a job whose upload was told %s keeps to it', async (_told, told, words, options) => {
  expect(await asked(uploaded(told), ...words)).toEqual(options);
});

test('what restore itself says goes before what upload was told', async () => {
  const withSql = await asked(uploaded({ restoreSql: false }), '--sql', '--dump', 'a.sql');
  expect(withSql).toEqual({ restoreSql: true, restoreMedia: true, dump: 'a.sql' });
  const withMedia = await asked(uploaded({ ...B, restoreMedia: false }), '--media', '--no-sql');
  expect(withMedia).toMatchObject({ restoreSql: false, restoreMedia: true });
});

test.each<[string, Partial<RestoreOptions>, readonly string[]]>([
  ['a job without its media, restored --no-sql', { restoreMedia: false }, ['--no-sql']],
  ['a job without its database, restored --no-media', { restoreSql: false }, ['--no-media']],
  ['a job without its database, a dump of it named', { restoreSql: false }, ['--dump', 'a.sql']],
])('%s, is a usage error', async (_what, told, words) => {
  await expect(asked(uploaded(told), ...words)).rejects.toMatchObject({ error: { code: 'usage' } });
});
