import { expect, test } from 'vitest';
import { inPlaceJournalSchema } from '../../../main/restore/in-place/journal';
import { inPlaceLoad } from '../../../main/restore/in-place/load-step';
import { takeDown } from '../../../main/restore/in-place/take-down';
import { databaseNames, heldName, jobPlace } from '../../../main/restore/names';
import { stepIo } from '../../../main/restore/run/execute-run';
import type { RunProducts } from '../../../main/restore/run/run-context';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { buildCutoverSpec } from '../../../main/restore/steps/cutover-spec';
import type { TargetParts, TargetSession } from '../../../main/restore/target-session';
import { fail } from '../../../shared/errors/app-error';
import { sampleContext } from '../../support/sample-context';
import { sampleFacts } from '../../support/sample-facts';

const SHA = 'a'.repeat(64);
const NOW = [
  { id: 'worker-2', name: 'shop-worker-1' },
  { id: 'backend-2', name: 'shop-backend-1' },
];

/** A run in place that stopped its services, whose containers were made anew since; `stopped` are the ids that were asked for. */
function run(products: RunProducts) {
  const { context: bare } = sampleContext(products);
  const place = jobPlace(bare.recorder.job.id, '/w', SHA, 'image');
  const names = databaseNames('shop', place.jobId);
  const planned = { dump: null, withMedia: false, safetyBackup: false, names };
  bare.products.prepared = { facts: runFactsOf(sampleFacts()), planned, place };
  const path = `${place.jobDir}/in-place.json`;
  const journal = inPlaceJournalSchema.parse({
    version: 1,
    live: 'shop',
    held: heldName('shop', place.jobId),
    live_oid: 100,
    services: [
      { id: 'worker-1', name: 'shop-worker-1', role: 'worker', grace_seconds: 5, was_running: false },
      { id: 'backend-1', name: 'shop-backend-1', role: 'backend', grace_seconds: 5, was_running: true },
    ],
    healthy_before: null,
    backup: {
      path: '/w/x.dump',
      bytes: 7,
      sha256: SHA,
      survey: { tables: [], sequences: [], objects: [], properties: [] },
    },
    dropping: false,
    put_back_oid: null,
  });
  const files = new Map([[path, JSON.stringify(journal)]]);
  const stopped: string[] = [];
  const session = {
    host: {
      readFile: async (file: string) => {
        const content = files.get(file);
        return content === undefined ? null : Buffer.from(content);
      },
      writeFile: async (file: string, content: string) => void files.set(file, content),
      stat: async () => ({ bytes: 7, modifiedAt: 0, directory: false }),
      run: async () => `${SHA}  x`,
    },
    docker: {
      containers: async () => NOW,
      stop: async (id: string) => {
        if (!NOW.some((each) => each.id === id))
          throw fail('container-missing', { container: id, candidates: '' });
        const again = stopped.includes(id);
        if (!again) stopped.push(id);
        return again ? 'was-stopped' : 'stopped';
      },
    },
  } as unknown as TargetSession;
  const dropped = fail('swap-failed', { reason: 'this test ends here' });
  const parts = {
    database: {
      inPlace: {
        hold: async () => undefined,
        manualWay: async () => [],
        dropHeld: () => Promise.reject(dropped),
      },
    },
  } as unknown as TargetParts;
  const profile = { ...bare.profile, health: null, postCommands: [], services: [], media: null };
  const context = { ...bare, profile, session: async () => session, parts: async () => parts };
  const io = stepIo(context, 'cutover', new AbortController().signal);
  const written = () => inPlaceJournalSchema.parse(JSON.parse(files.get(path) ?? ''));
  return { context, parts, io, stopped, journal, written, dropped };
}

/** As they were before, by the containers that are there. */
const MEANT = [
  { id: 'worker-2', was_running: false },
  { id: 'backend-2', was_running: true },
];

test('taken up again, it stops the services that were made anew, and the journal means them', async () => {
  const { context, io, stopped, written } = run({ inPlaceBegun: true });
  expect((await takeDown(context, io)).services).toMatchObject(MEANT);
  expect(stopped).toEqual(['worker-2', 'backend-2']);
  expect(written().services).toMatchObject(MEANT);
});

test('before the drop it stops the services that were made anew, and what is written for it means them', async () => {
  const { context, io, stopped, written, dropped } = run({ inPlaceBegun: true });
  await expect(inPlaceLoad.run(context, io)).rejects.toBe(dropped);
  expect(stopped).toEqual(['worker-2', 'backend-2']);
  expect(written()).toMatchObject({ dropping: true, services: MEANT });
});

test('the cutover of a restore in place means the services that were made anew, as they ran before', async () => {
  const { context, parts, io, journal, written } = run({ inPlaceBegun: true, inPlaceDropped: true });
  const { services } = await buildCutoverSpec(context, parts, io);
  expect(services).toEqual([
    { id: 'worker-2', name: 'shop-worker-1', role: 'worker', graceSeconds: 5, wasRunning: false },
    { id: 'backend-2', name: 'shop-backend-1', role: 'backend', graceSeconds: 5, wasRunning: true },
  ]);
  expect(written()).toMatchObject({ ...journal, services: MEANT });
});
