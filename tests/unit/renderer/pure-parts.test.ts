import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withinDays } from '../../../renderer/features/jobs/job-dates';
import { needsAttention } from '../../../renderer/features/jobs/needs-attention';
import { fileNameOf } from '../../../renderer/features/restore/file-name';
import { leftOutOf } from '../../../renderer/features/restore/left-out-groups';
import { planText } from '../../../renderer/features/restore/plan-text';
import { madeAtOf, outcomeKey } from '../../../renderer/features/run/outcome/site-state';
import { turnedParts } from '../../../renderer/features/run/outcome/turned-parts';
import { wholeVerdict } from '../../../renderer/features/run/outcome/whole-verdict';
import { joinArguments, splitArguments } from '../../../renderer/features/targets/command-line';
import { blankProfile, invalidFields } from '../../../renderer/features/targets/draft';
import { backupLine } from '../../../renderer/features/terminal/backup-line';
import { rateOf, withSample } from '../../../renderer/ui/rate';
import { formatFor } from '../../../renderer/ui/use-format';
import type { Job, JobStep, VerificationCheck } from '../../../shared/restore/job';
import { restoreOptionsSchema } from '../../../shared/restore/plan';
import { runStateOfJob } from '../../../shared/restore/run-state-of-job';
import { validManifest } from '../../e2e/mocked/world/archive';
import { completedJob } from '../../e2e/mocked/world/jobs';
import { planFor } from '../../e2e/mocked/world/plan';
import { production } from '../../e2e/mocked/world/targets';
import { sampleJob } from '../../support/sample-job';

describe('a command as one line', () => {
  test('arguments come back as they were, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 6 }), (argv) => {
        expect(splitArguments(joinArguments(argv))).toEqual(argv);
      }),
    );
  });

  test('quotes keep together and a backslash takes the next character', () => {
    expect(splitArguments(`sh -c "echo \\"a b\\"" 'c d' e\\ f ''`)).toEqual([
      'sh',
      '-c',
      'echo "a b"',
      'c d',
      'e f',
      '',
    ]);
  });
});

describe('a draft of a target', () => {
  test('a whole profile has nothing to look at', () => {
    expect(invalidFields(production)).toEqual({});
  });

  test('a blank one names what is needed', () => {
    expect(invalidFields(blankProfile())).toMatchObject({
      name: 'required',
      'host.host': 'required',
      'host.user': 'required',
      'database.container.name': 'required',
      'database.name': 'required',
    });
  });

  test.each([
    [{ ...production, name: '-x' }, 'name', 'name'],
    [{ ...production, host: { ...production.host, host: '-oProxyCommand=x' } }, 'host.host', 'host'],
    [{ ...production, host: { ...production.host, port: 70_000 } }, 'host.port', 'port'],
    [
      { ...production, health: { kind: 'http' as const, url: 'health', expectStatus: 200 } },
      'health.url',
      'url',
    ],
    [
      {
        ...production,
        media: { location: { kind: 'bind' as const, path: 'media' }, folder: '', mode: 'merge' as const },
      },
      'media.location.path',
      'absolute',
    ],
  ])('a wrong value is named with what is right there (%#)', (draft, path, key) => {
    expect(invalidFields(draft)).toMatchObject({ [path]: key });
  });
});

describe('a rate', () => {
  test('is bytes over the last seconds', () => {
    const samples = [0, 1000, 2000].reduce<ReturnType<typeof withSample>>(
      (seen, at) => withSample(seen, { at, bytes: at * 40 }),
      [],
    );
    expect(rateOf(samples)).toBe(40_000);
  });

  test('is not said from one sample, and begins afresh when bytes fall', () => {
    expect(rateOf([{ at: 0, bytes: 5 }])).toBeNull();
    expect(withSample([{ at: 0, bytes: 500 }], { at: 900, bytes: 10 })).toEqual([{ at: 900, bytes: 10 }]);
  });
});

/** A restore in place that was interrupted with those steps so far. */
function stoppedInPlace(backup: JobStep['state'], cutover: JobStep['state']): Partial<Job> {
  const step = { started_at: null, duration_seconds: null, bytes: null, parts: [] };
  return {
    status: 'interrupted',
    strategy: 'in-place',
    steps: [
      { ...step, id: 'safety-backup', state: backup },
      { ...step, id: 'cutover', state: cutover },
    ],
  };
}

describe('the first line of an outcome', () => {
  test.each([
    [{ status: 'failed', outcome: 'unchanged' }, 'failedUnchanged'],
    [{ status: 'failed', outcome: 'reversed' }, 'failedReversed'],
    [{ status: 'failed', needs_person: true }, 'needsPerson'],
    [{ status: 'cancelled' }, 'cancelled'],
    [{ status: 'interrupted' }, 'interrupted'],
    [{ status: 'interrupted', strategy: 'in-place' }, 'interrupted'],
    [{ ...stoppedInPlace('running', 'waiting') }, 'interruptedDown'],
    [{ ...stoppedInPlace('done', 'running') }, 'interruptedDown'],
    [{ ...stoppedInPlace('done', 'done') }, 'interrupted'],
    [{ ...stoppedInPlace('done', 'waiting'), strategy: 'swap' }, 'interrupted'],
    [{ status: 'rolled_back' }, 'rolledBack'],
    [{ status: 'uploaded' }, 'uploaded'],
    [{ status: 'completed' }, 'completedPlain'],
  ] as const)('%o is %s', (change, key) => {
    expect(outcomeKey(sampleJob(change), null)).toBe(key);
  });

  test('a site that was not healthy before is not called up after a failure', () => {
    const job = sampleJob({
      status: 'failed',
      outcome: 'unchanged',
      warnings: [{ code: 'health-failing-before', params: {} }],
    });
    expect(outcomeKey(job, null)).toBe('failedUnchangedFound');
  });

  test('the backup’s date is taken from the job only where it is one', () => {
    expect(madeAtOf(sampleJob({ backup_metadata: { made_at: '2026-02-01T15:00:00Z' } }))).toBe(
      '2026-02-01T15:00:00Z',
    );
    expect(madeAtOf(sampleJob({ backup_metadata: { made_at: 'yesterday' } }))).toBeNull();
  });
});

