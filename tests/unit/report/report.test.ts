import { expect, test } from 'vitest';
import { reportHtml } from '../../../main/restore/report/html/report-html';
import { reportText } from '../../../main/restore/report/text/report-text';
import { reportSchema } from '../../../shared/restore/report';
import { reportedJob, sampleReport } from '../../support/sample-report';

const without = (name: string) => {
  const { verification } = reportedJob();
  if (!verification) throw new Error('the sample has no verification');
  return { ...verification, checks: verification.checks.filter((check) => check.name !== name) };
};

test('a report is what its schema says, and the same question gives the same report', () => {
  const report = sampleReport();
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect(sampleReport()).toEqual(report);
});

test('it tells archive, dump, host, versions, operator and what is kept by name', () => {
  expect(sampleReport()).toMatchObject({
    operator: { name: 'ana', machine: 'laptop' },
    archive: { filename: 'backup-gcp-20260201.tar.gz', sha256: '3f1c0a9be4d27c55'.repeat(4) },
    dump: { name: 'backups-20260131/cloudsql/shop.sql.gz', format: 'plain', rows: 5_607_832 },
    host: { address: 'deploy@192.0.2.10:22', key_fingerprint: expect.stringMatching(/^SHA256:/) },
    versions: { console: '0.1.0', docker: '27.3.1', server: '15.18', dump_server: '15.4' },
    kept: { old_database: 'shop__rc_old_1f2e3d4c', old_media: '1f2e3d4c' },
  });
});

test('"restored" is said only of a completed run whose rows and media were verified', () => {
  expect(sampleReport().outcome).toMatchObject({
    kind: 'verified',
    explanation: expect.stringContaining('restored and verified'),
  });
  for (const change of [
    { verification: null },
    { verification: without('rows') },
    { verification: without('media digests') },
    { verification: { ...without('none'), passed: false } },
    { status: 'failed', outcome: 'unchanged' },
    { status: 'failed', outcome: 'reversed' },
    { status: 'failed', needs_person: true },
    { status: 'cancelled' },
    { status: 'interrupted' },
    { status: 'uploaded' },
    { status: 'rolled_back' },
    { status: 'restoring' },
  ] as const) {
    const { kind, headline, explanation } = sampleReport(change).outcome;
    expect(kind).not.toBe('verified');
    expect(`${headline} ${explanation}`).not.toMatch(/(were|was) restored/);
  }
});

test('what was not proven is named: a missing check, one not made, health not asked', () => {
  expect(sampleReport({ verification: without('media digests') }).outcome.explanation).toContain(
    'the media were not verified',
  );
  expect(sampleReport().outcome.explanation).toContain('1 check was not made');
  expect(sampleReport({ verification: without('health') }).outcome.explanation).toContain(
    'Health after the cutover was not checked.',
  );
});

test('a run of the database alone owes no proof of media', () => {
  const steps = reportedJob().steps.filter((step) => step.id !== 'stage-media');
  const report = sampleReport({
    steps,
    media_files_restored: 0,
    verification: without('media digests'),
  });
  expect(report.outcome.kind).toBe('verified');
  expect(report.outcome.explanation).toContain('The database was restored and verified');
});

test('a rolled back job does not say its new pair is live, and ends with the way forward', () => {
  const report = sampleReport({ status: 'rolled_back' });
  expect(report.outcome.headline).toContain('is back on the pair from before this run');
  expect(report.manual_way).toMatchObject({ direction: 'new', commands: reportedJob().manual_undo });
});

test('every report ends with a manual way: commands, the file that holds them, or why none is owed', () => {
  expect(sampleReport().manual_way.commands).toEqual(reportedJob().manual_undo);
  const { manual_undo: _none, ...older } = reportedJob();
  const question = { job: older };
  expect(sampleReport({}, question).manual_way.commands).toEqual([
    `cat /home/deploy/.restore-console/jobs/${older.id}/cutover-manual.txt`,
  ]);
  const before = { ...older, status: 'failed', outcome: 'unchanged' } as const;
  expect(sampleReport({}, { job: before }).manual_way).toMatchObject({
    direction: 'none',
    explanation: expect.stringContaining('never touched'),
  });
  const person = {
    ...older,
    status: 'failed' as const,
    needs_person: true,
    manual_way_back: ['docker start db'],
  };
  expect(sampleReport({}, { job: person }).manual_way.commands).toEqual(['docker start db']);
});

