import { describe, expect, test } from 'vitest';
import { differenceParams } from '../../../main/restore/difference-params';
import { catalogueEn } from '../../../shared/errors/catalogue-en';
import { catalogueEs } from '../../../shared/errors/catalogue-es';
import { ERROR_CODES } from '../../../shared/errors/codes';
import { ERROR_PARAMS } from '../../../shared/errors/error-params';
import { describeError, describeFinding } from '../../../shared/errors/error-text';
import { formatDateTime } from '../../../shared/format/time';

const catalogues = { en: catalogueEn, es: catalogueEs };
const placeholders = (text: string) => [...text.matchAll(/\{([a-zA-Z]+)[^}]*\}/g)].map((match) => match[1]);

describe.each(['en', 'es'] as const)('the catalogue in %s', (language) => {
  test.each(ERROR_CODES)('says what is the case and why for %s', (code) => {
    const text = catalogues[language][code];
    expect(text.title).not.toBe('');
    expect(text.title).not.toMatch(/\.$/);
    expect(text.explanation).toMatch(/[.»”]$/);
    expect(text.next).toMatch(/^$|[.…»”]$|[a-z]$/);
  });

  test.each(ERROR_CODES)('uses only documented parameters for %s', (code) => {
    const { title, explanation, next } = catalogues[language][code];
    const documented: readonly string[] = ERROR_PARAMS[code];
    expect(
      placeholders(title + explanation + next).filter((name) => !documented.includes(name ?? '')),
    ).toEqual([]);
  });

  test.each(ERROR_CODES)('never shows a raw placeholder for %s, even when nothing is known', (code) => {
    const { title, explanation, next } = describeError({ code, params: {} }, language);
    expect(`${title}${explanation}${next}`).not.toMatch(/[{}]/);
  });
});

test('a sentence takes names as they are and figures with their unit', () => {
  const params = {
    purpose: 'the load',
    mount: '/var/lib',
    needed: 2_400_000_000,
    free: 1_020_000_000,
    reserve: 1e9,
  };
  expect(describeError({ code: 'space-short', params }, 'en').explanation).toBe(
    '/var/lib: 2.40 GB needed, 1.02 GB free, 1.00 GB of it kept in reserve.',
  );
  expect(describeError({ code: 'space-short', params }, 'es').explanation).toContain('2,40 GB');
});

test('a word agrees with its number', () => {
  expect(describeError({ code: 'archive-invalid', params: { count: 1 } }, 'en').title).toMatch(/1 problem$/);
  expect(describeError({ code: 'archive-invalid', params: { count: 2 } }, 'es').title).toMatch(
    /2 problemas$/,
  );
});

test('a finding names the entry it was found at', () => {
  const finding = { code: 'archive-device', params: {}, where: 'backups-1/dev/sda' } as const;
  expect(describeFinding(finding, 'en').explanation).toContain('backups-1/dev/sda');
});

test('a parameter that contains braces is shown as it came', () => {
  const error = { code: 'internal', params: { message: 'got {host} and $&' } } as const;
  expect(describeError(error, 'en').explanation).toBe('got {host} and $&.');
});

test('a parameter that is a sentence does not end in two full stops', () => {
  expect(describeError({ code: 'internal', params: { message: 'It broke.' } }, 'en').explanation).toBe(
    'It broke.',
  );
});

test.each([
  ['verify-failed', 'en', 'Rows: expected 5, found 4.'],
  ['verify-failed', 'es', 'Filas: se esperaba 5, se encontró 4.'],
  ['media-verify-failed', 'es', 'Filas: se esperaba 5, se encontró 4. La media viva no se tocó.'],
] as const)('%s tells the check that differs in %s', (code, language, explanation) => {
  const check = { name: 'rows', expected: '5', found: '4', verdict: 'mismatch' as const };
  const params = { count: 1, ...differenceParams(check) };
  expect(describeError({ code, params }, language).explanation).toBe(explanation);
});

