import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Redactor } from '../../../main/logging/redact';
import { escapeText, html } from '../../../main/restore/report/html/markup';
import { reportHtml } from '../../../main/restore/report/html/report-html';
import { REPORT_FORMATS, reportContent, reportFileName } from '../../../main/restore/report/report-file';
import { reportText } from '../../../main/restore/report/text/report-text';
import { reportedJob, sampleReport } from '../../support/sample-report';

const HOSTILE = `"><script src="https://evil.example/x.js">alert('x')</script><img src=x onerror=alert(1)>`;

/** The sample with a hostile text in every place that comes from outside. */
function hostileReport(text: string) {
  const job = reportedJob();
  return sampleReport({
    target: text,
    original_filename: text,
    uploaded_by: `${text}@${text}`,
    backup_metadata: { ...job.backup_metadata, dump: text, sha256: text, server_version: text },
    safety_backup_path: text,
    old_pair: { database: text, media: text },
    administrators: [{ email: text, action: 'kept', note: text }],
    warnings: [{ code: 'cache-will-survive', params: { names: text } }],
    error: {
      code: 'load-failed',
      params: { database: text, reason: text, where: text },
      left: text,
      evidence: { command: ['psql', text], stderrTail: text, where: text },
    },
    verification: {
      passed: true,
      checks: [{ name: text, expected: text, found: text, verdict: 'match', note: text }],
      tables: [{ schema: text, name: text, expected: 1, found: 1 }],
    },
    left_out: [{ rule: 'owner', count: 1, examples: [{ line: 1, text }] }],
    manual_undo: [text, `# ${text}`],
    host: {
      address: text,
      fingerprint: text,
      docker_version: text,
      server_version: text,
      work_directory: text,
    },
    console_version: text,
  });
}

const tags = (page: string): string[] => (page.match(/<[a-z!/][^>]*>/gi) ?? []).sort();

test('no text of a job becomes markup, wherever it stands', () => {
  const page = reportHtml(hostileReport(HOSTILE));
  expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>/i);
  // Text between tags only: a page of harmless text has the very same tags.
  expect(tags(page)).toEqual(tags(reportHtml(hostileReport('harmless'))));
});

const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x2fff }), fc.constantFrom(0x22, 0x26, 0x27, 0x3c, 0x3e, 0x60)))
  .map((points) => String.fromCodePoint(...points));

test('any text at all leaves the page with the tags of ours alone', () => {
  const ours = tags(html`<p title="${'x'}">${'x'}</p>`.text).length;
  fc.assert(
    fc.property(anyText, (text) => {
      expect(html`<p title="${text}">${text}</p>`.text.match(/[<>]/g)).toHaveLength(ours * 2);
      expect(escapeText(text)).not.toMatch(/[<>"'`]/);
    }),
  );
});

test('characters that hide or turn the writing are shown by their number', () => {
  const name = 'photo‮gpj.exe\u0007';
  expect(escapeText(name)).toBe('photo[U+202E]gpj.exe[U+0007]');
  expect(reportText(sampleReport({ original_filename: name }))).toContain('photo[U+202E]gpj.exe[U+0007]');
  expect(reportText(sampleReport({ original_filename: 'a\u001b[2Jb\nc' }))).toContain(
    'a[U+001B][2Jb[U+000A]c',
  );
});

test('the page is one file: no script, nothing from outside, and a policy that forbids both', () => {
  const page = reportHtml(sampleReport());
  expect(page).not.toMatch(/<script|<link|<iframe|<object|<form|@import|url\(|\ssrc=|\shref=|\son[a-z]+=/i);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`);
  expect(page).toContain('prefers-color-scheme:dark');
  expect(page).toContain('@media print');
});

test('the page says its language, and every table with its rows', () => {
  expect(reportHtml(sampleReport({}, { language: 'es' }))).toContain('<html lang="es">');
  const page = reportHtml(sampleReport());
  for (const table of reportedJob().verification?.tables ?? []) {
    expect(page).toContain(`${table.schema}.${table.name}`);
  }
  expect(page.indexOf('The manual way back')).toBeGreaterThan(page.indexOf('Kept on the target'));
});

test('no secret is in any form of the report, wherever it was planted', () => {
  const known = 'correct-horse-battery';
  const redactor = new Redactor();
  redactor.learn(known);
  const shapes = [
    'hunter2-by-env',
    'hunter2-in-url',
    'hunter2-after-option',
    'hunter2-in-sql',
    'hunter2hash',
  ];
  const leaky = [
    `PGPASSWORD=${shapes[0]}`,
    `postgres://shop:${shapes[1]}@db/shop`,
    `ALTER ROLE shop PASSWORD '${shapes[3]}'`,
    `pbkdf2_sha256$600000$${shapes[4]}`,
    known,
  ].join(' ');
  const report = sampleReport(
    {
      error: {
        code: 'load-failed',
        params: { database: 'shop', reason: leaky, where: 'line 1' },
        evidence: { command: ['tool', '--password', shapes[2] ?? '', known], stderrTail: leaky },
      },
      warnings: [{ code: 'other-writers', params: { names: leaky } }],
      left_out: [{ rule: 'owner', count: 1, examples: [{ line: 1, text: leaky }] }],
      manual_undo: [`docker exec -e ${leaky}`],
      administrators: [{ email: 'a@b.c', action: 'kept', note: leaky }],
      backup_metadata: { dump: leaky },
    },
    {
      redact: redactor.redact,
      log: {
        lines: [
          {
            type: 'log',
            jobId: 'j',
            seq: 1,
            at: '2026-02-01T12:00:00Z',
            step: null,
            level: 'error',
            source: 'host',
            text: leaky,
          },
        ],
        total: 1,
      },
    },
  );
  for (const format of REPORT_FORMATS) {
    const content = reportContent(report, format);
    expect([known, ...shapes].filter((secret) => content.includes(secret))).toEqual([]);
    expect(content).toContain('•••');
  }
});

test('a file name is safe whatever the target is called', () => {
  expect(reportFileName(sampleReport({ target: '../Día ñ/x' }), 'html')).toBe(
    'restore-..-Di-a-n-x-2026-02-01-1f2e3d4c.html',
  );
});