test('an interrupted run asks for recover first, and gives the commands only where the cutover had begun', () => {
  const inside = sampleReport({ status: 'interrupted' });
  expect(inside.manual_way.explanation).toContain('recover --target "shop-production"');
  expect(inside.manual_way.commands.length).toBeGreaterThan(0);
  const { manual_undo: _none, ...job } = reportedJob({ status: 'interrupted' });
  const steps = job.steps.map((step) =>
    step.id === 'cutover' ? { ...step, state: 'waiting' as const } : step,
  );
  expect(sampleReport({}, { job: { ...job, steps } }).manual_way.commands).toEqual([]);
});

test('a job that was taken back and forward again is judged by what its restore verified', () => {
  const steps = reportedJob().steps.filter((step) => step.id === 'preflight' || step.id === 'cutover');
  expect(sampleReport({ steps }).outcome.kind).toBe('verified');
});

test('a job of an older console has gaps, never made-up values', () => {
  const { host: _h, console_version: _c, left_out: _l, ...older } = reportedJob({ backup_metadata: {} });
  expect(sampleReport({}, { job: older })).toMatchObject({
    host: { address: null, key_fingerprint: null },
    versions: { console: null, docker: null, server: null },
    archive: { sha256: null },
    dump: null,
    left_out: null,
  });
});

test('in Spanish everything that is ours is Spanish', () => {
  const report = sampleReport({}, { language: 'es' });
  expect(report.outcome.headline).toContain('funciona con la copia');
  expect(report.steps[0]?.label).toBe('Revisar el destino');
  expect(report.verification?.checks[1]).toMatchObject({ label: 'Filas', verdict_label: 'Coincide' });
  expect(report.verification?.checks[1]?.note).toContain('por la fusión');
  expect(report.left_out?.[0]?.label).toContain('Dueños');
});

test('the log is reported by its warnings and errors, the last of them', () => {
  const line = (n: number, level: 'info' | 'error') =>
    ({
      type: 'log',
      jobId: 'j',
      seq: n + 1,
      at: '2026-02-01T12:00:00Z',
      step: 'load',
      level,
      source: 'host',
      text: `line ${n}`,
    }) as const;
  const lines = [line(0, 'info'), ...Array.from({ length: 150 }, (_, n) => line(n + 1, 'error'))];
  const { log } = sampleReport({}, { log: { lines, total: 151 } });
  expect(log.lines).toHaveLength(100);
  expect(log.lines.at(-1)?.text).toBe('line 150');
  expect(log.total).toBe(151);
});

test.each([
  ['en', 'is down', 'recover --target "shop-production"'],
  ['es', 'no da servicio', 'recover --target "shop-production"'],
] as const)(
  'a restore in place that was interrupted says that the site is down and what to run, %s',
  (language, down, run) => {
    const steps = reportedJob().steps.map((step) => ({
      ...step,
      state: step.id === 'safety-backup' ? ('done' as const) : ('waiting' as const),
    }));
    const { manual_undo: _none, ...job } = reportedJob({
      status: 'interrupted',
      strategy: 'in-place',
      steps,
    });
    const report = sampleReport({}, { job, language });
    expect(report.outcome.headline).toContain(down);
    expect(report.outcome.explanation).toContain(run);
    expect(report.manual_way.explanation).toContain(run);
    expect(report.manual_way.commands).toEqual([
      `cat /home/deploy/.restore-console/jobs/${job.id}/in-place-manual.txt`,
    ]);
  },
);

test.each(['interrupted', 'rolled_back'] as const)(
  'the page and the text of a job that is %s show no figures of what was restored',
  (status) => {
    const report = sampleReport({ status });
    expect(reportHtml(report)).not.toContain('Rows restored');
    expect(reportText(report)).not.toContain('Rows restored');
    expect(reportHtml(sampleReport())).toContain('Rows restored');
  },
);
