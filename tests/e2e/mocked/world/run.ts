import type { Job } from '../../../../shared/restore/job';
import type { LogEvent, RunEvent, RunEventBody } from '../../../../shared/restore/run-event';
import { STEP_IDS, type StepId } from '../../../../shared/restore/steps';
import { TABLE_LIST } from './archive';

export const JOB_ID = '7c1d22ab-4f6e-4a53-9a3e-0d1f7be2c915';

/** Writes the events of a run one after another, numbered and stamped; `ago` is the age of the first in seconds. */
export class EventWriter {
  readonly events: RunEvent[] = [];
  private clock: number;

  constructor(
    readonly jobId: string,
    now: number,
    ago: number,
  ) {
    this.clock = now - ago * 1000;
  }

  /** Moves the clock on. */
  wait(seconds: number): this {
    this.clock += seconds * 1000;
    return this;
  }

  add(body: RunEventBody): this {
    const stamp = { jobId: this.jobId, seq: this.events.length + 1, at: new Date(this.clock).toISOString() };
    this.events.push({ ...body, ...stamp } as RunEvent);
    return this;
  }

  log(
    step: StepId,
    text: string,
    level: LogEvent['level'] = 'info',
    source: LogEvent['source'] = 'console',
  ): this {
    return this.add({ type: 'log', step, level, source, text });
  }

  step(
    id: StepId,
    seconds: number,
    bytes: number | null = null,
    parts: { name: string; seconds: number }[] = [],
  ): this {
    this.add({ type: 'step-started', step: id });
    this.wait(seconds);
    if (bytes !== null)
      this.add({ type: 'step-progress', step: id, bytesDone: bytes, bytesTotal: bytes, detail: '' });
    return this.add({ type: 'step-finished', step: id, state: 'done', parts });
  }
}

/** A run up to the load, a good part of it done. */
export function untilLoad(now: number): EventWriter {
  const run = new EventWriter(JOB_ID, now, 131);
  run.add({
    type: 'run-started',
    target: 'tuki-production',
    environment: 'production',
    filename: 'backup-gcp-20260201.tar.gz',
    steps: [...STEP_IDS],
  });
  run.log('preflight', 'Connected to deploy@tukitickets.duckdns.org:22, host key SHA256:Q1sJ…8cDe');
  run.step('preflight', 6).log('lock', 'Locked tuki_production for sebastian@laptop').step('lock', 1);
  run.add({ type: 'step-started', step: 'safety-backup' });
  run.log('safety-backup', 'pg_dump: dumping contents of table "public.orders_order"', 'debug', 'host');
  run
    .step('upload', 41, 612_402_118)
    .log(
      'upload',
      'Digest on the host matches: 9f2b6c1e7a40d83f5be1c99a7730d54e8812f6a0b3c47de95f1ab27c60ee4d13',
    );
  run.add({
    type: 'step-progress',
    step: 'safety-backup',
    bytesDone: 208_400_000,
    bytesTotal: null,
    detail: '',
  });
  run.add({ type: 'step-finished', step: 'safety-backup', state: 'done', parts: [] });
  run.add({ type: 'step-started', step: 'load' });
  run.log('load', 'Created tuki_production__rc_new_7c1d22ab from template0, UTF8, es_CL.UTF-8');
  for (const table of TABLE_LIST) {
    run.wait(2).log('load', `COPY ${table.rows}`, 'info', 'host');
    run.log(
      'load',
      `CREATE INDEX ${table.name}_pkey ON public.${table.name} USING btree (id)`,
      'debug',
      'host',
    );
  }
  run.log('load', 'NOTICE:  there is no transaction in progress', 'warning', 'host');
  run.log(
    'load',
    'psql:<stdin>:90211: WARNING:  language "plpythonu" is not used by any function of this dump and was left out',
    'warning',
    'host',
  );
  run.add({
    type: 'step-progress',
    step: 'load',
    bytesDone: 438_114_210,
    bytesTotal: 705_443_210,
    detail: 'public.payments_transaction',
  });
  return run;
}

