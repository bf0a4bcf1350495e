import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { probeTarget } from '../../../main/restore/preflight/probe-target';
import { unfinishedCutovers } from '../../../main/restore/preflight/unfinished-cutovers';
import type { TargetParts, TargetSession } from '../../../main/restore/target-session';
import { createLocalHost } from '../../support/local-host';
import { sampleContainer } from '../../support/sample-facts';
import { sampleProfile } from '../../support/sample-profile';
import { temporaryFolder } from '../../support/temporary-folder';

const JOB = '1f2e3d4c-0000-4000-8000-000000000000';
const HALF = '1 note attempt run 7\n2 begin swap\n';
const container = sampleContainer('shop-db-1');
const live = sampleProfile().database.name;

/** job.json of a job that restored into a container; the target's own by default, as it was called before a recreate. */
function about(change: { readonly id?: string; readonly name?: string; readonly database?: string } = {}) {
  const { id = 'before-compose-down', name = container.name, database = live } = change;
  return JSON.stringify({
    databases: { live: database },
    database_container: { id, name },
    engine: 'e-1',
  });
}

/** A target whose work directory has one job folder with these files; counts what it asks the host and docker. */
function target(files: Readonly<Record<string, string>> | null) {
  const workDir = join(temporaryFolder(), 'work');
  for (const [name, content] of Object.entries(files ?? {})) {
    mkdirSync(join(workDir, 'jobs', JOB, 'rollback-1'), { recursive: true });
    writeFileSync(join(workDir, 'jobs', JOB, name), content);
  }
  const asked: string[] = [];
  const counted = <T extends object>(what: T): T =>
    new Proxy(what, {
      get: (there, name) => {
        asked.push(String(name));
        return Reflect.get(there, name);
      },
    });
  const docker = {
    version: async () => '28.0.0',
    readLock: async () => null,
    engineId: async () => 'e-1',
    containers: async () => [container, sampleContainer('shop2-db-1')],
  };
  const session = {
    profile: { ...sampleProfile(), health: null },
    host: counted(createLocalHost()),
    docker: counted(docker),
    workDirectory: async () => workDir,
    parts: async () => parts,
  } as unknown as TargetSession;
  const parts = {
    container,
    database: { probe: async () => ({ databases: [{ name: live, oid: 1 }], roles: [] }) },
    media: null,
    services: [],
  } as unknown as TargetParts;
  return {
    look: () => unfinishedCutovers(session, parts, workDir),
    probe: () => probeTarget(session, 'a'.repeat(64)),
    asked,
    folder: `${workDir}/jobs/${JOB}`,
  };
}

test.each([
  ['without a word', { 'cutover.journal': HALF }],
  ['that needs a person', { 'cutover.journal': HALF, 'cutover.status': 'needs-person swap-failed swap x\n' }],
  ['of a rollback', { 'rollback-1/cutover.journal': HALF }],
  ['of a restore in place', { 'in-place.json': '{}' }],
])('a cutover %s is found, though its container was made anew and has another lock', async (_what, files) => {
  const { look, folder } = target({ 'job.json': about(), ...files });
  expect(await look()).toEqual([{ jobId: JOB, folder }]);
});

test.each([
  ['of another database', about({ database: 'other' })],
  ['of another container', about({ id: 'another', name: 'shop2-db-1' })],
  ['whose folder does not tell, and that has left nothing here', '{ half'],
])('a cutover %s does not stand against this target', async (_whose, file) => {
  expect(await target({ 'job.json': file, 'cutover.journal': HALF }).look()).toEqual([]);
});

test('the probes of a plan look for them, and a work directory that is not there yet is no problem', async () => {
  const half = target({ 'job.json': about(), 'cutover.journal': HALF });
  expect((await half.probe()).unfinished).toEqual([{ jobId: JOB, folder: half.folder }]);
  expect(await target(null).probe()).toMatchObject({ unfinished: [], problems: [] });
});

test('a work directory that is not there yet, or where all has ended, costs one call', async () => {
  const absent = target(null);
  expect(await absent.look()).toEqual([]);
  expect(absent.asked).toEqual(['run']);
  const ended = target({
    'job.json': about(),
    'cutover.journal': HALF,
    'cutover.status': 'reversed interrupted\n',
  });
  expect(await ended.look()).toEqual([]);
  expect(ended.asked).toEqual(['run']);
});
