import { expect, test } from 'vitest';
import { quoteArgument } from '../../../main/remote/shell-quote';
import { createCutover } from '../../../main/restore/cutover/create-cutover';
import { cutoverFacts } from '../../../main/restore/cutover/facts';
import { cutoverFiles } from '../../../main/restore/cutover/files';
import { manualWay } from '../../../main/restore/cutover/manual-way';
import { CUTOVER_LIMITS, cutoverParameters } from '../../../main/restore/cutover/parameters';
import type { CutoverSpec } from '../../../main/restore/ports/cutover';
import type { RemoteHost } from '../../../main/restore/ports/host';
import { fail } from '../../../shared/errors/app-error';
import { sampleContainer } from '../../support/sample-facts';

const PLACE = { jobId: 'job', short: 'short', workDir: '/w', jobDir: '/w/jobs/job' };
const FILES = cutoverFiles(PLACE);
const OLD_ID = 'a'.repeat(64);
const NEW_ID = 'b'.repeat(64);
const SPEC: CutoverSpec = {
  place: { ...PLACE, archivePath: '', helperImage: '' },
  database: null,
  media: null,
  services: [{ id: OLD_ID, name: 'web', role: 'backend', graceSeconds: 5, wasRunning: true }],
  beforeStart: [],
  health: null,
  healthContainerId: null,
  healthContainerName: null,
  healthTimeoutSeconds: 1,
  healthRequired: false,
};

/** A host with an interrupted cutover, whose script is in these states each time it is asked; writes down what is done. */
function interrupted(...states: readonly ('alive' | 'unfinished' | 'final reversed')[]) {
  const diary: string[] = [];
  const manual = { toOld: [`docker start ${OLD_ID}`], toNew: [] };
  const files = new Map<string, string>([
    [FILES.script, ''],
    [FILES.parameters, cutoverParameters(SPEC, [], { prefix: ['docker'], lostProcesses: [] }, quoteArgument)],
    [FILES.facts, JSON.stringify({ ...cutoverFacts(SPEC, 'ana@host', manual), spec: SPEC })],
    [FILES.status, 'reversed interrupted recover\n'],
  ]);
  const rest = [...states];
  const host: Partial<RemoteHost> = {
    address: 'ana@host',
    stat: async (path) => (files.has(path) ? { bytes: 1, modifiedAt: 0, directory: false } : null),
    readFile: async (path) => {
      const content = files.get(path);
      return content === undefined ? null : Buffer.from(content);
    },
    writeFile: async (path, content) => {
      files.set(path, String(content));
      diary.push(`write ${path.slice(PLACE.jobDir.length + 1)}`);
    },
    run: async (argv) => {
      if (argv.includes('state')) return `${rest.shift()}\n`;
      diary.push(argv.slice(2).join(' '));
      return 'started\n';
    },
    exec: async (_argv, options) => {
      options?.onStdout?.(Buffer.from(`E ${rest.shift()}\n`));
      return { exitCode: 0, signal: null, stdout: '', stderr: '' };
    },
  };
  const told: string[] = [];
  const listener = {
    part: () => undefined,
    downtime: () => undefined,
    log: () => undefined,
    manual: (undo: readonly string[]) => void told.push(...undo),
  };
  const recover = (containers = async () => [sampleContainer('web', { id: NEW_ID })], patience = 0) =>
    createCutover({
      host: host as RemoteHost,
      docker: { prefix: ['docker'], containers, lostProcessesArgv: () => [] },
      quote: quoteArgument,
      limits: { ...CUTOVER_LIMITS, docker: patience },
    }).recover(SPEC.place, listener);
  return { recover, diary, files, told };
}

test('recover lets the script mean a container that was made anew, before it is started', async () => {
  const { recover, diary, files, told } = interrupted('unfinished', 'final reversed');
  expect(await recover()).toMatchObject({ kind: 'reversed' });
  expect(diary).toEqual(['write cutover.env', 'write cutover.json', 'launch recover']);
  expect(files.get(FILES.parameters)).toContain(`SVC_1_ID='${NEW_ID}'`);
  expect(told.at(-1)).toBe(`docker start ${NEW_ID}`);
});

test('what a living script was told is not changed under it, and is once it has died', async () => {
  const living = interrupted('alive', 'final reversed');
  await living.recover();
  expect(living.diary).toEqual([]);
  const dying = interrupted('alive', 'unfinished', 'final reversed');
  await dying.recover();
  expect(dying.diary).toEqual(['write cutover.env', 'write cutover.json', 'launch recover']);
});

test('a docker that is away is waited for, and without its answer nothing is started', async () => {
  const away = fail('docker-not-running', { host: 'ana@host' });
  const gone = interrupted('unfinished');
  await expect(gone.recover(() => Promise.reject(away))).rejects.toBe(away);
  expect(gone.diary).toEqual([]);
  const back = interrupted('unfinished', 'final reversed');
  let asked = 0;
  const outcome = back.recover(async () => {
    asked += 1;
    if (asked === 1) throw away;
    return [sampleContainer('web', { id: NEW_ID })];
  }, 60);
  expect(await outcome).toMatchObject({ kind: 'reversed' });
  expect(back.diary.at(-1)).toBe('launch recover');
});

test('the manual way names containers, whose ids die when they are made anew', () => {
  const database: CutoverSpec['database'] = {
    containerId: OLD_ID,
    containerName: 'shop-db-1',
    adminRole: 'admin',
    maintenanceDatabase: 'postgres',
    liveOid: 1,
    freshOid: 2,
    names: { live: 'shop', fresh: 'new', old: 'old', loader: 'l' },
    psqlArgv: ['exec', '-i', OLD_ID, 'psql'],
  };
  const { toOld, toNew } = manualWay({ ...SPEC, database }, ['docker'], quoteArgument);
  const lines = [...toOld, ...toNew].join('\n');
  expect(lines).not.toContain(OLD_ID);
  expect(lines).toContain('docker start shop-db-1');
  expect(lines).toContain('docker exec -i shop-db-1 psql -c');
});
