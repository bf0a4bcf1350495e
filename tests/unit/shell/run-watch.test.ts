import { expect, test } from 'vitest';
import { finishNotice } from '../../../main/shell/finish-notice';
import { RunWatch } from '../../../main/shell/run-watch';
import { shellText } from '../../../main/shell/shell-text';
import type { Job } from '../../../shared/restore/job';
import { reduceRun } from '../../../shared/restore/reduce-run';
import type { RunEvent, TurnDirection } from '../../../shared/restore/run-event';
import { emptyRunState } from '../../../shared/restore/run-state';
import { sampleJob } from '../../support/sample-job';

const at = '2026-02-01T12:00:00.000Z';
const started: RunEvent = {
  type: 'run-started',
  jobId: 'j',
  seq: 1,
  at,
  target: 'production',
  environment: 'production',
  filename: 'b.tar.gz',
  steps: ['preflight', 'upload'],
};
const finished: RunEvent = { type: 'finished', jobId: 'j', seq: 2, at, job: sampleJob() };

test('a run is active from its first event to its last, and its end is told once', () => {
  const watch = new RunWatch();
  const seen: [number, string | null][] = [];
  watch.onChange((active, ended) => seen.push([active.length, ended?.jobId ?? null]));
  watch.take('j', [started]);
  expect(watch.active().map((run) => run.target)).toEqual(['production']);
  watch.take('j', [finished]);
  expect(watch.active()).toEqual([]);
  expect(seen).toEqual([
    [1, null],
    [0, 'j'],
  ]);
});

test('what ends an interrupted run, naming nothing, is told by what is known of it', () => {
  const known = [started, { type: 'downtime', jobId: 'j', seq: 2, at, state: 'began' } as const].reduce(
    reduceRun,
    emptyRunState('j'),
  );
  const watch = new RunWatch((jobId) => (jobId === 'j' ? { ...known, phase: 'finished' } : null));
  const ends: (string | null)[] = [];
  watch.onChange((_active, ended) => ends.push(ended?.job?.id ?? null));
  watch.take('j', [{ type: 'step-started', jobId: 'j', seq: 3, at, step: 'upload' }]);
  expect(watch.active()[0]).toMatchObject({ target: 'production', downtimeBeganAt: at, phase: 'running' });
  watch.take('j', [{ ...finished, seq: 4 }]);
  expect(ends).toEqual([null, sampleJob().id]);
});

test('the notification says first how the site is', () => {
  const failed = { ...sampleJob(), status: 'failed' as const, target: 'production' };
  expect(finishNotice({ ...failed, outcome: 'unchanged' }, shellText('en'))?.body).toContain(
    'nothing was changed',
  );
  expect(finishNotice({ ...failed, outcome: 'reversed' }, shellText('en'))?.body).toContain('put back');
  expect(finishNotice({ ...failed, outcome: null, needs_person: true }, shellText('en'))?.body).toContain(
    'person',
  );
  expect(finishNotice({ ...failed, status: 'completed' }, shellText('es'))?.title).toContain('production');
});

const cutoverReversed = { code: 'cutover-reversed' as const, params: {} };

test.each<[string, Partial<Job>, TurnDirection, string, string]>([
  ['back', { status: 'rolled_back' }, 'back', 'production is back on its data from before', 'tar.gz'],
  ['forward again', { status: 'completed' }, 'forward', 'production runs on the backup', 'tar.gz'],
  [
    'back, taken back',
    { status: 'completed', outcome: 'reversed', error: cutoverReversed },
    'back',
    'The rollback of production failed',
    'put back on the restored data',
  ],
  [
    'back, not begun',
    { status: 'completed', outcome: 'unchanged', error: { code: 'lock-held', params: {} } },
    'back',
    'The rollback of production failed',
    'runs on the restored data; nothing was changed',
  ],
  [
    'back, cancelled',
    { status: 'completed', error: { code: 'cancelled', params: {} } },
    'back',
    'The rollback of production was cancelled',
    'nothing was changed',
  ],
  [
    'forward again, taken back',
    { status: 'rolled_back', outcome: 'reversed', error: cutoverReversed },
    'forward',
    'forward again on production failed',
    'put back on its data from before the restore',
  ],
  [
    'back, in need of a person',
    { status: 'failed', needs_person: true },
    'back',
    'The rollback of production failed',
    'needs a person',
  ],
  [
    'back, cut off',
    { status: 'interrupted' },
    'back',
    'The rollback of production was interrupted',
    'person',
  ],
])('a rollback %s is told as one', (_what, change, turn, title, body) => {
  const job = { ...sampleJob(), target: 'production', outcome: null, error: null, ...change };
  const notice = finishNotice(job, shellText('en'), turn);
  expect(notice?.title).toContain(title);
  expect(notice?.body).toContain(body);
  expect(finishNotice(job, shellText('es'), turn)?.title).toContain('production');
});

test('a run that has not ended is no notification', () => {
  expect(finishNotice({ ...sampleJob(), status: 'restoring' }, shellText('en'))).toBeNull();
});
