import { describe, expect, it } from 'vitest';
import {
  downtimeSeconds,
  killedServices,
  parseJournal,
  parseJournalLine,
  partSeconds,
} from '../../../main/restore/cutover/journal';
import { cutoverOutcome, parseFinalStatus } from '../../../main/restore/cutover/outcome';

const FACTS = {
  database: 'live',
  host: 'ana@host',
  check: 'http://h/',
  commands: ['migrate (backend)'],
  toOld: ['docker start old'],
  toNew: ['docker start new'],
};
const outcome = (status: string, journal = '') =>
  cutoverOutcome(parseFinalStatus(status), parseJournal(journal), FACTS);

describe('the journal of a cutover', () => {
  it('takes a line apart and refuses one a crash cut', () => {
    expect(parseJournalLine('1700 begin stop-service 1 backend')).toEqual({
      at: 1700,
      state: 'begin',
      action: 'stop-service',
      detail: '1 backend',
    });
    expect(parseJournalLine('1700 beg')).toBeNull();
    expect(parseJournalLine('')).toBeNull();
  });

  it('times each part once it ended, also one that failed, and adds up one that was repeated', () => {
    const entries = parseJournal(
      '1000 begin stop\n3500 done stop\n3500 begin swap\n3600 failed swap x\n4000 begin swap\n4400 done swap\n5000 begin health\n',
    );
    expect(partSeconds(entries)).toEqual([
      { name: 'stop', seconds: 2.5 },
      { name: 'swap', seconds: 0.5 },
    ]);
  });

  it('tells the time without service from the first stop to the last word, whoever followed it', () => {
    const stopped = '1000 note downtime began\n2000 begin swap\n';
    expect(downtimeSeconds(parseJournal(`${stopped}4500 note downtime ended\n`))).toBe(3.5);
    const recovered = `${stopped}3000 note downtime began\n9000 note downtime ended\n`;
    expect(downtimeSeconds(parseJournal(recovered))).toBe(8);
  });

  it('tells no time without service while it lasts, or where nothing was stopped', () => {
    expect(downtimeSeconds(parseJournal('1000 note downtime began\n'))).toBeNull();
    expect(downtimeSeconds(parseJournal('1000 begin prepare\n'))).toBeNull();
    expect(
      downtimeSeconds(
        parseJournal('9 note downtime began\n10 note downtime ended\n11 note downtime began\n'),
      ),
    ).toBeNull();
  });

  it('names a killed service once', () => {
    expect(killedServices(parseJournal('1 note killed 5 worker\n2 note killed 5 worker\n'))).toEqual([
      'worker',
    ]);
  });
});

describe('the outcome of a cutover', () => {
  it.each([
    [
      'reversed stop-failed stop 30 worker',
      { code: 'stop-failed', params: { container: 'worker', waited: 30 } },
    ],
    [
      'reversed sessions-remain block 2 4711 app@10.0.0.9 x, 4712 y',
      {
        code: 'sessions-remain',
        params: { database: 'live', count: 2, names: '4711 app@10.0.0.9 x, 4712 y' },
      },
    ],
    [
      'reversed health-failed-after health 60 status 500',
      { code: 'health-failed-after', params: { check: 'http://h/', found: 'status 500', waited: 60 } },
    ],
    [
      'reversed command-failed before-start 1 3 no such column',
      {
        code: 'command-failed',
        params: { command: 'migrate (backend)', exitCode: 3 },
        evidence: { stderrTail: 'no such column' },
      },
    ],
    [
      'reversed start-failed start backend: driver failed',
      { code: 'start-failed', params: { container: 'backend', reason: 'driver failed' } },
    ],
    [
      'reversed swap-failed swap ERROR: in use',
      { code: 'cutover-reversed', params: { part: 'swap', reason: 'ERROR: in use' } },
    ],
    ['reversed interrupted recover', { code: 'interrupted', params: { step: 'cutover' } }],
  ])('reads "%s"', (status, error) => {
    expect(outcome(status)).toMatchObject({ kind: 'reversed', error });
  });

  it('gives the way back before health had passed and the way forward after', () => {
    expect(outcome('needs-person interrupted reverse docker does not answer')).toMatchObject({
      kind: 'needs-person',
      manual: FACTS.toOld,
      error: { params: { reason: 'docker does not answer' } },
    });
    expect(outcome('needs-person start-failed workers x', '1 done health\n')).toMatchObject({
      manual: FACTS.toNew,
    });
  });

  it('names the engine first where it holds the port of a container that does not run', () => {
    const detail = 'does not start: web: Bind for 127.0.0.1:8000 failed: port is already allocated';
    const stuck = outcome(`needs-person start-failed start ${detail}`);
    expect(stuck).toMatchObject({ manual: [expect.stringContaining('restart Docker'), ...FACTS.toOld] });
  });

  it('says not begun without an error only when nothing failed', () => {
    expect(outcome('not-begun')).toEqual({ kind: 'not-begun', error: null });
    expect(outcome('not-begun docker-not-running prepare x')).toMatchObject({
      error: { code: 'docker-not-running' },
    });
  });

  it('refuses a word the script never says', () => {
    expect(() => outcome('')).toThrow(/internal/);
  });
});
