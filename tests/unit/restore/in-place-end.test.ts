import { describe, expect, test } from 'vitest';
import { rowsIn, surveyDifferences } from '../../../main/restore/in-place/compare-surveys';
import { endInPlace, type InPlaceEnd } from '../../../main/restore/in-place/end-in-place';
import { type InPlaceJournal, readInPlaceJournal } from '../../../main/restore/in-place/journal';
import { inPlaceRunEnd } from '../../../main/restore/in-place/run-end';
import type { DatabaseSurvey, NamesNow } from '../../../main/restore/ports/in-place';
import { RestoreConsoleError } from '../../../shared/errors/app-error';
import { InPlaceTarget, SURVEY } from '../../support/in-place-target';

const JOURNAL: InPlaceJournal = {
  version: 1,
  live: 'shop',
  held: 'shop__rc_held_1f2e3d4c',
  live_oid: 100,
  services: [
    { id: 'w', name: 'shop-worker-1', role: 'worker', grace_seconds: 5, was_running: true },
    { id: 'b', name: 'shop-backend-1', role: 'backend', grace_seconds: 5, was_running: true },
    { id: 's', name: 'shop-stopped-1', role: 'worker', grace_seconds: 5, was_running: false },
  ],
  healthy_before: null,
  backup: { path: '/w/safety-backups/x.dump', bytes: 7, sha256: 'a'.repeat(64), survey: SURVEY },
  dropping: true,
  put_back_oid: null,
};
const GONE: NamesNow = { nameOfOid: null, liveOid: null, heldOid: null };

function target(journal: InPlaceJournal | null, now: NamesNow): InPlaceTarget {
  return new InPlaceTarget(journal, now);
}

describe('how a restore in place is taken back, by the host’s facts', () => {
  test('nothing of one has begun: nothing is done', async () => {
    const host = target(null, GONE);
    expect(await endInPlace(host.at())).toBeNull();
    expect(host.done).toEqual([]);
  });

  test('the old database still is there: it is opened, whatever the journal meant to do, and what ran is started', async () => {
    const host = target(JOURNAL, { nameOfOid: JOURNAL.held, liveOid: null, heldOid: 100 });
    expect(await endInPlace(host.at())).toEqual({ kind: 'unchanged' });
    expect(host.done).toEqual(['release 100', 'start b', 'start w']);
    expect(await readInPlaceJournal(host.at().session.host, host.at().place)).toBeNull();
  });

  test('it is gone: put back from the backup, counted, renamed, and only then started', async () => {
    const host = target(JOURNAL, GONE);
    expect(await endInPlace(host.at())).toEqual({ kind: 'put-back' });
    expect(host.done).toEqual(['put back /w/safety-backups/x.dump', 'release 200', 'start b', 'start w']);
  });

  test('put back and counted before a console died: it is not done again', async () => {
    const host = target({ ...JOURNAL, put_back_oid: 200 }, { nameOfOid: null, liveOid: null, heldOid: 200 });
    expect(await endInPlace(host.at())).toEqual({ kind: 'put-back' });
    expect(host.done).toEqual(['release 200', 'start b', 'start w']);
  });

  test('a half restore under the held name counts for nothing: it is made anew', async () => {
    const host = target(JOURNAL, { nameOfOid: null, liveOid: null, heldOid: 150 });
    expect(await endInPlace(host.at())).toEqual({ kind: 'put-back' });
    expect(host.done[0]).toBe('put back /w/safety-backups/x.dump');
  });

  test.each<[string, InPlaceJournal, NamesNow, (host: InPlaceTarget) => void]>([
    ['another database has the live name', JOURNAL, { ...GONE, liveOid: 300 }, () => undefined],
    ['it is gone and no backup was proven', { ...JOURNAL, backup: null }, GONE, () => undefined],
    [
      'it is gone and this run never meant to drop it',
      { ...JOURNAL, dropping: false },
      GONE,
      () => undefined,
    ],
    ['the backup has another digest', JOURNAL, GONE, (host) => host.changeDigest()],
    ['the backup is shorter than proven', JOURNAL, GONE, (host) => host.shorten()],
    ['a row is missing in what was put back', JOURNAL, GONE, (host) => host.loseARow()],
    ['a service does not start', JOURNAL, GONE, (host) => host.failStart()],
  ])(
    '%s: a person is needed, with the manual way, and the journal is kept',
    async (_why, journal, now, harm) => {
      const host = target(journal, now);
      harm(host);
      const end = await endInPlace(host.at());
      expect(end).toMatchObject({ kind: 'needs-person', manual: ['# by hand'] });
      expect(await readInPlaceJournal(host.at().session.host, host.at().place)).not.toBeNull();
    },
  );

  test.each<[string, NamesNow, InPlaceEnd['kind'], number | null]>([
    ['never dropped', { nameOfOid: JOURNAL.held, liveOid: null, heldOid: 100 }, 'unchanged', null],
    ['put back', GONE, 'put-back', 200],
  ])(
    'services that were made anew since are started by their names, as they ran before: %s',
    async (_which, now, kind, putBack) => {
      const host = target(JOURNAL, now);
      host.makeAnew([
        { id: 'b2', name: 'shop-backend-1' },
        { id: 'w2', name: 'shop-worker-1' },
        { id: 's2', name: 'shop-stopped-1' },
        { id: 'other', name: 'wiki-backend-1' },
      ]);
      expect(await endInPlace(host.at())).toEqual({ kind });
      expect(host.done.slice(-2)).toEqual(['start b2', 'start w2']);
      expect(host.ended()).toEqual({
        ...JOURNAL,
        put_back_oid: putBack,
        services: JOURNAL.services.map((service) => ({ ...service, id: `${service.id}2` })),
      });
    },
  );

  test('a service that is gone, and none has its name: a person is needed, and the journal still means it', async () => {
    const host = target(JOURNAL, { nameOfOid: JOURNAL.held, liveOid: null, heldOid: 100 });
    host.makeAnew([{ id: 'b2', name: 'shop-backend-1' }]);
    expect(await endInPlace(host.at())).toMatchObject({ kind: 'needs-person', manual: ['# by hand'] });
    const journal = await readInPlaceJournal(host.at().session.host, host.at().place);
    expect(journal?.services.map(({ id }) => id)).toEqual(['w', 'b2', 's']);
  });

  test('what passes by itself is thrown, so that it is tried again', async () => {
    const host = target(JOURNAL, GONE);
    host.loseServer();
    await expect(endInPlace(host.at())).rejects.toBeInstanceOf(RestoreConsoleError);
  });

  test('services are not started on a database that was not found complete', async () => {
    const host = target(JOURNAL, GONE);
    host.loseARow();
    await endInPlace(host.at());
    expect(host.done.filter((word) => /^(start|release)/.test(word))).toEqual([]);
  });
});

