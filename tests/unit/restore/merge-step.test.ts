import { expect, test } from 'vitest';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import { makePlan } from '../../../main/restore/plan/make-plan';
import type { DatabaseServer } from '../../../main/restore/ports/database';
import { executeRun } from '../../../main/restore/run/execute-run';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { load } from '../../../main/restore/steps/load';
import { merge } from '../../../main/restore/steps/merge';
import { fail } from '../../../shared/errors/app-error';
import { sampleContext } from '../../support/sample-context';
import { sampleContainer, sampleFacts } from '../../support/sample-facts';

test('a merge whose answer was lost with the connection is never trusted: the fresh database is filled anew', async () => {
  const { context } = sampleContext();
  const { id } = context.recorder.job;
  const { profile, manifest, options } = context;
  const facts = sampleFacts();
  const planned = makePlan({ jobId: id, profile, manifest, options, facts, history: [], now: new Date() });
  context.products.prepared = {
    facts: runFactsOf(facts),
    planned,
    place: jobPlace(id, '/w', 'a'.repeat(64), 'image'),
  };
  const diary: string[] = [];
  let answers = 0;
  const database: Pick<DatabaseServer, 'dropFresh' | 'createFresh' | 'load' | 'mergeAdministrators'> = {
    dropFresh: async () => void diary.push('drop'),
    createFresh: async () => {
      diary.push('create');
      return { oid: 20_000 + diary.length };
    },
    load: async () => {
      diary.push('load');
      return { countedRows: null };
    },
    mergeAdministrators: async () => {
      diary.push('merge');
      answers += 1;
      if (answers === 1) throw fail('connection-lost', { host: 'h', reason: 'cut after the commit' });
      return [{ email: 'ops@example.org', action: 'inserted' }];
    },
  };
  const parts = {
    container: sampleContainer('db'),
    helperImage: 'image',
    media: null,
    services: [],
    database,
  };
  const withParts = { ...context, parts: async () => parts as never };
  const end = await executeRun(withParts, [[[load, merge]]], new AbortController().signal, async () => true);
  expect(end).toEqual({ kind: 'completed' });
  expect(diary).toEqual(['drop', 'create', 'load', 'merge', 'drop', 'create', 'load', 'merge']);
  expect(context.products.administrators).toEqual([{ email: 'ops@example.org', action: 'inserted' }]);
  expect(databaseNames('shop', id).fresh).toBe(planned.names.fresh);
});

test('an administrator whose likeness is not certain is warned of by name, and the run goes on', async () => {
  const { context } = sampleContext();
  const { id } = context.recorder.job;
  const { profile, manifest, options } = context;
  const facts = sampleFacts();
  context.products.prepared = {
    facts: runFactsOf(facts),
    planned: makePlan({ jobId: id, profile, manifest, options, facts, history: [], now: new Date() }),
    place: jobPlace(id, '/w', 'a'.repeat(64), 'image'),
  };
  const database: Pick<DatabaseServer, 'mergeAdministrators'> = {
    mergeAdministrators: async () => [
      { email: 'ops@example.org', action: 'kept' },
      { email: 'Ana@example.org', action: 'ambiguous' },
    ],
  };
  const withParts = { ...context, parts: async () => ({ database }) as never };
  const end = await executeRun(withParts, [[[merge]]], new AbortController().signal, async () => true);
  expect(end).toEqual({ kind: 'completed' });
  expect(context.recorder.job.warnings).toEqual([
    { code: 'merge-ambiguous', params: { email: 'Ana@example.org' } },
  ]);
});