test('a needs-person error of a check that differs tells it in Spanish too', () => {
  const check = { name: 'live database', expected: '7', found: '8', verdict: 'mismatch' as const };
  const { first, ...more } = differenceParams(check);
  const params = { part: 'verification', reason: first, ...more };
  const text = describeError({ code: 'needs-person', params }, 'es');
  expect(`${text.title} ${text.explanation}`).toContain('se esperaba 7, se encontró 8');
});

test('an error of an older job keeps the sentence it was written with', () => {
  const params = { count: 1, first: 'rows: expected 5, found 4' };
  expect(describeError({ code: 'verify-failed', params }, 'es').explanation).toBe(
    'rows: expected 5, found 4.',
  );
});

test('steps and parts of a run are told by their names in the language', () => {
  const cancelled = describeError({ code: 'cancelled', params: { step: 'safety-backup' } }, 'es');
  expect(cancelled.explanation).toContain('Copia de seguridad previa');
  const several = { step: 'upload, safety-backup', since: 'x' };
  expect(describeError({ code: 'interrupted', params: several }, 'es').explanation).toContain(
    'Subir la copia, Copia de seguridad previa',
  );
  const reversed = { part: 'health', reason: 'x' };
  expect(describeError({ code: 'cutover-reversed', params: reversed }, 'es').explanation).toContain(
    'Esperar la salud',
  );
  const odd = { step: 'inspection' };
  expect(describeError({ code: 'cancelled', params: odd }, 'en').explanation).toContain('inspection');
});

/** Ends of a run that leave the operator with something to do. */
const RUN_ENDS = [
  'upload-digest-mismatch',
  'disk-reserve-reached',
  'safety-backup-failed',
  'load-failed',
  'database-lost',
  'merge-failed',
  'verify-failed',
  'media-failed',
  'media-verify-failed',
  'helper-image-missing',
  'helper-vanished',
  'stop-failed',
  'sessions-remain',
  'swap-failed',
  'start-failed',
  'health-failed-after',
  'cutover-reversed',
  'in-place-reversed',
  'needs-person',
  'interrupted',
  'connection-lost',
  'lock-lost',
  'target-changed',
  'job-of-other-target',
  'job-target-unknown',
] as const;

test.each(RUN_ENDS)('the end of a run by %s says what to do next, in both languages', (code) => {
  expect(catalogues.en[code].next).not.toBe('');
  expect(catalogues.es[code].next).not.toBe('');
});

/** What a step of a restore in place may end with once the old database is dropped. */
test.each(['disk-reserve-reached', 'load-failed', 'merge-failed', 'verify-failed'] as const)(
  '%s does not claim that the live database is untouched, which by a restore in place it is not',
  (code) => {
    expect(catalogues.en[code].explanation).not.toMatch(/not touched|nothing was changed/i);
    expect(catalogues.es[code].explanation).not.toMatch(/no se tocó|nada ha cambiado/i);
  },
);

test('a time of a lock or a job is told as everywhere else, not as it is stored', () => {
  const params = { step: 'load', since: '2026-02-01T12:02:00.000Z' };
  const { explanation } = describeError({ code: 'interrupted', params }, 'es');
  expect(explanation).toContain(formatDateTime(params.since, 'es'));
  expect(explanation).not.toContain('T12:02');
});

test.each([
  ['interrupted', 'en', 'Its status is interrupted.'],
  ['rolled_back', 'en', 'Its status is rolled back.'],
  ['interrupted', 'es', 'Su estado es «interrumpido».'],
  ['of-tomorrow', 'es', 'Su estado es «of-tomorrow».'],
] as const)('the status %s of a job is told by its name in %s', (status, language, said) => {
  const error = { code: 'job-not-restorable', params: { job: 'j', status } } as const;
  expect(describeError(error, language).explanation).toContain(said);
});

test('the kind of a secret is told in the reader’s language', () => {
  const params = { user: 'ops', host: 'h', secret: 'passphrase' };
  expect(describeError({ code: 'secret-missing', params }, 'en').title).toContain('A key passphrase');
  expect(describeError({ code: 'secret-missing', params }, 'es').title).toContain('la frase de paso');
});