test('a finished job is told as a run with the times it has', () => {
  const run = runStateOfJob(completedJob());
  expect(run.phase).toBe('finished');
  expect(run.steps.find(({ id }) => id === 'preflight')?.finishedAt).toBe('2026-02-04T12:08:06.000Z');
});

test('what is left out is grouped by rule, the most frequent first', () => {
  const groups = leftOutOf(validManifest.dumps);
  expect(groups.map(({ rule, count }) => `${rule} ${count}`).slice(0, 2)).toEqual(['owner 118', 'acl 61']);
  expect(groups[0]?.examples).toHaveLength(100);
});

test('a plan as text has the digest, every step, and the line past which nothing is cancelled', () => {
  const plan = planFor(restoreOptionsSchema.parse({}));
  const words = {
    headline: 'headline',
    blockers: 'blockers',
    warnings: 'warnings',
    steps: 'steps',
    space: 'space',
    leftOut: 'left out',
    firstTime: 'first time',
    pointOfNoReturn: 'no return',
    code: 'runs as shop',
    rule: (rule: string) => `why ${rule}`,
    step: (id: string) => id,
    cancel: (rule: string) => rule,
  };
  const text = planText(plan, words, formatFor('en'));
  expect(text).toContain(plan.archive.sha256);
  expect(text.match(/no return/g)).toHaveLength(1);
  expect(text.indexOf('no return')).toBeLessThan(text.indexOf('9. cutover'));
});

test('one day is since midnight here, none is for ever', () => {
  const now = new Date(2026, 1, 4, 12);
  expect(withinDays(new Date(2026, 1, 4, 0, 1).toISOString(), 1, now)).toBe(true);
  expect(withinDays(new Date(2026, 1, 3, 23, 59).toISOString(), 1, now)).toBe(false);
  expect(withinDays('2020-01-01T00:00:00Z', null, now)).toBe(true);
});

test('a job needs somebody when it was interrupted, stalled, or left half-way', () => {
  expect(needsAttention(sampleJob({ status: 'interrupted' }))).toBe(true);
  expect(needsAttention(sampleJob({ status: 'failed', needs_person: true }))).toBe(true);
  const stalled = {
    id: 'load',
    state: 'stalled',
    started_at: null,
    duration_seconds: null,
    bytes: null,
    parts: [],
  } as const;
  expect(needsAttention(sampleJob({ status: 'restoring', steps: [{ ...stalled, parts: [] }] }))).toBe(true);
  expect(needsAttention(sampleJob({ status: 'completed' }))).toBe(false);
});

test('the backup script runs in its folder, whatever the folder is called', () => {
  expect(backupLine({ backupCommand: './b.sh x', backupFolder: "/tmp/a'b c" })).toBe(
    "cd '/tmp/a'\\''b c' && ./b.sh x",
  );
  expect(backupLine({ backupCommand: ' ', backupFolder: '/tmp' })).toBeNull();
});

test('a file name is the last part on either system', () => {
  expect([fileNameOf('/a/b.tar.gz'), fileNameOf('C:\\a\\b.tar.gz'), fileNameOf('b')]).toEqual([
    'b.tar.gz',
    'b.tar.gz',
    'b',
  ]);
});

describe('a verification as one verdict', () => {
  const check = (verdict: VerificationCheck['verdict']) => ({
    name: 'rows',
    expected: '',
    found: '',
    verdict,
  });
  test.each([
    [['match', 'match'], true, 'match', 0],
    [['match', 'not-checked'], true, 'not-checked', 1],
    [['not-checked', 'mismatch'], false, 'mismatch', 1],
    [['match'], false, 'mismatch', 0],
    [[], true, 'not-checked', 0],
  ] as const)('%o, passed %s, is %s', (verdicts, passed, verdict, unchecked) => {
    const verification = { passed, checks: verdicts.map(check), tables: [] };
    expect(wholeVerdict(verification)).toEqual({ verdict, unchecked });
  });
});

describe('what changes places when a job is taken back', () => {
  const job = (more: Partial<Job>): Job => ({ ...completedJob(), ...more });

  test('is what its restore exchanged', () => {
    expect(turnedParts(completedJob())).toBe('both');
    expect(turnedParts(job({ restore_sql: false, old_pair: { database: null, media: 'm' } }))).toBe('media');
    expect(turnedParts(job({ restore_media: false, old_pair: { database: 'd', media: null } }))).toBe(
      'database',
    );
  });

  test('an archive without media, and media that were not there before', () => {
    const pair = { database: 'd', media: null };
    expect(turnedParts(job({ media_files_restored: 0, old_pair: pair }))).toBe('database');
    expect(turnedParts(job({ media_files_restored: 3, old_pair: pair }))).toBe('both');
  });
});