describe('what a run is called after it was taken back', () => {
  const failed = {
    kind: 'failed',
    step: 'load',
    error: {
      code: 'load-failed',
      params: { database: 'x', reason: 'ERROR: division by zero', where: 'l:3' },
    },
  } as const;

  test('never dropped: it is what it would be by swap', () => {
    expect(inPlaceRunEnd({ kind: 'unchanged' }, failed)).toBe(failed);
  });

  test('put back: reversed, with the step and the cause, also after a cancel', () => {
    expect(inPlaceRunEnd({ kind: 'put-back' }, failed)).toMatchObject({
      kind: 'reversed',
      error: {
        code: 'in-place-reversed',
        params: { step: 'load', reason: expect.stringContaining('division') },
      },
    });
    expect(inPlaceRunEnd({ kind: 'put-back' }, { kind: 'cancelled', step: 'verify' })).toMatchObject({
      kind: 'reversed',
      error: { params: { step: 'verify', reason: 'cancelled' } },
    });
  });

  test('not put back: a person is needed', () => {
    const back: InPlaceEnd = {
      kind: 'needs-person',
      error: { code: 'needs-person', params: { part: 'put back', reason: 'x' } },
      manual: ['# by hand'],
    };
    expect(inPlaceRunEnd(back, failed)).toMatchObject({ kind: 'needs-person', manual: ['# by hand'] });
  });
});

describe('a database put back is compared with what was counted before', () => {
  const changed = (change: Partial<DatabaseSurvey>): readonly string[] =>
    surveyDifferences(SURVEY, { ...SURVEY, ...change });

  test('the same is the same', () => {
    expect(surveyDifferences(SURVEY, structuredClone(SURVEY))).toEqual([]);
    expect(rowsIn(SURVEY)).toBe(12);
  });

  test('every kind of difference is found', () => {
    expect(changed({ tables: [{ name: 'public.a', rows: 9 }] })).toEqual([
      'rows of public.a: 10 before, 9 now',
      'rows of public.b: 2 before, none now',
    ]);
    expect(changed({ sequences: [] })).toHaveLength(1);
    expect(changed({ objects: [{ kind: 'trigger', count: 0 }] })).toEqual([
      'number of trigger: 1 before, 0 now',
    ]);
    expect(changed({ properties: [{ name: 'owner', value: 'postgres' }] })).toEqual([
      'not put back: owner shop_user',
      'not there before: owner postgres',
    ]);
  });
});
