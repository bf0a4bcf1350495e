import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { CommandContext } from '../../../main/cli/command-context';
import { addRestoreCommands } from '../../../main/cli/commands/declare-restore';
import { RestoreService } from '../../../main/restore/restore-service';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import type { OpenOutcome } from '../../../main/restore/target-session';
import type { Job } from '../../../shared/restore/job';
import { restoreOptionsSchema } from '../../../shared/restore/plan';
import { MemoryJobStore } from '../../support/sample-context';
import { sampleContainer, sampleFacts } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleManifest } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';
import { writtenLines } from '../../support/written-lines';

const profile = sampleProfile();
const manifest = sampleManifest();
const sha256 = { backup_metadata: { sha256: manifest.sha256 } };
const ours = sampleJob({ ...sha256, status: 'completed', created_at: '2026-02-01T12:00:00.000Z' });
const theirs = sampleJob({
  ...sha256,
  id: 'aaaaaaaa-0000-4000-8000-000000000002',
  status: 'restoring',
  target: 'as-they-call-it',
  created_at: '2026-02-02T12:00:00.000Z',
});

/** A host whose job folders hold the records of these jobs. */
function telling(jobs: readonly Job[]): OpenOutcome {
  const container = sampleContainer('db');
  const files = new Map<string, unknown>();
  for (const job of jobs) {
    const folder = `/w/jobs/${job.id}`;
    const plan = { dump: null, withMedia: true, safetyBackup: true };
    const facts = runFactsOf(sampleFacts());
    const more = {
      options: restoreOptionsSchema.parse({}),
      facts,
      plan,
      helperImage: 'i',
      uploadOnly: false,
    };
    files.set(`${folder}/run.json`, { version: 1, job, ...more, done: [], products: {} });
    files.set(`${folder}/manifest.json`, manifest);
    files.set(`${folder}/job.json`, {
      databases: { live: profile.database.name },
      database_container: { id: container.id, name: container.name },
    });
  }
  const session = {
    profile,
    host: {
      list: async () => jobs.map(({ id }) => id),
      readFile: async (path: string) =>
        files.has(path) ? Buffer.from(JSON.stringify(files.get(path))) : null,
    },
    docker: { readLock: async () => null, engineId: async () => null, containers: async () => [container] },
    workDirectory: async () => '/w',
    parts: async () => ({ container }),
    close: async () => undefined,
  };
  return { kind: 'open', session } as unknown as OpenOutcome;
}

/** What `jobs` prints on a console whose history holds our job alone, of a host that tells of both. */
async function jobs(words: readonly string[], own: Job = ours, owned = false) {
  const store = new MemoryJobStore();
  store.create(own);
  store.isOwned = () => owned;
  const restore = new RestoreService({
    inspector: {} as never,
    jobs: store,
    sessions: { open: async () => telling([ours, theirs]) },
    profile: () => profile,
    clock: { now: () => new Date(0), ticks: () => 0 },
    operator: { name: 'me', machine: 'here' },
    redact: (text) => text,
    newId: () => 'new',
  });
  const { io, out } = writtenLines();
  const app = { jobs: store, restore, targets: { neededSecrets: () => [] } };
  const context = { io, language: 'en', app: async () => app } as unknown as CommandContext;
  const program = new Command().exitOverride();
  let ending: Promise<number> | undefined;
  addRestoreCommands(program, context, (action) => async () => {
    ending = action();
    await ending.catch(() => undefined);
  });
  await program.parseAsync(['jobs', ...words], { from: 'user' });
  return { exitCode: await ending, out };
}

const ON_HOST = ['--target', profile.name, '--on-host'];

test('jobs --on-host lists what the host tells, newest first, and marks what this history does not know', async () => {
  const { exitCode, out } = await jobs(ON_HOST);
  expect(exitCode).toBe(0);
  expect(out).toHaveLength(2);
  expect(out[0]).toMatch(/^aaaaaaaa .*interrupted.*\(not in this history\)$/);
  expect(out[1]).toMatch(/^1f2e3d4c .*completed/);
  expect(out[1]).not.toContain('not in this history');
});

test('as JSON it has the shape of jobs, under this console’s name of the target; total counts before the limit', async () => {
  const { out } = await jobs([...ON_HOST, '--limit', '1', '--json']);
  const told = { ...theirs, status: 'interrupted', target: profile.name };
  expect(JSON.parse(out.join('\n'))).toEqual({ jobs: [told], total: 2 });
});

test('a status narrows it as it does jobs', async () => {
  const { out } = await jobs([...ON_HOST, '--status', 'completed', '--json']);
  expect(JSON.parse(out.join('\n'))).toMatchObject({ jobs: [{ id: ours.id }], total: 1 });
});

test('what a living process of this machine runs is told as it knows it, not as interrupted', async () => {
  const running = { ...theirs, target: profile.name, current_step: 'load' };
  const { out } = await jobs([...ON_HOST, '--status', 'restoring', '--json'], running, true);
  expect(JSON.parse(out.join('\n'))).toMatchObject({ jobs: [{ id: theirs.id, current_step: 'load' }] });
});

test('--on-host without a target, and a status that there is not, are usage errors', async () => {
  await expect(jobs(['--on-host'])).rejects.toMatchObject({ error: { code: 'usage' } });
  const unknown = jobs([...ON_HOST, '--status', 'nearly']);
  await expect(unknown).rejects.toMatchObject({ error: { code: 'usage' } });
});