/** The same load, ten minutes later: it waits for a lock, and nothing has moved since. */
export function untilStalled(now: number): EventWriter {
  const run = untilLoad(now - 620_000);
  run.wait(20).add({
    type: 'lock-wait',
    step: 'load',
    waits: [
      {
        pid: 2114,
        holder: {
          pid: 2098,
          role: 'tuki_user',
          application: 'psql',
          database: 'tuki_production__rc_new_7c1d22ab',
          state: 'idle in transaction',
          query_started_at: new Date(now - 900_000).toISOString(),
        },
      },
    ],
  });
  run.log('load', 'Session 2114 waits for a lock; it is held by pid 2098', 'warning');
  return run.wait(600).add({
    type: 'step-stalled',
    step: 'load',
    since: new Date(now - 620_000).toISOString(),
    watched: ['log', 'progress', 'helper', 'sessions'],
  });
}

/** The same run on through load, verification and media, into the middle of the cutover. */
export function untilCutover(now: number): EventWriter {
  const run = untilLoad(now - 62_000);
  run.wait(20).add({
    type: 'step-progress',
    step: 'load',
    bytesDone: 705_443_210,
    bytesTotal: 705_443_210,
    detail: '',
  });
  run.add({ type: 'step-finished', step: 'load', state: 'done', parts: [] });
  run.step('merge', 2).step('verify', 7);
  run.log('verify', 'Rows match in 20 of 20 tables');
  run.step('stage-media', 29, 410_017_622);
  run
    .add({ type: 'step-started', step: 'cutover' })
    .add({ type: 'cutover-part', part: 'stop', state: 'begin' });
  run.log('cutover', 'Stopping backtuki-celery-beat-1, backtuki-celery-worker-1, backtuki-backend-1');
  run.wait(1).add({ type: 'downtime', state: 'began' });
  run.log(
    'cutover',
    'docker stop did not end backtuki-celery-worker-1 in 30 s; it was killed. One task was cut.',
    'warning',
  );
  run
    .add({ type: 'cutover-part', part: 'stop', state: 'done' })
    .add({ type: 'cutover-part', part: 'swap', state: 'begin' });
  run
    .wait(1)
    .add({ type: 'cutover-part', part: 'swap', state: 'done' })
    .add({ type: 'cutover-part', part: 'health', state: 'begin' });
  run.log('cutover', 'Both renames done in one transaction');
  return run;
}

/** A run that another console had left after the load, taken up here and brought to its end. */
export function untilTakenUp(now: number, job: Job): EventWriter {
  const run = new EventWriter(job.id, now, 60);
  run.add({
    type: 'run-started',
    target: job.target,
    environment: job.environment,
    filename: job.original_filename,
    steps: [...STEP_IDS],
    resumed: job.steps.slice(0, 5),
  });
  run.add({
    type: 'log',
    step: null,
    level: 'info',
    source: 'console',
    text: 'Taken up after preflight, lock, upload, safety-backup, load',
  });
  run.step('merge', 2).step('verify', 9).step('stage-media', 29, 410_017_622);
  run.add({ type: 'step-started', step: 'cutover' }).add({ type: 'downtime', state: 'began' }).wait(4);
  run.add({ type: 'downtime', state: 'ended' });
  run.add({ type: 'step-finished', step: 'cutover', state: 'done', parts: [{ name: 'stop', seconds: 1.9 }] });
  return run.step('after', 2).add({ type: 'finished', job });
}

/** An interrupted job ended on its old pair: as of the real one, no event tells again what run it was. */
export function untilRecovered(now: number, job: Job): EventWriter {
  const run = new EventWriter(job.id, now, 3);
  run.log('cutover', 'The cutover had not begun: the old pair is live').wait(2);
  return run.add({ type: 'finished', job });
}

/** The two pairs of a job exchanged. */
export function untilTurned(now: number, job: Job): EventWriter {
  const run = new EventWriter(job.id, now, 12);
  const { target, environment, original_filename: filename } = job;
  run.add({ type: 'run-started', target, environment, filename, steps: ['preflight', 'lock', 'cutover'] });
  run.step('preflight', 2).step('lock', 1);
  run.add({ type: 'step-started', step: 'cutover' }).add({ type: 'downtime', state: 'began' }).wait(4);
  run.add({ type: 'downtime', state: 'ended' });
  run.add({ type: 'step-finished', step: 'cutover', state: 'done', parts: [{ name: 'stop', seconds: 1.9 }] });
  return run.add({ type: 'finished', job });
}
